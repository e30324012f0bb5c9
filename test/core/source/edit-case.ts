/** One edit of a small project: the files before, what is edited, and whose code it is about. */
import type { CodeVersion } from '../../../packages/core/src/source/code-version.ts'
import { type Creations, codeVersions, type Files } from './source-project.ts'

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

/** Many edits begin at the same project. */
const befores = new Map<string, CodeVersion>()

export async function seen({ files, edit, of, others }: EditCase): Promise<Seen> {
  const place = of === 'format' ? 'asset({' : of
  const creations: Creations = { a: [['a.ts', place]], ...others }
  const known = JSON.stringify([of, creations, files])
  const before = befores.get(known) ?? (await codeVersions(files, creations, withinOf(of))).a
  const after = (await codeVersions({ ...files, ...edit }, creations, withinOf(of))).a
  if (!before || !after) throw new Error('nothing was analysed')
  befores.set(known, before)
  const findings = [...before.conservative, ...before.hidden.map(({ file, line, what }) => `${file}:${line} ${what}`)]
  return { isChanged: before.hash !== after.hash, findings }
}

function withinOf(of: EditCase['of']) {
  if (of === 'asset({') return {}
  if (of === 'dataContract({') return { a: { kind: 'call' } } as const
  return { a: { kind: 'properties', names: of === 'format' ? ['format'] : ['observe', 'open'] } } as const
}
