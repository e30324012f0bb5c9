/** The recorded answer of a gate. */

export interface Verdict {
  readonly ok: boolean
  /** Hash of the contract that was applied. */
  readonly contract: string
  /** Content hash the verdict is bound to, or null where bad rows kept the value from being encoded. */
  readonly subject: string | null
  readonly rows: number | null
  /** Broken rules, most specific first; empty when ok. */
  readonly broken: readonly BrokenRule[]
}

/** One rule of the contract and how often it was broken. */
export interface BrokenRule {
  /** `row.too_small`, `unique`, `volume.rows.min`. */
  readonly rule: string
  /** The column, several joined by `, `, or null where the rule is about the whole set. */
  readonly column: string | null
  readonly count: number
  readonly message: string
}
