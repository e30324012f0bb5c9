/** An asset as another reads it: which upstream partitions, and in what form. */
import type { Arity, Mapping } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import { type AnyAsset, type Asset, isAsset } from './asset.ts'
import type { ByArity } from './values.ts'

declare const given: unique symbol

export interface Input<out V = unknown> {
  readonly kind: 'input'
  readonly [given]?: V
  readonly asset: AnyAsset
  /** Undefined: the obvious mapping for the two partition sets. */
  readonly mapping: Mapping | undefined
}

/**
 * Reads an asset through a mapping: `from(flights, { partitions: last(7) })` gives the last seven windows by key.
 * Without `partitions` it is the same as naming the asset.
 *
 * @throws BAD_ASSET where the first argument is not an asset.
 */
export function from<T, const A extends Arity = 'one'>(
  asset: Asset<T>,
  how: { readonly partitions?: Mapping<A> } = {},
): Input<ByArity<T, A>> {
  if (!isAsset(asset)) {
    throw new VarveError('BAD_ASSET', {
      what: 'from() was not given an asset',
      why: asset === undefined ? 'the value is undefined: two modules that import each other, perhaps' : `it is ${typeof asset}`,
      fix: 'give it what asset() returned; an external is named as an input directly',
    })
  }
  return Object.freeze({ kind: 'input' as const, asset, mapping: how.partitions })
}

export function isInput(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'input'
}
