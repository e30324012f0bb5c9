/** What is available of an upstream partition to its readers, at this point of a plan or run. */
import type { Cause } from './plan.ts'
import type { Row } from './row.ts'

/** `possible`: a step of the plan decides. */
export type Available =
  | { readonly kind: 'content'; readonly of: Row }
  | { readonly kind: 'possible' }
  | { readonly kind: 'missing' }
  /** Recorded, and its bytes cannot be read: who wants no other version is fresh, who must run is blocked. */
  | { readonly kind: 'gone'; readonly of: Row; readonly by: Cause }
  | { readonly kind: 'blocked'; readonly by: Cause }

export type AvailableAt = (asset: string, ordinal: number) => Available

/** `others`: whether more of what is read of that asset is missing. */
export interface Blocked {
  readonly kind: 'blocked'
  readonly by: Cause
  readonly others: boolean
}
