/** Defines an asset: a typed function that makes one data asset for a partition, with its declared inputs. */
import { isOwnPast, type OwnPast, type PartitionSet, type Unpartitioned, unpartitioned } from '@varve/partitions'
import { z } from 'zod'
import type { DataContract } from '../contract/data-contract.ts'
import { creationStack } from '../foundation/creation-stack.ts'
import type { Format } from '../io/format.ts'
import type { Agree } from './agree.ts'
import { type AnyAsset, type Asset, type Input, isInput, mark } from './any-asset.ts'
import { checkAsset } from './check-asset.ts'
import type { Context } from './context.ts'
import { type External, isExternal } from './external.ts'
import type { NotAny, Returns, StoredAs, Values } from './values.ts'

type Inputs = Readonly<Record<string, AnyAsset | Input | External | OwnPast>>

/** Shared, since each schema is compiled when it is first used. */
const noConfig = z.strictObject({})

export interface AssetDefinition<I extends Inputs, C, O extends Returns<C>, P extends PartitionSet, G extends z.ZodObject> {
  /** Which partitions exist; without it the asset is one whole. */
  readonly partitions?: P
  /** The asset's own parameters; values come from `defineConfig({ config })`. */
  readonly config?: G
  /** What the result must meet before anyone can read it; it decides the stored type. */
  readonly contract?: DataContract<C>
  /** The dependency signature: each name becomes a typed value in `run`. */
  readonly inputs?: Agree<I, NoInfer<P>, NoInfer<C>>
  /** How the value is stored, where the config's own format does not fit it: `json()` for a value that is not rows. */
  readonly format?: Format
  /**
   * Files that `run` reads by itself, whose content then counts as code: `reads: ['./query.sql']`. Relative to the module that calls
   * `asset()`, or a file URL.
   */
  readonly reads?: readonly (string | URL)[]
  readonly description?: string
  readonly group?: string
  readonly tags?: readonly string[]
  readonly owner?: string
  readonly run: ((inputs: Values<I, C>, context: Context<P, z.output<G>>) => O | Promise<O>) & NotAny<NoInfer<O>>
}

/**
 * Declares an asset. Its name is the key under which `catalog()` mounts it.
 *
 * @throws BAD_ASSET where the definition has an unknown key, no `run`, or an input that is not an asset, external or `from(...)`.
 * @example
 * const orders = asset({ contract: Orders, run: () => [{ id: 'a', amount: 3 }] })
 * const total = asset({ inputs: { orders }, run: ({ orders }) => orders.reduce((sum, order) => sum + order.amount, 0) })
 */
export function asset<
  const I extends Inputs = Record<never, never>,
  C = unknown,
  O extends Returns<C> = Returns<C>,
  P extends PartitionSet = Unpartitioned,
  G extends z.ZodObject = z.ZodObject<Record<never, never>>,
>(
  definition: AssetDefinition<I, C, O, P, G>,
): Asset<unknown extends C ? StoredAs<O> : C, P, Values<I, C>, O, G, unknown extends C ? undefined : DataContract<C>> {
  const creation = creationStack()
  checkAsset(definition)
  const { partitions = unpartitioned, config = noConfig, contract, inputs = {}, format, reads = [], run } = definition
  const { description = null, group = null, tags = [], owner = null } = definition
  const built = {
    [mark]: true,
    kind: 'asset' as const,
    partitions,
    config,
    contract,
    inputs: {} as Record<string, Input | External>,
    format,
    reads: Object.freeze([...reads]),
    metadata: { description, group, tags, owner },
    creation,
    run,
  }
  // Last, since an own past names the asset itself.
  for (const [name, input] of Object.entries(inputs)) built.inputs[name] = asInput(input as Inputs[string], built)
  Object.freeze(built.inputs)
  return Object.freeze(built) as unknown as ReturnType<typeof asset<I, C, O, P, G>>
}

function asInput(input: Inputs[string], own: AnyAsset): Input | External {
  if (isExternal(input) || isInput(input)) return input
  if (isOwnPast(input)) return Object.freeze({ kind: 'input' as const, asset: own, mapping: input })
  return Object.freeze({ kind: 'input' as const, asset: input, mapping: undefined })
}
