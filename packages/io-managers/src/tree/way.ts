/** A way to show objects in the tree: by link or by copy. */
import type { Generation } from '@varve/core'

/** Paths below the storage root. */
export interface Shown {
  readonly object: string
  readonly path: string
  /** Free, and free again afterwards; after a crash something may lie there. */
  readonly temporary: string
}

/** Replaces what the path shows, atomically. @returns the stamp of what was shown. @throws OBJECT_MISSING STORAGE_FAILED UNSAFE_PATH */
export type TreeWay = (shown: Shown) => Promise<Generation>
