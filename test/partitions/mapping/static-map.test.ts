/** Segments by a table. */
import { nothing, segments, staticMap } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { cells, days, downstream, now, origins, upstream } from './asked.ts'

describe('staticMap', () => {
  const regions = segments(['south', 'midwest', 'north, far'])

  test('reads by the table, and nothing for a segment that is not in it', () => {
    const mapping = staticMap({ ORD: ['midwest', 'north, far'], DFW: ['south'] })
    expect(mapping.name).toBe('staticMap(ORD to midwest; ORD to north, far; DFW to south)')
    expect(upstream(mapping, origins, regions, 'south,north%2C far')).toEqual({ existing: 'DFW,ORD', missing: [], short: false })
    expect(downstream(mapping, origins, regions, 'ATL')).toBe('')
    expect(downstream(mapping, origins, regions, 'ORD')).toBe('midwest,north%2C far')
  })

  test.each([
    [{ XXX: [] }, origins, regions, 'the upstream has no segment "XXX"'],
    [{ ORD: ['east'] }, origins, regions, 'the reading side has no segment "east"'],
    [{ ORD: ['south'] }, days, regions, 'it reads segments by segments, and the upstream is partitioned by day'],
    [{ ORD: ['south'] }, origins, cells, 'it reads segments by segments, and the reading side is partitioned by product'],
  ] as const)('refused: %#', (table, up, down, why) => {
    expect(staticMap(table).refusal(up, down)).toBe(why)
    expect(raised(() => staticMap(table).upstream(nothing(down.asOf(now)), up.asOf(now))).code).toBe('PARTITIONS_DO_NOT_FIT')
  })

  test.each([{}, undefined, null, { ORD: 'midwest' }, { ORD: [1] }])('the table %j is refused', table => {
    expect(raised(() => staticMap(table as unknown as Record<string, string[]>)).code).toBe('BAD_PARTITION_DEFINITION')
  })
})
