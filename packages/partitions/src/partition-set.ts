/** What a set of partitions is: which keys exist as of an instant, by ordinal, never as a list. */

declare const value: unique symbol

/** The text that names one partition inside its set; it round-trips, and an unpartitioned asset's only key is the empty text. */
export type PartitionKey = string & { readonly __partitionKey: true }

/** Milliseconds since the Unix epoch. */
export type Instant = number

/** Half-open `[start, end)`. */
export interface Window {
  readonly start: Instant
  readonly end: Instant
}

/** What `ctx.partition` holds in an asset by time: the key and its window, end exclusive. */
export interface TimePartition {
  readonly key: string
  readonly start: Date
  readonly end: Date
}

/** One part of a key: none in an unpartitioned set, one in a set of days or segments, one for each dimension in a product, sorted by name. */
export interface KeyPart {
  /** The dimension's name: `day`, `segment`, or the name given in `product`. */
  readonly dimension: string
  /** The key inside that dimension. */
  readonly key: string
  /** Present where the dimension is made of time windows. */
  readonly window?: Window
}

/** One partition, in the forms its readers need. */
export interface Partition<out Value = unknown> {
  readonly key: PartitionKey
  readonly ordinal: number
  readonly parts: readonly KeyPart[]
  /** What user code gets as `ctx.partition`. */
  readonly value: Value
}

/** A definition: which partitions exist, as a function of the clock. */
export interface PartitionSet<out Kind extends string = string, out Value = unknown> {
  readonly kind: Kind
  readonly [value]?: Value
  /** The dimensions, sorted by name. */
  readonly dimensions: readonly { readonly name: string; readonly kind: string }[]
  /**
   * The partitions that exist at `now`; the answer needs no clock any more.
   *
   * @param keys the keys of its dynamic sets; a set without dynamic sets needs none.
   */
  asOf(now: Instant, keys?: DynamicKeys): PartitionsAsOf<Value>
}

/** The port to keys that are added and removed at run time: one consistent look at them. */
export interface DynamicKeys {
  /** The present keys of a dynamic set by its name, in any order; empty where none was added. */
  keysOf(set: string): readonly string[]
}

/** The partitions that exist at one instant, addressed by ordinal `0 .. count - 1`, in key order (time first to last, segments as declared). */
export interface PartitionsAsOf<out Value = unknown> {
  readonly set: PartitionSet<string, Value>
  readonly now: Instant
  readonly count: number
  /** The partition at an ordinal; throws `RangeError` for an ordinal that is not in `0 .. count - 1`. */
  at(ordinal: number): Partition<Value>
  /** The ordinal of a key, or undefined where no such partition exists (at this instant). */
  ordinalOf(key: string): number | undefined
}

export type ValueOf<P> = P extends PartitionSet<string, infer V> ? V : never
