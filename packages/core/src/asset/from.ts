/** Reads an asset through a mapping that the author of the reader names. */
import type { Mapping, PartitionSet } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import type { Reads } from './agree.ts'
import { type Asset, type Input, isAsset } from './any-asset.ts'
import type { Mapped } from './values.ts'

/**
 * Reads an asset through a mapping: `from(flights, { partitions: last(7) })` gives the last seven windows by key.
 * Without `partitions` it is the same as naming the asset. A mapping that cannot read such partitions is a type error.
 *
 * @throws BAD_ASSET where the first argument is not an asset.
 */
export function from<T, U extends PartitionSet, M extends Mapping | undefined = undefined>(
  asset: Asset<T, U>,
  how: { readonly partitions?: Reads<M, NoInfer<U>> } = {},
): Input<Mapped<T, M>, U, M> {
  if (!isAsset(asset)) {
    throw new VarveError('BAD_ASSET', {
      what: 'from() was not given an asset',
      why: asset === undefined ? 'the value is undefined: two modules that import each other, perhaps' : `it is ${typeof asset}`,
      fix: 'give it what asset() returned; an external is named as an input directly',
    })
  }
  return Object.freeze({ kind: 'input' as const, asset, mapping: how.partitions as M })
}
