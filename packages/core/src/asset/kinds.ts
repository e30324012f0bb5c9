/** Types only: what the types of two partition sets say about each other, and how sentences name them. */
import type { DynamicSegments, PartitionSet, Product, Segments } from '@varve/partitions'
import type { Listed } from './listed.ts'

export type Dimensions = Readonly<Record<string, PartitionSet>>

/** `day`, `day and origin`, `segments of tenants`, `nothing`. */
export type PartitionedBy<S extends PartitionSet> = S['kind'] extends 'none'
  ? 'nothing'
  : S extends DynamicSegments<infer N>
    ? `segments of ${N}`
    : S extends Product<infer D>
      ? Listed<keyof D & string>
      : S['kind']

/** True where the compiler does not know the kind: of a set that some function was given. */
export type HasWideKind<S extends PartitionSet> = string extends S['kind'] ? true : false

/** Whether a partition of the reader can be looked up in the upstream, as far as types show. */
export type AreAlike<U extends PartitionSet, P extends PartitionSet> =
  HasWideKind<U | P> extends true
    ? true
    : U['kind'] extends P['kind']
      ? [AbsentKeys<U, P>] extends [never]
        ? HaveOtherNames<U, P> extends true
          ? false
          : true
        : false
      : false

/** True where types show all about the sets but how their windows lie. */
export type AreKnown<U extends PartitionSet, P extends PartitionSet> = string extends U['kind'] | P['kind'] | TextOf<U> | TextOf<P>
  ? false
  : true

/** The segments of the reader that the upstream has not, where both list theirs. */
export type AbsentKeys<U extends PartitionSet, P extends PartitionSet> = [U, P] extends [Segments<infer K>, Segments<infer L>]
  ? string extends K | L
    ? never
    : [L] extends [K]
      ? never
      : Exclude<L, K>
  : never

/** True for dynamic sets that keep their keys under different names. */
type HaveOtherNames<U extends PartitionSet, P extends PartitionSet> = [U, P] extends [DynamicSegments<infer N>, DynamicSegments<infer O>]
  ? string extends N | O
    ? false
    : N extends O
      ? false
      : true
  : false

/** The text in a type that decides what it agrees with, `string` where the compiler does not know it. */
type TextOf<S extends PartitionSet> = S extends Segments<infer K> ? K : S extends DynamicSegments<infer N> ? N : never

/** The names of the dimensions whose kind is one of these. */
export type DimensionsOfKind<K extends string, D extends Dimensions> = {
  [N in keyof D & string]: D[N]['kind'] extends K ? N : never
}[keyof D & string]

/** The names of the dimensions by which a product could read the upstream. */
export type DimensionsLike<U extends PartitionSet, D extends Dimensions> = {
  [N in keyof D & string]: AreAlike<U, D[N]> extends true ? N : never
}[keyof D & string]

/** The names that two products share for dimensions that are not alike. */
export type DimensionsThatDiffer<E extends Dimensions, D extends Dimensions> = {
  [N in keyof E & keyof D & string]: AreAlike<E[N], D[N]> extends true ? never : N
}[keyof E & keyof D & string]
