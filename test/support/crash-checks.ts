/** What must hold of a root after whatever happened to the processes that wrote to it. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VerifyDocument } from 'varve'
import { expect } from 'vitest'
import { type CrashProject, partitionsInAll } from './crash-project.ts'
import type { Answers } from './crash-script.ts'

type History = Answers['history']

/** Right after the process died, or after any other end. @returns the published partitions: `counts@2001-01-01`. */
export function expectConsistent(root: string, status: Answers['status'], verify: VerifyDocument, history: History): readonly string[] {
  const { unreferenced, ...verified } = verify
  const objects = new Set(Object.values(history).flatMap(versions => versions.map(({ artifact }) => artifact.sha256)))
  expect(verified).toEqual({ checked: objects.size, ok: true, corrupted: [], missing: [], tree: { wrong: [], repaired: 0 } })
  expect(new Set(unreferenced.filter(path => !/^\.varve\/(objects|tmp)\//.test(path)))).toEqual(new Set())
  for (const { asset, total, fresh, stale, missing, failed, blocked } of status.assets) {
    expect({ asset, sum: fresh + stale + missing + failed + blocked, stale, failed, blocked }).toEqual({
      asset,
      sum: total,
      stale: 0,
      failed: 0,
      blocked: 0,
    })
    const current = history[asset]!.filter(version => version.current)
    expect({ asset, fresh }).toEqual({ asset, fresh: current.length })
    expect(current.filter(({ artifact }) => !existsSync(artifact.uri))).toEqual([])
  }
  expectTreeIsCurrent(root, history)
  return Object.entries(history).flatMap(([asset, versions]) => versions.map(({ partition }) => `${asset}@${partition}`))
}

/** Looks at what a crash left, finishes the work in a new process, and checks that it does what was left to do and nothing twice. */
export async function expectRecovery(project: CrashProject, root: string): Promise<void> {
  const inspect = [{ act: 'status' }, { act: 'verify' }, { act: 'history' }] as const
  const published = expectConsistent(root, ...(await project.run(root, ...inspect)))
  const left = everyStep().filter(step => !published.includes(step))
  const logged = project.log(root).length

  const materialize = { act: 'materialize', concurrency: 3 } as const
  const [second, third, ...after] = await project.run(root, materialize, materialize, ...inspect)
  expect(project.log(root).slice(logged).toSorted()).toEqual(left.toSorted())
  expect({ status: second.status, steps: second.steps }).toEqual({ status: 'complete', steps: { ...nothing, done: left.length } })
  expect({ status: third.status, steps: third.steps }).toEqual({ status: 'complete', steps: nothing })
  expectComplete(root, ...after)
}

/** Everything was made, each partition once, and nothing lies about. */
export function expectComplete(root: string, status: Answers['status'], verify: VerifyDocument, history: History): void {
  const published = expectConsistent(root, status, verify, history)
  expect(published.toSorted()).toEqual(everyStep().toSorted())
  expect(status.assets.reduce((sum, { fresh }) => sum + fresh, 0)).toBe(partitionsInAll)
  expect(verify.unreferenced).toEqual([])
  expect(stagedIn(root)).toEqual([])
}

/** The tree shows exactly what the pointers name, and the commit records tell the same pointers. */
export function expectTreeIsCurrent(root: string, history: History): void {
  const current = Object.entries(history).flatMap(([asset, versions]) =>
    versions.filter(version => version.current).map(version => ({ asset, ...version })),
  )
  const wanted = current.map(({ asset, partition, artifact }) => {
    const [member] = artifact.members
    return [
      `${asset}/${partition!.includes('=') ? partition!.replace(',', '/') : `day=${partition}`}/${member!.name}`,
      member!.sha256,
    ] as const
  })
  expect(treeOf(root)).toEqual(Object.fromEntries(wanted.toSorted()))
  const ids = current.map(({ asset, partition, id }) => [`${asset}@${partition}`, id] as const)
  expect(pointersInCommits(root)).toEqual(Object.fromEntries(ids.toSorted()))
}

/** Content hash by path, without the config hash in the path. */
export function treeOf(root: string): Readonly<Record<string, string>> {
  const files = filesBelow(join(root, 'data', 'main')).map(path => {
    const hash = createHash('sha256')
      .update(readFileSync(join(root, 'data', 'main', path)))
      .digest('hex')
    return [path.replace(/^(\w+)\/[0-9a-f]{12}\//, '$1/'), hash] as const
  })
  return Object.fromEntries(files.toSorted())
}

/** The pointers that one gets by reading the commit records in order. */
export function pointersInCommits(root: string): Readonly<Record<string, string>> {
  const folder = join(root, 'data', '.varve', 'commits')
  const pointers = new Map<string, string>()
  for (const name of filesBelow(folder).filter(name => /^\d+$/.test(name))) {
    const record: CommitRecord = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    for (const { asset, partition, materialization } of record.pointers) pointers.set(`${asset}@${partition}`, materialization)
  }
  return Object.fromEntries([...pointers].toSorted())
}

/** Everything below the storage root, with its content: tells that nothing was written. */
export function bytesOf(root: string): Readonly<Record<string, string>> {
  const files = filesBelow(join(root, 'data'))
  return Object.fromEntries(
    files.map(path => [
      path,
      createHash('sha256')
        .update(readFileSync(join(root, 'data', path)))
        .digest('hex'),
    ]),
  )
}

/** Folders of holders below `.varve/tmp`, full or empty. */
export function stagedIn(root: string): readonly string[] {
  const folder = join(root, 'data', '.varve', 'tmp')
  return existsSync(folder) ? readdirSync(folder) : []
}

/** All steps of the project. */
export function everyStep(): readonly string[] {
  const days = Array.from({ length: 30 }, (_, index) => `2001-01-${String(index + 1).padStart(2, '0')}`)
  return days.flatMap(day => [`counts@${day}`, `totals@${day}`, `cells@day=${day},lane=north`, `cells@day=${day},lane=south`])
}

interface CommitRecord {
  readonly pointers: readonly { readonly asset: string; readonly partition: string; readonly materialization: string }[]
}

export const nothing = { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 }

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
}
