/** The partition vectors about mappings that exist so far: windows that overlap, without offsets and without leniency. */
import { overlap, type PartitionSet, type PartitionsAsOf, subsetOf } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { timeSetOf } from './set-of.ts'
import { type Case, casesOf, type TimeVector } from './vector.ts'

interface MappingCase extends Case<undefined, { keys: readonly string[]; missing?: readonly string[] }> {
  readonly mapping: {
    readonly type: string
    readonly start_offset: number
    readonly end_offset: number
    readonly allow_missing_upstream?: boolean
  }
  readonly upstream: TimeVector
  readonly downstream: TimeVector
  readonly downstream_keys: readonly string[]
  readonly upstream_keys: readonly string[]
}

const cases = (casesOf('mapping') as unknown as readonly MappingCase[]).filter(
  ({ mapping }) =>
    mapping.type === 'time_window' && mapping.start_offset === 0 && mapping.end_offset === 0 && !mapping.allow_missing_upstream,
)

describe('windows that overlap', () => {
  test.each(cases.map(each => [`${each.id} ${each.title}`, each] as const))('%s', (_, each) => {
    const now = Date.parse(each.now)
    const [upstream, downstream] = [timeSetOf(each.upstream), timeSetOf(each.downstream)]
    if (each.kind === 'downstream_of') {
      const touched = overlap.downstream(subset(upstream, each.upstream_keys, now), downstream.asOf(now))
      expect(keysOf(touched.of, touched.ranges)).toEqual(each.expect.keys)
      return
    }
    const { existing, missing, short } = overlap.upstream(subset(downstream, each.downstream_keys, now), upstream.asOf(now))
    expect({ keys: keysOf(existing.of, existing.ranges), missing, short }).toEqual({
      keys: each.expect.keys,
      missing: each.expect.missing ?? [],
      short: false,
    })
  })

  test('are among the cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(8)
  })
})

/** The vectors also ask about windows that have not ended: those are looked up in a later view of the same set. */
function subset(set: PartitionSet, keys: readonly string[], now: number) {
  const of = set.asOf(now)
  const seen = keys.every(key => of.ordinalOf(key) !== undefined) ? of : set.asOf(Date.UTC(2040, 0, 1))
  return subsetOf(
    seen,
    keys.map(key => seen.ordinalOf(key)!),
  )
}

function keysOf(of: PartitionsAsOf, ranges: readonly (readonly [number, number])[]): readonly string[] {
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, step) => of.at(from + step).key))
}
