/** What a check says: how bad, about what, where, and how to mend it. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { CodeVersion } from '../source/code-version.ts'

export interface CheckFinding {
  readonly severity: 'error' | 'warning'
  readonly code: string
  readonly asset: string | null
  readonly message: string
  readonly fix: string | null
  /** Where the asset is declared, and from which line. */
  readonly file: string | null
  readonly line: number | null
}

export interface CheckSubject {
  readonly config: ProjectConfig
  /** By asset name. */
  readonly source: ReadonlyMap<string, CodeVersion>
}

export type Check = (subject: CheckSubject) => readonly CheckFinding[]
