/** What the ordinals of a set count, as a short fingerprint: a written subset means the same only where this is the same. */
import { createHash } from 'node:crypto'
import { definitionOf } from '../definition/definition.ts'
import type { PartitionsAsOf } from '../partition-set.ts'
import { hasAxes } from '../set/product.ts'

export const numberingBytes = 8

/** The start of the SHA-256 hash of the numbering, which stays as it is while a set grows at its end. */
export function numberingOf(of: PartitionsAsOf): Uint8Array {
  return createHash('sha256')
    .update(JSON.stringify(countedBy(of)), 'utf8')
    .digest()
    .subarray(0, numberingBytes)
}

/** Windows are counted from `start`, so a change of the end moves none. Each step in a dimension of a product spans all faster ones. */
function countedBy(of: PartitionsAsOf): unknown {
  if (!hasAxes(of)) return { ...definitionOf(of.set), end: undefined, endOffset: undefined, present: presentKeys(of) }
  return of.axes.map((axis, index) => ({ name: axis.name, count: index === 0 ? undefined : axis.of.count, of: countedBy(axis.of) }))
}

/** The keys of a dynamic set, which are not part of its definition. */
function presentKeys(of: PartitionsAsOf): readonly string[] | undefined {
  return of.set.kind === 'dynamic' ? Array.from({ length: of.count }, (_, ordinal) => of.at(ordinal).key) : undefined
}
