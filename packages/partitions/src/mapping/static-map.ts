/** A segment reads the upstream segments that a table assigns to it. */

import { PartitionError } from '../errors.ts'
import type { PartitionSet, PartitionsAsOf } from '../partition-set.ts'
import { isDynamicSegments } from '../set/dynamic.ts'
import { isSegments } from '../set/segments.ts'
import { contains, type PartitionSubset, subsetOf } from '../subset/subset.ts'
import { escapeKey } from '../text/key-text.ts'
import type { SegmentMapping } from './law/connects.ts'
import { identityOf } from './law/identity.ts'
import { missingOf } from './law/missing.ts'
import { requireFit } from './law/require-fit.ts'

/**
 * Reads by a table from each upstream segment to the segments that read it. Segments that are not in the table read nothing, or are not read.
 * A name that is not in the list of `segments` is refused. A name of a dynamic set may be absent: an absent upstream key is missing, and an
 * absent reader reads nothing.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for an empty table and for entries that are not lists of text.
 *
 * @example
 * ```ts
 * staticMap({ ORD: ['midwest'], MDW: ['midwest'], ATL: ['south'] }).arity   // 'many'
 * ```
 */
export function staticMap(table: Readonly<Record<string, readonly string[]>>): SegmentMapping<'many'> {
  const pairs = check(table)
  const upstreamKeys = Object.keys(table)
  const mapping: SegmentMapping<'many'> = {
    arity: 'many',
    name: `staticMap(${pairs.map(({ up, down }) => `${up} to ${down}`).join('; ')})`,
    identity: identityOf('staticMap', JSON.stringify(upstreamKeys), JSON.stringify(pairs.map(({ up, down }) => [up, down]))),
    refusal: (upstream, downstream) =>
      refusalOfSide('upstream', upstream, upstreamKeys) ??
      refusalOfSide(
        'reading side',
        downstream,
        pairs.map(({ down }) => down),
      ),
    upstream(downstream, upstream) {
      requireFit(mapping, upstream.set, downstream.of.set)
      const read = new Set(pairs.filter(({ down }) => has(downstream, down)).map(({ up }) => up))
      const missing = [...read].filter(up => ordinalOf(upstream, up) === undefined)
      return { existing: subsetOf(upstream, ordinalsOf(upstream, read)), missing: missingOf(missing.map(escapeKey)), short: false }
    },
    downstream(upstream, downstream) {
      requireFit(mapping, upstream.of.set, downstream.set)
      const reading = pairs.filter(({ up }) => has(upstream, up)).map(({ down }) => down)
      return subsetOf(downstream, ordinalsOf(downstream, reading))
    },
  }
  return mapping
}

interface Pair {
  readonly up: string
  readonly down: string
}

function has(subset: PartitionSubset, key: string): boolean {
  const ordinal = ordinalOf(subset.of, key)
  return ordinal !== undefined && contains(subset, ordinal)
}

/** Undefined only in a dynamic set: `refusal` has checked that `segments` list every name of the table. */
function ordinalOf(of: PartitionsAsOf, key: string): number | undefined {
  return of.ordinalOf(escapeKey(key))
}

function ordinalsOf(of: PartitionsAsOf, keys: Iterable<string>): readonly number[] {
  return [...keys].map(key => ordinalOf(of, key)).filter(ordinal => ordinal !== undefined)
}

function refusalOfSide(side: string, set: PartitionSet, named: readonly string[]): string | undefined {
  if (isDynamicSegments(set)) return undefined
  if (!isSegments(set)) return `it reads segments by segments, and the ${side} is partitioned by ${set.kind}`
  const keys = new Set(set.keys)
  const absent = named.find(key => !keys.has(key))
  return absent === undefined ? undefined : `the ${side} has no segment ${JSON.stringify(absent)}`
}

function check(table: Readonly<Record<string, readonly string[]>>): readonly Pair[] {
  const entries = Object.entries(table ?? {})
  if (entries.length === 0) throw bad('staticMap() was given an empty table', table)
  for (const [up, downs] of entries) {
    if (!Array.isArray(downs) || downs.some(down => typeof down !== 'string'))
      throw bad(`The entry ${JSON.stringify(up)} of staticMap() is not a list of segments`, table)
  }
  return entries.flatMap(([up, downs]) => [...new Set(downs)].map(down => ({ up, down })))
}

function bad(what: string, table: unknown): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what,
    where: 'staticMap()',
    why: 'it says for each upstream segment which segments read it',
    fix: "give a list for each upstream segment: staticMap({ ORD: ['midwest'], ATL: ['south'] })",
    details: { table },
  })
}
