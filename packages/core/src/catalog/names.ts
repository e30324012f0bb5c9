/** Types only: the dotted names of a catalog's entries, and what may be configured or given under them. */
import type { z } from 'zod'
import type { AnyAsset } from '../asset/any-asset.ts'
import type { External } from '../asset/external.ts'

/** `{ flights, models: { linear } }` becomes `{ flights: ..., 'models.linear': ... }`. */
export type NamesOf<E> = { readonly [L in Leaf<E> as L[0]]: L[1] }

type Definition = AnyAsset | External
/** Values that are no folders of assets, though they are objects. */
type Closed =
  | { readonly kind: string }
  | { readonly _zod: unknown }
  | ((...parameters: never) => unknown)
  | readonly unknown[]
  | Date
  | ReadonlyMap<unknown, unknown>
/** How deep names go; a bound, since an export that is no folder of assets may be a type without end. */
type Deeper = { 4: 3; 3: 2; 2: 1; 1: never }

type Leaf<E, Prefix extends string = '', D extends keyof Deeper = 4> = {
  [K in keyof E & string]: E[K] extends Definition
    ? readonly [`${Prefix}${K}`, E[K]]
    : E[K] extends Closed
      ? never
      : E[K] extends object
        ? [Deeper[D]] extends [never]
          ? never
          : Leaf<E[K], `${Prefix}${K}.`, Deeper[D]>
        : never
}[keyof E & string]

type OfKind<N, Kind> = { [K in keyof N]: N[K] extends { readonly kind: Kind } ? K : never }[keyof N]

/** Values for the assets' own parameters, by asset name. */
export type ConfigOf<N> = {
  readonly [K in OfKind<N, 'asset'>]?: N[K] extends { readonly config: infer G extends z.ZodObject } ? z.input<G> : never
}

/** Rows that replace externals, by external name. */
export type Given<N> = { readonly [K in OfKind<N, 'external'>]?: N[K] extends External<infer T> ? Rows<T> : never }

type Rows<T> = T extends readonly (infer R)[] ? readonly R[] : T
