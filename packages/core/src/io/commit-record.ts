/** The commit record: what one published group added to the ledger, as bytes in storage, enough to rebuild it. */
import { canonicalJson } from '../foundation/canonical.ts'
import type { Materialization } from '../ledger/records.ts'

export interface CommitRecord {
  readonly format: 1
  readonly ledger: string
  readonly sequence: number
  readonly environment: string
  readonly run: string
  readonly at: number
  readonly materializations: readonly Materialization[]
  readonly pointers: readonly {
    readonly asset: string
    readonly partition: string
    readonly materialization: string
    readonly sequence: number
  }[]
}

/** Canonical bytes: two processes that write the same record write the same file. */
export function commitBytes(record: CommitRecord): Uint8Array {
  return Buffer.from(`${canonicalJson(record)}\n`, 'utf8')
}
