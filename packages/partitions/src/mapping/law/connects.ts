/** What the type of a mapping says about the sets it connects, so that the compiler refuses others; it does not exist at run time. */

import type { PartitionSet } from '../../partition-set.ts'
import type { DynamicSegments } from '../../set/dynamic.ts'
import type { Product } from '../../set/product.ts'
import type { Segments } from '../../set/segments.ts'
import type { TimeSet } from '../../time/time-set.ts'
import type { Arity, Mapping } from './mapping.ts'

declare const sides: unique symbol

/** The upstream is an `Up`, and what reads it a `Down`. A mapping without it may connect any two sets, as far as the compiler knows. */
export interface Connects<out Up extends PartitionSet = PartitionSet, out Down extends PartitionSet = PartitionSet> {
  readonly [sides]?: readonly [Up, Down]
}

/** Reads by the dimensions `N` of the upstream, which is a product that has them. */
export type ReadsDimensions<N extends string> = Connects<Product<Record<N, PartitionSet>>>

/** Reads by the dimension `N` of the reader, which is a product that has it. */
export type ReadByDimension<N extends string> = Connects<PartitionSet, Product<Record<N, PartitionSet>>>

/** Reads by time, so both sides have windows. */
export interface TimeMapping<out A extends Arity = Arity> extends Mapping<A>, Connects<TimeSet, TimeSet> {}

/** Reads by keys of segments, which are listed in code or added at run time. */
export interface SegmentMapping<out A extends Arity = Arity> extends Mapping<A>, Connects<AnySegments, AnySegments> {}

type AnySegments = Segments | DynamicSegments
