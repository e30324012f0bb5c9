/** The columns of a materialization, as they are written and read. */
import type { Basis } from '../../judged.ts'
import type { NewMaterialization } from '../../ledger.ts'
import type { WiredInput } from './wiring.ts'

export interface Columns {
  readonly id: Uint8Array
  readonly key: string
  readonly version: Uint8Array
  readonly content: Uint8Array
  /** Numbers of texts. */
  readonly basis: number
  readonly detail: number
  readonly origin: number
  readonly external: number | null
  readonly as_of: number | null
  readonly bytes: number | null
  readonly rows: number | null
  readonly created_at: number
  readonly window_start: number | null
  readonly window_length: number | null
  /** Canonical JSON of the windows, where they are not one. */
  readonly windows: string | null
  readonly reads: string | null
  /** Canonical JSON of fields that the columns cannot say. */
  readonly more: string | null
}

export const columnNames = [
  'id',
  'key',
  'version',
  'content',
  'basis',
  'detail',
  'origin',
  'external',
  'as_of',
  'bytes',
  'rows',
  'created_at',
  'window_start',
  'window_length',
  'windows',
  'reads',
  'more',
] as const satisfies readonly (keyof Columns)[]

/** Fields of a materialization's fact, in the order of canonical JSON. */
export const fieldNames = [
  'artifact',
  'asset',
  'codeVersion',
  'complete',
  'config',
  'configHash',
  'contract',
  'createdAt',
  'definitionHash',
  'folder',
  'id',
  'lineage',
  'partition',
  'provenance',
  'run',
  'stored',
  'version',
  'windows',
] as const satisfies readonly (keyof NewMaterialization)[]

/** What many materializations share, as its text says it. */
export interface Detail {
  /** Fields that the record does not have. */
  readonly absent?: readonly string[]
  readonly basis: number
  readonly codeVersion?: string | null
  /** Number of the text. */
  readonly config?: number
  readonly folder?: string
  readonly lineage?: readonly WiredInput[]
  readonly member?: string
  readonly order?: readonly number[]
  readonly verdict?: string
}

/** {@link Basis} with the number of the text of its stored form. */
export interface BasisText extends Omit<Basis, 'stored'> {
  readonly stored: number | null
}
