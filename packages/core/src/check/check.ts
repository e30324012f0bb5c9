/** What a check is: a function from the project's definitions to what is to be known about them. */
import type { DynamicKeys } from '@varve/partitions'
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { Finding } from '../foundation/finding.ts'
import type { StorageLimits } from '../io/storage.ts'
import type { AnalysedPart } from '../source/code-version.ts'
import type { ReadFile } from '../source/read-files.ts'

export interface CheckFinding extends Finding {
  readonly severity: 'error' | 'warning'
  /** Where the asset is declared, and from which line. */
  readonly file: string | null
  readonly line: number | null
}

export interface CheckSubject {
  readonly config: ProjectConfig
  readonly source: readonly AnalysedPart[]
  /** By asset: where it is declared. */
  readonly places: ReadonlyMap<string, Place>
  /** By asset: what it declares under `reads`. */
  readonly reads: ReadonlyMap<string, readonly ReadFile[]>
  readonly limits: StorageLimits
  /** One look at the keys of dynamic sets. */
  readonly keys: DynamicKeys
}

export type Check = (subject: CheckSubject) => readonly CheckFinding[]

export type Place = Pick<CheckFinding, 'file' | 'line'>

/** Where each asset is declared. */
export function placesOf(source: readonly AnalysedPart[]): ReadonlyMap<string, Place> {
  return new Map(source.flatMap(({ part, name, version: { file, line } }) => (part === 'asset' ? [[name, { file, line }] as const] : [])))
}

export function placeOf(asset: string, places: CheckSubject['places']): Place {
  return places.get(asset) ?? { file: null, line: null }
}
