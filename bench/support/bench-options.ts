/** What a bench is asked for. */

export interface BenchOptions {
  /** How many things it is measured on. */
  readonly sizes: readonly number[]
  /** Whether it is measured at the sizes that must be reached, which takes longer. */
  readonly full: boolean
}
