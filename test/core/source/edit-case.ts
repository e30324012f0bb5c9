/** One edit of a small project: the files before, what is edited, and whose code it is about. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeVersion } from '../../../packages/core/src/source/code-version.ts'
import { analyse, type Creations, type Files, writeProject } from './source-project.ts'

export interface EditCase {
  /** Completes the sentence "an edit of ...". */
  readonly what: string
  readonly files: Files
  readonly edit: Files
  /** The creating call in `a.ts` that is looked at; where it is not `asset({`, only a part of it. */
  readonly of: 'asset({' | 'dataContract({' | 'external({' | 'format'
  /** Assets beside the one that is looked at: they stop it where it wires them. */
  readonly others: Creations
}

/** `a.ts` holds the asset (or contract, external) that is looked at. */
export function editOf(what: string, files: Files, path: string, from: string, to: string, more: Partial<EditCase> = {}): EditCase {
  const text = files[path]
  if (text === undefined || !text.includes(from)) throw new Error(`${what}: ${path} does not hold ${from}`)
  return { what, files, edit: { [path]: text.replace(from, () => to) }, of: 'asset({', others: {}, ...more }
}

/** A module with one asset, whose function is an expression. */
export function assetWith(run: string, before = '', definition = ''): string {
  return `import { asset } from 'varve'\n${before}\nexport const a = asset({ ${definition} run: () => ${run} })\n`
}

export interface Seen {
  readonly isChanged: boolean
  /** What `check` would say of it, before the edit. */
  readonly findings: readonly string[]
}

interface Before {
  readonly version: CodeVersion
  /** What the analyser kept of it. */
  readonly cache: string
}

/** Many edits begin at the same project. */
const befores = new Map<string, Before>()

/** The edit is asked about through the cache of the project before it, as the next command would: a cache must never hide an edit. */
export async function seen({ files, edit, of, others }: EditCase): Promise<Seen> {
  const place = of === 'format' ? 'asset({' : of
  const creations: Creations = { a: [['a.ts', place]], ...others }
  const known = JSON.stringify([of, creations, files])
  const folder = writeProject(files)
  const before = befores.get(known) ?? (await look(folder, files, creations, of))
  befores.set(known, before)
  writeProject({ ...edit, [cacheFile]: before.cache }, folder)
  const after = await look(folder, { ...files, ...edit }, creations, of)
  const { conservative, hidden } = before.version
  const findings = [...conservative, ...hidden.map(({ file, line, what }) => `${file}:${line} ${what}`)]
  return { isChanged: before.version.hash !== after.version.hash, findings }
}

const cacheFile = '.varve/cache/source.json'

async function look(folder: string, files: Files, creations: Creations, of: EditCase['of']): Promise<Before> {
  const version = (await analyse(folder, files, creations, withinOf(of))).get('a')
  if (!version) throw new Error('nothing was analysed')
  return { version, cache: readFileSync(join(folder, cacheFile), 'utf8') }
}

function withinOf(of: EditCase['of']) {
  if (of === 'asset({') return {}
  if (of === 'dataContract({') return { a: { kind: 'call' } } as const
  return { a: { kind: 'properties', names: of === 'format' ? ['format'] : ['observe', 'open'] } } as const
}
