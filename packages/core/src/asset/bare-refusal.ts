/** Types only: why a bare reference does not say what is read, as the default mapping judges it; `never` where it does. */
import type { PartitionSet, Product } from '@varve/partitions'
import type {
  AbsentKeys,
  AreAlike,
  AreKnown,
  Dimensions,
  DimensionsLike,
  DimensionsOfKind,
  DimensionsThatDiffer,
  HasWideKind,
  PartitionedBy,
} from './kinds.ts'
import type { AnyOf, FirstOf, HowMany, Listed } from './listed.ts'
import type { Suggestion } from './suggestion.ts'

/** `N` names the input, whose partitions are `U`; `P` are those of the asset that reads it. */
export type BareRefusal<N extends string, U extends PartitionSet, P extends PartitionSet> =
  Reason<N, U, P> extends infer R extends string
    ? [R] extends [never]
      ? never
      : `${R}: choose what to read with ${Suggestion<N, U, P>}`
    : never

type Reason<N extends string, U extends PartitionSet, P extends PartitionSet> =
  HasWideKind<U | P> extends true
    ? never
    : U['kind'] extends 'none'
      ? never
      : P extends Product<infer D>
        ? U extends Product<infer E>
          ? CombinationReason<N, E, D>
          : CoordinateReason<N, U, D>
        : AreAlike<U, P> extends true
          ? never
          : KeyReason<N, AbsentKeys<U, P>, 'this asset', OtherKind<N, PartitionedBy<U>, PartitionedBy<P>>>

type OtherKind<
  N extends string,
  Upstream extends string,
  Reader extends string,
> = `'${N}' is partitioned by ${Upstream} and this asset by ${Reader}`

type KeyReason<N extends string, Absent extends string, Reader extends string, Otherwise> = [Absent] extends [never]
  ? Otherwise
  : `'${N}' has no segment '${AnyOf<Absent>}', and ${Reader} has`

type DimensionKeyReason<N extends string, U extends PartitionSet, D extends Dimensions, Name extends string, Otherwise> = KeyReason<
  N,
  AbsentKeys<U, D[Name]>,
  `the dimension ${Name} of this asset`,
  Otherwise
>

/** A product reads a set as one of its own dimensions: the only one that could, or the only one of the very same type. */
type CoordinateReason<N extends string, U extends PartitionSet, D extends Dimensions> =
  HowMany<DimensionsLike<U, D>> extends 'none'
    ? HowMany<DimensionsOfKind<U['kind'], D>> extends 'one'
      ? DimensionKeyReason<N, U, D, DimensionsOfKind<U['kind'], D>, FitsNone<N, U, D>>
      : FitsNone<N, U, D>
    : HowMany<DimensionsOfType<U, D>> extends 'one'
      ? never
      : HowMany<DimensionsKnownLike<U, D>> extends 'many'
        ? `'${N}' fits the dimensions ${Listed<DimensionsKnownLike<U, D>>} alike`
        : never

type FitsNone<
  N extends string,
  U extends PartitionSet,
  D extends Dimensions,
> = `'${N}' is partitioned by ${PartitionedBy<U>} and fits none of the dimensions ${Listed<keyof D & string>} of this asset`

/** A product reads a product of some of its own dimensions. */
type CombinationReason<N extends string, E extends Dimensions, D extends Dimensions> = string extends keyof E | keyof D
  ? never
  : [Exclude<keyof E, keyof D>] extends [never]
    ? DifferenceReason<N, E, D, FirstOf<DimensionsThatDiffer<E, D>>>
    : OtherKind<N, Listed<keyof E & string>, Listed<keyof D & string>>

type DifferenceReason<N extends string, E extends Dimensions, D extends Dimensions, Name extends string> = [Name] extends [never]
  ? never
  : DimensionKeyReason<N, E[Name], D, Name, OtherDimension<N, Name, PartitionedBy<E[Name]>, PartitionedBy<D[Name]>>>

type OtherDimension<
  N extends string,
  Name extends string,
  Upstream extends string,
  Reader extends string,
> = `the dimension ${Name} of '${N}' is partitioned by ${Upstream} and that of this asset by ${Reader}`

type DimensionsKnownLike<U extends PartitionSet, D extends Dimensions> = {
  [N in DimensionsLike<U, D>]: AreKnown<U, D[N]> extends true ? N : never
}[DimensionsLike<U, D>]

type DimensionsOfType<U extends PartitionSet, D extends Dimensions> = {
  [N in keyof D & string]: [U, D[N]] extends [D[N], U] ? N : never
}[keyof D & string]
