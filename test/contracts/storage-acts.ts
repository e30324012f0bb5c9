/** What the storage suite does over and over: writes with free temporaries, and lists to the end. */
import type { Source, Storage } from '@varve/core'
import { expect } from 'vitest'

let temporaries = 0

export function put(storage: Storage, path: string, source: Source | string) {
  temporaries += 1
  return storage.putIfAbsent(path, typeof source === 'string' ? bytes(source) : source, { temporary: `.varve/tmp/h/${temporaries}` })
}

export function replace(storage: Storage, path: string, source: Source, generation: string) {
  temporaries += 1
  return storage.replace(path, source, generation, { temporary: `.varve/tmp/h/${temporaries}` })
}

export async function* chunks(...contents: readonly string[]): AsyncIterable<Uint8Array> {
  for (const content of contents) yield bytes(content)
}

export async function streamed(storage: Storage, path: string, range?: readonly [number, number]): Promise<string> {
  const found: Uint8Array[] = []
  for await (const chunk of storage.stream(path, { range })) found.push(chunk)
  return text(Buffer.concat(found))
}

export async function listed(storage: Storage, folder: string, limit?: number) {
  const files = []
  for (let cursor: string | undefined; ; ) {
    const page = await storage.list(folder, { limit, cursor })
    expect(page.files.length).toBeLessThanOrEqual(limit ?? Number.POSITIVE_INFINITY)
    files.push(...page.files)
    if (page.next === undefined) return files
    cursor = page.next
  }
}

export async function named(storage: Storage, folder: string, limit?: number) {
  const files: string[] = []
  const folders: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await storage.names(folder, { limit, cursor })
    expect(page.files.length + page.folders.length).toBeLessThanOrEqual(limit ?? Number.POSITIVE_INFINITY)
    files.push(...page.files)
    folders.push(...page.folders)
    if (page.next === undefined) return { files, folders }
    cursor = page.next
  }
}

export async function paths(storage: Storage): Promise<readonly string[]> {
  return (await listed(storage, '')).map(({ path }) => path)
}

export function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

export function text(content: Uint8Array): string {
  return new TextDecoder().decode(content)
}
