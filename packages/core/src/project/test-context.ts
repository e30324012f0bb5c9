/** The context a unit test hands to an asset's function. */
import { type DynamicKeys, firstOf, isProduct, type PartitionSet, parseSelection, unescapeKey, type ValueOf } from '@varve/partitions'
import type { z } from 'zod'
import type { Asset } from '../asset/any-asset.ts'
import type { Context } from '../asset/context.ts'
import { VarveError } from '../foundation/errors.ts'
import { asVarveError } from '../foundation/translate-error.ts'
import { dynamicDimensions } from './dynamic-dimensions.ts'
import { dimensionsOf } from './selection-terms.ts'

export interface TestContextOptions<G extends z.ZodObject> {
  /** Key text of the partition: `2001-01-03`, `day=2001-01-03,origin=ORD`; needed where the asset has partitions. A dynamic set takes any key. */
  readonly partition?: string
  /** Config values; what is left out has its default. */
  readonly config?: z.input<G>
  /** Default: one that never aborts. */
  readonly signal?: AbortSignal
}

/**
 * A typed context for one asset: `await delayFeatures.run({ flights, week }, testContext(delayFeatures, { partition: '2001-01-03' }))`.
 *
 * @throws UNKNOWN_PARTITION where the asset has no such partition at any time, BAD_REQUEST where one is needed.
 */
export function testContext<P extends PartitionSet, G extends z.ZodObject>(
  asset: Asset<unknown, P, never, unknown, G>,
  options: TestContextOptions<G> = {},
): Context<P, z.output<G>> {
  const { signal = new AbortController().signal } = options
  return {
    partition: partitionOf(asset.partitions, options.partition) as ValueOf<P>,
    config: asset.config.parse(options.config ?? {}) as z.output<G>,
    signal,
  }
}

/** A test is about any window, also one that lies in the future. */
const endOfTime = Date.UTC(2200, 0, 1)

function partitionOf(set: PartitionSet, key: string | undefined): unknown {
  if (set.kind === 'none') return set.asOf(endOfTime).at(0).value
  if (key === undefined)
    throw new VarveError('BAD_REQUEST', {
      what: 'the asset has partitions',
      fix: `say which: testContext(asset, { partition: '${set.asOf(endOfTime, { keysOf: () => ['KEY'] }).at(0).key}' })`,
    })
  try {
    return firstOf(parseSelection(key, set.asOf(endOfTime, keysNamedBy(key, set))))!.value
  } catch (error) {
    throw asVarveError(error)
  }
}

/** A test is about any key of a dynamic set: those that its text names exist, whatever a ledger holds. */
function keysNamedBy(text: string, set: PartitionSet): DynamicKeys {
  const written = isProduct(set) ? dimensionsOf(text) : [{ name: 'segment', items: text.split(',') }]
  const named = dynamicDimensions(set).map(({ dimension, set: { name } }) => ({
    name,
    keys: written.filter(part => part.name?.trim() === dimension).flatMap(({ items }) => items.map(item => unescapeKey(item.trim()))),
  }))
  return { keysOf: name => [...new Set(named.filter(one => one.name === name).flatMap(({ keys }) => keys))] }
}
