/** What an asset and an input are once they are defined, as whoever reads them sees them. */
import type { Mapping, PartitionSet } from '@varve/partitions'
import type { z } from 'zod'
import type { AnyContract } from '../contract/data-contract.ts'
import type { Format } from '../io/format.ts'
import type { Context } from './context.ts'
import type { External } from './external.ts'

declare const stored: unique symbol
declare const given: unique symbol

/** On every asset, of whichever copy of this package. */
export const mark = Symbol.for('varve.asset')

/** What every asset has, whatever its types. */
export interface AnyAsset {
  readonly kind: 'asset'
  readonly partitions: PartitionSet
  readonly inputs: Readonly<Record<string, Input | External>>
  readonly config: z.ZodObject
  readonly contract: AnyContract | undefined
  readonly format: Format | undefined
  /** Files that decide its value beside its code: relative to the module that calls `asset()`, or file URLs. */
  readonly reads: readonly (string | URL)[]
  readonly metadata: AssetMetadata
  /** The stack of the `asset()` call: where its source begins. */
  readonly creation: string
  run(inputs: never, context: never): unknown
}

/** `T` is what is stored, `P` the partitions, `In` what `run` is given, `O` what it returns, `G` the config schema, `K` the contract. */
export interface Asset<
  out T = unknown,
  out P extends PartitionSet = PartitionSet,
  in In = never,
  out O = unknown,
  out G extends z.ZodObject = z.ZodObject,
  out K extends AnyContract | undefined = AnyContract | undefined,
> extends AnyAsset {
  readonly [mark]: true
  readonly [stored]?: T
  readonly partitions: P
  readonly config: G
  readonly contract: K
  /** The function itself: a unit test calls it with plain values and `testContext()`. */
  run(inputs: In, context: Context<P, z.output<G>>): O | Promise<O>
}

/** For people; changes no version. */
export interface AssetMetadata {
  readonly description: string | null
  readonly group: string | null
  readonly tags: readonly string[]
  readonly owner: string | null
}

/** An asset as another reads it: `V` is what `run` is given, `U` the partitions of the asset that is read, `M` the mapping. */
export interface Input<
  out V = unknown,
  out U extends PartitionSet = PartitionSet,
  out M extends Mapping | undefined = Mapping | undefined,
> {
  readonly kind: 'input'
  readonly [given]?: V
  readonly asset: AnyAsset & { readonly partitions: U }
  /** Undefined: the obvious mapping for the two partition sets. */
  readonly mapping: M
}

export function isAsset(value: unknown): value is AnyAsset {
  return typeof value === 'object' && value !== null && mark in value
}

export function isInput(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'input'
}
