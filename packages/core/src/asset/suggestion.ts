/** Types only: the mapping that is likely meant where a bare reference says nothing, as code to write; `...` where none is. */
import type { PartitionSet, Product, TimeKind } from '@varve/partitions'
import type { Dimensions, DimensionsLike, DimensionsOfKind, DimensionsThatDiffer } from './kinds.ts'
import type { FirstOf, HowMany, Quoted } from './listed.ts'

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
          ? Collapsed<P, E>
          : Between<U, P>
    >

type From<N extends string, M extends string> = `from(${N}, { partitions: ${M} })`

type Between<U extends PartitionSet, P extends PartitionSet> = [U['kind'], P['kind']] extends [TimeKind, TimeKind]
  ? 'overlap'
  : [U['kind'], P['kind']] extends ['segment', 'segment']
    ? 'staticMap({ ... })'
    : [U['kind'], P['kind']] extends ['segment' | 'dynamic', 'segment' | 'dynamic']
      ? 'same'
      : '...'

/** A product reads a set by one of its dimensions. */
type ByDimension<U extends PartitionSet, D extends Dimensions> =
  HowMany<DimensionsLike<U, D>> extends 'none'
    ? ThroughDimension<U, D, FirstOf<DimensionsBetween<U, D>>>
    : `dimension('${FirstOf<DimensionsLike<U, D>>}')`

type ThroughDimension<U extends PartitionSet, D extends Dimensions, Name extends string> = [Name] extends [never]
  ? '...'
  : `dimension('${Name}', ${Between<U, D[Name]>})`

type DimensionsBetween<U extends PartitionSet, D extends Dimensions> = {
  [N in keyof D & string]: Between<U, D[N]> extends '...' ? never : N
}[keyof D & string]

/** A set reads a product that has its kind as one dimension. */
type Collapsed<P extends PartitionSet, E extends Dimensions> =
  HowMany<DimensionsOfKind<P['kind'], E>> extends 'one' ? Collapse<Exclude<keyof E & string, DimensionsOfKind<P['kind'], E>>> : '...'

type Collapse<Names extends string> = `collapse(${Quoted<Names>})`

type BetweenProducts<E extends Dimensions, D extends Dimensions> =
  HowMany<DimensionsThatDiffer<E, D>> extends 'none'
    ? [Exclude<keyof D, keyof E>] extends [never]
      ? Collapse<Exclude<keyof E & string, keyof D>>
      : '...'
    : [Exclude<keyof E, keyof D>] extends [never]
      ? PerDimension<E, D, FirstOf<DimensionsThatDiffer<E, D>>>
      : '...'

type PerDimension<E extends Dimensions, D extends Dimensions, Name extends string> =
  Between<E[Name], D[Name]> extends '...' ? '...' : `perDimension({ ${Name}: ${Between<E[Name], D[Name]>}, ... })`
