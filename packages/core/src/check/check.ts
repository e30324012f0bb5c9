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
  /** By asset: what it declares under `reads`. */
  readonly reads: ReadonlyMap<string, readonly ReadFile[]>
  readonly limits: StorageLimits
  /** One look at the keys of dynamic sets. */
  readonly keys: DynamicKeys
}

export type Check = (subject: CheckSubject) => readonly CheckFinding[]

/** Where an asset is declared. */
export function placeOf(asset: string, source: CheckSubject['source']): Pick<CheckFinding, 'file' | 'line'> {
  const version = source.find(({ part, name }) => part === 'asset' && name === asset)?.version
  return { file: version?.file ?? null, line: version?.line ?? null }
}
