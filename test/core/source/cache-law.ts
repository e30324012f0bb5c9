/** The law of the cache: after any edits, the answer through it is the answer without it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { sourceAnalyser } from '../../../packages/core/src/source/source-analyser.ts'
import { begin, type Edit, edits, histories, type ProjectState } from './edited-project.ts'

export async function checkCache(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(histories, ({ shapes, steps }) => holds(shapes, steps)),
    { numRuns },
  )
}

async function holds(shapes: readonly number[], steps: readonly Edit[]): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'varve-cached-')))
  const cache = join(folder, '.varve', 'cache')
  try {
    let state = begin(shapes)
    write(folder, {}, state)
    await answers(folder, state, cache)
    const older = [cacheFiles(cache)]
    for (const { name, at, to } of steps) {
      const edit = edits[name]
      const next = edit ? edit(state, at, to) : state
      write(folder, state, next)
      state = next
      if (!edit) changeCache(cache, name, at, older)
      const cached = await answers(folder, state, cache)
      const cold = await answers(folder, state, join(folder, '.varve', 'cold', `${older.length}`))
      if (cached !== cold) throw new Error(`after '${name}' the cache gives\n${cached}\nand not\n${cold}`)
      older.push(cacheFiles(cache))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As text, an error too: what cannot be read must not be answered from memory. */
async function answers(folder: string, state: ProjectState, cacheFolder: string): Promise<string> {
  const mounted = /catalog\(\{(.*)\}/.exec(state['varve.config.ts'] ?? '')?.[1]?.match(/\w+/g)
  const requests = Object.entries(state).flatMap(([path, text]) => {
    const [before, after] = (text ?? '').split('asset({')
    if (!mounted?.includes(path.replace('.ts', '')) || before === undefined || after === undefined) return []
    const lines = before.split('\n')
    const frames = [{ file: join(folder, path), line: lines.length, column: (lines.at(-1) ?? '').length + 1 }]
    return [
      { id: path, frames },
      { id: `part ${path}`, frames, within: { kind: 'properties', names: ['run'] } as const },
    ]
  })
  const analyser = sourceAnalyser({ projectFolder: folder, cacheFolder, entry: join(folder, 'varve.config.ts') })
  try {
    return JSON.stringify(
      [...(await analyser.codeVersions(requests))].map(([id, { hash, ...rest }]) => [id, hash, Object.entries(rest).sort()]),
    )
  } catch (error) {
    return String(error)
  }
}

function write(folder: string, before: ProjectState, after: ProjectState): void {
  for (const path of Object.keys(before)) {
    if (after[path] !== before[path]) rmSync(join(folder, path), { recursive: true, force: true })
  }
  for (const [path, text] of Object.entries(after)) {
    if (text === before[path]) continue
    mkdirSync(text === null ? join(folder, path) : dirname(join(folder, path)), { recursive: true })
    if (text !== null) writeFileSync(join(folder, path), text)
  }
}

type CacheFiles = Readonly<Record<string, string>>

function cacheFiles(cache: string): CacheFiles {
  try {
    return Object.fromEntries(readdirSync(cache).map(name => [name, readFileSync(join(cache, name), 'utf8')]))
  } catch {
    return {}
  }
}

/** What a crash, a copy of the folder or another process may leave there. */
function changeCache(cache: string, name: string, at: number, older: readonly CacheFiles[]): void {
  const then = older[at % older.length]!
  for (const [index, [file, text]] of Object.entries(cacheFiles(cache)).entries()) {
    const changed = {
      'damage the cache': text.replace(/[0-9](?=[^0-9]*$)/, digit => `${(Number(digit) + 1) % 10}`),
      'cut the cache': text.slice(0, Math.floor((text.length * (at + 1)) / 25)),
      'bring back an older cache': then[file],
      'bring back one older file of the cache': at % 2 === index ? then[file] : text,
    }[name]
    if (changed !== undefined) writeFileSync(join(cache, file), changed)
  }
}
