/** What lies on disk below the root of a crash test, read without Varve. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Files {
  /** Content hash by path in the tree, without the config hash in the path. */
  readonly tree: Readonly<Record<string, string>>
  /** Materialization by partition, as one reads it from the commit records in their order. */
  readonly pointers: Readonly<Record<string, string>>
  /** Folders of holders below `.varve/tmp`, full or empty. */
  readonly staged: readonly string[]
}

export function filesOf(root: string): Files {
  return { tree: treeOf(root), pointers: pointersInCommits(root), staged: stagedIn(root) }
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

/** Content hash by path, without the config hash in the path. */
function treeOf(root: string): Readonly<Record<string, string>> {
  const files = filesBelow(join(root, 'data', 'main')).map(path => {
    const hash = createHash('sha256')
      .update(readFileSync(join(root, 'data', 'main', path)))
      .digest('hex')
    return [path.replace(/^(\w+)\/[0-9a-f]{12}\//, '$1/'), hash] as const
  })
  return Object.fromEntries(files.toSorted())
}

/** The pointers that one gets by reading the commit records in order. */
function pointersInCommits(root: string): Readonly<Record<string, string>> {
  const folder = join(root, 'data', '.varve', 'commits')
  const pointers = new Map<string, string>()
  for (const name of filesBelow(folder).filter(name => /^\d+$/.test(name))) {
    const record: CommitRecord = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    for (const { kind, body } of record.facts) {
      if (kind === 'pointer-moved') pointers.set(`${body.asset}@${body.partition}`, body.materialization!)
    }
  }
  return Object.fromEntries([...pointers].toSorted())
}

/** Folders of holders below `.varve/tmp`, full or empty. */
function stagedIn(root: string): readonly string[] {
  const folder = join(root, 'data', '.varve', 'tmp')
  return existsSync(folder) ? readdirSync(folder) : []
}

interface CommitRecord {
  readonly facts: readonly { readonly kind: string; readonly body: Readonly<Record<string, string>> }[]
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
}
