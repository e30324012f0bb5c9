/** What a gate found: which rules are broken, and which rows broke them. */
import { type Mask, masker } from '../secret/masker.ts'
import { textsOf } from '../secret/texts-of.ts'
import type { BrokenRule } from './verdict.ts'

export interface GateResult {
  readonly ok: boolean
  /** Rows judged, or null where the value is not an array of rows. */
  readonly rows: number | null
  /** Row rules first, then unique, then volume; empty when ok. `count` is the number of rows that broke the rule. */
  readonly broken: readonly BrokenRule[]
  /** In row order; what quarantine keeps. */
  readonly bad: readonly BadRow[]
}

export interface BadRow {
  /** Position in the value that `run` returned, from 0. */
  readonly index: number
  readonly row: unknown
  readonly violations: readonly Violation[]
}

export interface Violation {
  readonly rule: string
  readonly column: string | null
  readonly message: string
}

/**
 * The rules that some rows broke, sorted by rule, then column; the message is that of the first row, without the row's values: the verdict
 * is kept when the rows are erased.
 */
export function brokenByRows(bad: readonly BadRow[]): readonly BrokenRule[] {
  const broken = new Map<string, { rule: string; column: string | null; count: number; message: string; last: number }>()
  for (const { index, row, violations } of bad) {
    const withoutValues = maskOnce(row)
    for (const { rule, column, message } of violations) {
      const key = `${rule}\n${column ?? ''}`
      const entry = broken.get(key)
      if (entry === undefined) broken.set(key, { rule, column, count: 1, message: `row ${index}: ${withoutValues(message)}`, last: index })
      else if (entry.last !== index) Object.assign(entry, { count: entry.count + 1, last: index })
    }
  }
  return [...broken.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { rule, column, count, message }]) => ({ rule, column, count, message }))
}

/** Made for the rows alone whose messages are kept, and once for all of them. */
function maskOnce(row: unknown): Mask {
  let mask: Mask | undefined
  return message => {
    mask ??= masker(textsOf(row))
    return mask(message)
  }
}
