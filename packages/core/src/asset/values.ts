/** Types only: what an asset stores, and what another asset is given when it reads it. */
import type { Mapping, OwnPast } from '@varve/partitions'
import type { Asset, Input } from './any-asset.ts'
import type { External } from './external.ts'

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

/** What a mapping of a stored `T` gives; without a mapping it is the default one, which reads one partition. */
export type Mapped<T, M> = M extends Mapping<infer A> ? { one: T; maybe: T | undefined; many: Partitions<T> }[A] : T

type ValueOfInput<I, C> =
  I extends Input<infer V> ? V : I extends Asset<infer T> ? T : I extends External<infer T> ? T : I extends OwnPast ? Mapped<C, I> : never

/** The first parameter of `run`; `C` is what the contract says is stored. */
export type Values<I, C> = I extends unknown ? { [K in keyof I]: ValueOfInput<I[K], C> } : never

type IsAny<T> = 0 extends 1 & T ? true : false

/** Refuses `any` by name, or `JSON.parse` would pass every contract. */
export type NotAny<O> = IsAny<O> extends true ? 'run returns any: give the result a type' : unknown
