/** What the ordinals of a set count, as a fingerprint: a written subset means the same only where this is the same. */
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { definitionOf } from '../definition/definition.ts'
import type { PartitionsAsOf } from '../partition-set.ts'
import { hasAxes } from '../set/product.ts'

const known = new WeakMap<PartitionsAsOf, string>()

/**
 * Hex of the SHA-256 hash of what numbers the partitions: the definition without `end` and `endOffset`, the keys of dynamic sets, and of a
 * product how many partitions each dimension but the slowest has. It stays as it is while a set grows at its end. Of a calendar function
 * only the text is in it: see {@link windowsByCalendar}.
 *
 * @example
 * ```ts
 * numberingOf(days.asOf(now)) === numberingOf(days.asOf(now + 86_400_000))   // true
 * ```
 */
export function numberingOf(of: PartitionsAsOf): string {
  const numbering =
    known.get(of) ??
    createHash('sha256')
      .update(JSON.stringify(countedBy(of)), 'utf8')
      .digest('hex')
  known.set(of, numbering)
  return numbering
}

export const numberingBytes = 8

/** The start of the numbering: what the head of a written subset holds. */
export function startOfNumbering(of: PartitionsAsOf): Uint8Array {
  return Buffer.from(numberingOf(of).slice(0, numberingBytes * 2), 'hex')
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
