/** What can differ between two definitions. */

export type ChangeFact =
  /** The earlier definition is not possible here: another version of this package, or of the zones it knows, allowed it. */
  | { readonly kind: 'unreadable'; readonly why: string }
  /** Another kind of set; both in words. */
  | { readonly kind: 'partitions'; readonly before: string; readonly after: string }
  | { readonly kind: 'start'; readonly before: string; readonly after: string }
  /** Null where there is no end. */
  | { readonly kind: 'end'; readonly before: string | null; readonly after: string | null }
  | { readonly kind: 'timezone'; readonly before: string; readonly after: string }
  /** How long windows last: `daily`, `every 15 minutes`. */
  | { readonly kind: 'granularity'; readonly before: string; readonly after: string }
  /** When windows of that length begin: `daily (at 04:15)`, `weekly (sunday)`, `cron 0 6 * * *`. */
  | { readonly kind: 'grid'; readonly before: string; readonly after: string }
  /** Keys name partitions: the same windows under other keys are other partitions. */
  | { readonly kind: 'format'; readonly before: string; readonly after: string }
  | { readonly kind: 'endOffset'; readonly before: number; readonly after: number }
  /** Dates and weekdays that are left out now and were not, or the other way round. */
  | { readonly kind: 'exclude'; readonly added: readonly string[]; readonly removed: readonly string[]; readonly calendar: boolean }
  /** `replaced` have the place of another key, and are in neither of the other lists. */
  | {
      readonly kind: 'segments'
      readonly added: readonly string[]
      readonly removed: readonly string[]
      readonly replaced: readonly Renamed[]
      readonly isReordered: boolean
    }
  /** `renamed` have the definition of one that was removed, and are in neither of the other lists. */
  | {
      readonly kind: 'dimensions'
      readonly added: readonly string[]
      readonly removed: readonly string[]
      readonly renamed: readonly Renamed[]
    }
  /** What differs in one dimension of a product. */
  | { readonly kind: 'dimension'; readonly name: string; readonly facts: readonly ChangeFact[] }

export interface Renamed {
  readonly before: string
  readonly after: string
}
