/** Types only: what the types of two partition sets tell about each other, and how sentences name them. */
import type { PartitionSet, Product, Segments } from '@varve/partitions'
import type { Listed } from './listed.ts'

export type Dimensions = Readonly<Record<string, PartitionSet>>

/** `day`, `day and origin`, `nothing`, `dynamic segment`. */
export type PartitionedBy<S extends PartitionSet> = S['kind'] extends 'none'
  ? 'nothing'
  : S['kind'] extends 'dynamic'
    ? 'dynamic segment'
    : S extends Product<infer D>
      ? Listed<keyof D & string>
      : S['kind']

/** True where the compiler does not know the kind: of a set that some function was given. */
export type HasWideKind<S extends PartitionSet> = string extends S['kind'] ? true : false

/** Whether a partition of the reader can be looked up in the upstream, as far as types tell. */
export type AreAlike<U extends PartitionSet, P extends PartitionSet> =
  HasWideKind<U | P> extends true ? true : U['kind'] extends P['kind'] ? ([LackedKeys<U, P>] extends [never] ? true : false) : false

/** True where types tell all about the sets but how their windows lie. */
export type AreKnown<U extends PartitionSet, P extends PartitionSet> = string extends U['kind'] | P['kind'] | KeysOf<U> | KeysOf<P>
  ? false
  : true

/** The segments of the reader that the upstream has not, where both name theirs. */
export type LackedKeys<U extends PartitionSet, P extends PartitionSet> = string extends KeysOf<U> | KeysOf<P>
  ? never
  : [KeysOf<P>] extends [KeysOf<U>]
    ? never
    : Exclude<KeysOf<P>, KeysOf<U>>

type KeysOf<S extends PartitionSet> = S extends Segments<infer K> ? K : never

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
