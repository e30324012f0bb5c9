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
 * @throws BAD_ASSET where the first argument is not an asset, or the second is something else than `{ partitions: mapping }`.
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
  checkHow(how)
  return Object.freeze({ kind: 'input' as const, asset, mapping: how.partitions as M })
}

/** Where plain JavaScript asks: a mapping that is given by itself would be left out, and the reader would be given the obvious partition. */
function checkHow(how: unknown): void {
  if (isMapping(how)) throw badHow(`it is the mapping ${how.name} itself`)
  if (typeof how !== 'object' || how === null) throw badHow(`it is ${how === null ? 'null' : typeof how}`)
  const unknown = Object.keys(how).find(key => key !== 'partitions')
  if (unknown !== undefined) throw badHow(`it has the key '${unknown}'`)
  const { partitions } = how as { readonly partitions?: unknown }
  if (partitions !== undefined && !isMapping(partitions))
    throw badHow(`partitions is ${partitions === null ? 'null' : typeof partitions}, and no mapping`)
}

function isMapping(value: unknown): value is Mapping {
  const { upstream, downstream, refusal } = (value ?? {}) as Readonly<Record<string, unknown>>
  return [upstream, downstream, refusal].every(part => typeof part === 'function')
}

function badHow(why: string): VarveError {
  return new VarveError('BAD_ASSET', {
    what: 'from() takes an asset and what to read of it, as { partitions: ... }',
    where: 'second argument of from()',
    why,
    fix: 'write from(asset, { partitions: last(7) }), or leave it out for the obvious partition',
  })
}
