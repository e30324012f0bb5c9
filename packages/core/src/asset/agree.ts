/** Types only: whether an asset can read its inputs, by the types of their partitions; an input that it cannot read becomes a sentence. */
import type { Connects, Mapping, OwnPast, PartitionSet, Product, TimeSet } from '@varve/partitions'
import type { Input } from './any-asset.ts'
import type { BareRefusal } from './bare-refusal.ts'
import type { DimensionsOfKind, HasWideKind, PartitionedBy } from './kinds.ts'
import type { FirstOf, Listed } from './listed.ts'

/** What types do not show, such as zones and keys that are not literals, passes here: `catalog()` judges the sets themselves. */
export type Agree<I, P extends PartitionSet, C> = {
  [K in keyof I]: [P, BarePartitions<I[K]>] extends [BarePartitions<I[K]>, P] ? I[K] : Unless<Refusal<K & string, I[K], P, C>, I[K]>
}

/** Of the very type of the reader's they agree, which the compiler sees also where that is a type parameter: in a factory of assets. */
type BarePartitions<X> = X extends { readonly kind: 'asset'; readonly partitions: infer U } ? U : never

/** The mapping, if it can read such partitions at all, whoever the reader. */
export type Reads<M, U extends PartitionSet> = Unless<UpstreamRefusal<M, U>, M>

/** `X` where the refusal is `never`; else the sentence, to which nothing is assignable. */
type Unless<R, X> = [R] extends [never] ? X : R

type Refusal<N extends string, X, P extends PartitionSet, C> = X extends {
  readonly kind: 'asset'
  readonly partitions: infer U extends PartitionSet
}
  ? BareRefusal<N, U, P>
  : X extends Input<unknown, infer U, infer M>
    ? [M] extends [Mapping]
      ? [UpstreamRefusal<M, U>] extends [never]
        ? ReaderRefusal<N, P, M>
        : never // from() has said it
      : BareRefusal<N, U, P>
    : X extends OwnPast
      ? OwnPastRefusal<N, P, C>
      : never

/** What a function returns cannot be inferred from what it is given. */
type OwnPastRefusal<N extends string, P extends PartitionSet, C> = P['kind'] extends 'none'
  ? `'${N}' is the past of an asset without partitions: give it partitions`
  : unknown extends C
    ? `'${N}' is the past of this asset, whose type a contract has to say: add contract: dataContract({ ... })`
    : never

type UpstreamRefusal<M, U extends PartitionSet> =
  M extends Connects<infer Up>
    ? HasWideKind<U> extends true
      ? never
      : U extends Up
        ? never
        : `this mapping reads ${MembersOf<Up>}, and the asset is partitioned by ${PartitionedBy<U>}: choose another mapping`
    : never

type ReaderRefusal<N extends string, P extends PartitionSet, M> =
  M extends Connects<PartitionSet, infer Down>
    ? HasWideKind<P> extends true
      ? never
      : P extends Down
        ? never
        : Down extends Product<infer D>
          ? `'${N}' is read by ${DimensionAbsent<keyof D & string, P>}`
          : `only ${MembersOf<Down>} can read '${N}' this way, and this asset is partitioned by ${PartitionedBy<P>}: choose ${OtherMapping<P, Down>}`
    : never

type DimensionAbsent<Name extends string, P extends PartitionSet> =
  P extends Product<infer D>
    ? `the dimension ${Name}, and the dimensions of this asset are ${Listed<keyof D & string>}`
    : `the dimension ${Name}, and this asset is partitioned by ${PartitionedBy<P>}: only a product has dimensions`

/** A dimension of a product can read where the product itself cannot. */
type OtherMapping<P extends PartitionSet, Down extends PartitionSet> =
  P extends Product<infer D>
    ? [DimensionsOfKind<Down['kind'], D>] extends [never]
      ? 'another mapping'
      : `dimension('${FirstOf<DimensionsOfKind<Down['kind'], D>>}', ...)`
    : 'another mapping'

type MembersOf<S extends PartitionSet> = S extends TimeSet
  ? 'windows'
  : S extends Product<infer D>
    ? `products by ${Listed<keyof D & string>}`
    : 'segments'
