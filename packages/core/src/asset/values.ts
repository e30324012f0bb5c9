/** Types only: what an asset stores, and what another asset is given when it reads it. */
import type { Arity, PartitionSet, Product } from '@varve/partitions'
import type { Asset } from './asset.ts'
import type { External } from './external.ts'
import type { Input } from './input.ts'

/** What `run` may hand back for a stored value: for rows also anything that yields them. */
export type Returns<T> = unknown extends T ? unknown : T extends readonly (infer R)[] ? readonly R[] | Iterable<R> | AsyncIterable<R> : T

/** What is stored where no contract decides it. */
export type StoredAs<O> = O extends string
  ? O
  : O extends readonly (infer R)[]
    ? R[]
    : O extends AsyncIterable<infer R>
      ? R[]
      : O extends Iterable<infer R>
        ? R[]
        : O

/** The upstream values of a mapping that reads many partitions, by partition key, in key order. */
export interface Partitions<T> extends ReadonlyMap<string, T> {}

export type ByArity<T, A extends Arity> = { one: T; maybe: T | undefined; many: Partitions<T> }[A]

type ValueOfInput<I> = I extends Input<infer V> ? V : I extends Asset<infer T> ? T : I extends External<infer T> ? T : never

/** The first parameter of `run`. */
export type Values<I> = I extends unknown ? { [K in keyof I]: ValueOfInput<I[K]> } : never

/** A bare reference needs the same kind, an unpartitioned upstream, or one of this product's own dimensions. */
type Fits<U extends PartitionSet, P extends PartitionSet> = U['kind'] extends 'none'
  ? true
  : P extends Product<infer D>
    ? U extends Product<infer E>
      ? [keyof D, keyof E] extends [keyof E, keyof D]
        ? true
        : false
      : U['kind'] extends D[keyof D]['kind']
        ? true
        : false
    : U['kind'] extends P['kind']
      ? true
      : false

/** Inputs that agree with the asset's partitions; each one that does not becomes a sentence. */
export type Agree<I, P extends PartitionSet> = {
  [K in keyof I]: I[K] extends { readonly kind: 'asset'; readonly partitions: infer U extends PartitionSet }
    ? Fits<U, P> extends true
      ? unknown
      : `'${K & string}' is partitioned by ${U['kind']} and this asset by ${P['kind']}: choose what to read with from(${K & string}, { partitions: ... })`
    : unknown
}

type IsAny<T> = 0 extends 1 & T ? true : false

/** Refuses `any` by name, or `JSON.parse` would pass every contract. */
export type NotAny<O> = IsAny<O> extends true ? 'run returns any: give the result a type' : unknown
