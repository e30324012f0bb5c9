/** Types only: the mapping that is likely meant where a bare reference says nothing, as code to write; `...` where none is. */
import type { PartitionSet, Product, TimeKind } from '@varve/partitions'
import type { AreAlike, Dimensions, DimensionsLike, DimensionsThatDiffer } from './kinds.ts'
import type { FirstOf, HowMany, Quoted, Sorted } from './listed.ts'

export type Suggestion<N extends string, U extends PartitionSet, P extends PartitionSet> = P['kind'] extends 'none'
  ? U['kind'] extends TimeKind
    ? `${From<N, 'all'>} or ${From<N, 'latest'>}`
    : From<N, 'all'>
  : From<
      N,
      P extends Product<infer D>
        ? U extends Product<infer E>
          ? BetweenProducts<E, D>
          : ByDimension<U, D>
        : U extends Product<infer E>
          ? OfDimensions<E, P>
          : Between<U, P>
    >

type From<N extends string, M extends string> = `from(${N}, { partitions: ${M} })`

type Between<U extends PartitionSet, P extends PartitionSet> =
  AreAlike<U, P> extends true
    ? 'same'
    : [U['kind'], P['kind']] extends [TimeKind, TimeKind]
      ? 'overlap'
      : [U['kind'], P['kind']] extends ['segment', 'segment']
        ? 'staticMap({ ... })'
        : [U['kind'], P['kind']] extends ['segment', 'dynamic'] | ['dynamic', 'segment']
          ? 'same'
          : '...'

/** A product reads a set by one of its dimensions. */
type ByDimension<U extends PartitionSet, D extends Dimensions> =
  HowMany<DimensionsLike<U, D>> extends 'none'
    ? ThroughDimension<U, D, FirstOf<NamesMatched<{ [N in keyof D & string]: Between<U, D[N]> }>>>
    : `dimension('${FirstOf<DimensionsLike<U, D>>}')`

type ThroughDimension<U extends PartitionSet, D extends Dimensions, Name extends string> = [Name] extends [never]
  ? '...'
  : `dimension('${Name}', ${Between<U, D[Name]>})`

/** A set reads a product: all of the dimensions but the one it can be matched with. */
type OfDimensions<E extends Dimensions, P extends PartitionSet> =
  HowMany<DimensionsReadBy<P, E>> extends 'none'
    ? OfDimension<E, P, FirstOf<NamesMatched<{ [N in keyof E & string]: Between<E[N], P> }>>>
    : Collapse<Exclude<keyof E & string, FirstOf<DimensionsReadBy<P, E>>>>

type DimensionsReadBy<P extends PartitionSet, E extends Dimensions> = {
  [N in keyof E & string]: AreAlike<E[N], P> extends true ? N : never
}[keyof E & string]

type OfDimension<E extends Dimensions, P extends PartitionSet, Name extends string> = [Name] extends [never]
  ? '...'
  : PerDimension<{ [N in keyof E & string]: N extends Name ? Between<E[N], P> : 'all' }>

type BetweenProducts<E extends Dimensions, D extends Dimensions> = [DimensionsThatDiffer<E, D> | Exclude<keyof D, keyof E>] extends [never]
  ? Collapse<Exclude<keyof E & string, keyof D>>
  : PerDimension<{ [N in keyof E & string]: N extends keyof D ? Between<E[N], D[N]> : '...' }>

type Collapse<Names extends string> = `collapse(${Quoted<Names>})`

type PerDimension<M extends Mappings> = '...' extends M[keyof M] ? '...' : `perDimension({ ${Entries<Sorted<keyof M & string>, M>} })`

/** Mappings by the dimension that they read, as code. */
type Mappings = Readonly<Record<string, string>>

type Entries<Names extends readonly string[], M extends Mappings> = Names extends readonly [
  infer One extends string,
  ...infer Rest extends readonly string[],
]
  ? Rest extends readonly []
    ? `${One}: ${M[One]}`
    : `${One}: ${M[One]}, ${Entries<Rest, M>}`
  : ''

type NamesMatched<M extends Mappings> = { [N in keyof M & string]: M[N] extends '...' ? never : N }[keyof M & string]
