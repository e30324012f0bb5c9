/** What quarantine keeps of a refused partition: each bad row with the rules it broke, as deterministic JSON. */
import { canonicalJson } from '../foundation/canonical.ts'
import type { BadRow } from './gate-result.ts'
import { plainValue } from './plain-value.ts'
import type { BrokenRule } from './verdict.ts'

export interface RejectedRows {
  readonly asset: string
  /** Partition key. */
  readonly partition: string
  readonly version: string
  readonly broken: readonly BrokenRule[]
  readonly bad: readonly BadRow[]
}

/** Equal refusals give equal bytes. Dates are ISO text; bigints and NaN are text. */
export function quarantineBytes({ asset, partition, version, broken, bad }: RejectedRows): Uint8Array {
  const rules = broken.map(({ rule, column, count, message }) => ({ rule, column, count, message }))
  const rows = bad.map(({ index, row, violations }) => ({ index, row: row ?? null, violations }))
  return new TextEncoder().encode(`${canonicalJson(plainValue({ asset, partition, version, rules, rows }))}\n`)
}
