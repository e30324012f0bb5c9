/** The partition of the same key. */
import { daily, formatSelection, parseSelection, product, same, segments } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { cells, chicago, days, downstream, origins, upstream } from './asked.ts'

describe('same', () => {
  test('reads the window of the same date, wherever the sets begin and end', () => {
    const up = chicago('2001-01-05', '2001-01-20')
    expect(upstream(same, up, days, '2001-01-03..2001-01-06,2001-01-19..2001-01-21')).toEqual({
      existing: '2001-01-05..2001-01-06,2001-01-19',
      missing: ['2001-01-03', '2001-01-04', '2001-01-20', '2001-01-21'],
      short: false,
    })
    expect(downstream(same, up, days, '2001-01-05..2001-01-07')).toBe('2001-01-05..2001-01-07')
    expect(upstream(same, days, up, '2001-01-05')).toEqual({ existing: '2001-01-05', missing: [], short: false })
  })

  test('one zone under two names is one zone; two zones are refused', () => {
    const central = daily({ start: '2001-01-01', timezone: 'US/Central' })
    expect(upstream(same, central, days, '2001-01-03').existing).toBe('2001-01-03')
    const tokyo = daily({ start: '2001-01-01', timezone: 'Asia/Tokyo' })
    const { code, why } = raised(() => upstream(same, tokyo, days, '2001-01-03'))
    expect([code, why]).toEqual(['PARTITIONS_DO_NOT_FIT', 'days in Asia/Tokyo and days in America/Chicago are different windows'])
  })

  test('dates agree across a day that the zone skipped', () => {
    const [early, late] = [
      daily({ start: '2011-12-20', timezone: 'Pacific/Apia' }),
      daily({ start: '2012-01-02', timezone: 'Pacific/Apia' }),
    ]
    const at = Date.UTC(2012, 1, 1)
    const answer = same.upstream(parseSelection('2012-01-03', late.asOf(at)), early.asOf(at))
    expect(formatSelection(answer.existing)).toBe('2012-01-03')
    expect(formatSelection(same.downstream(parseSelection('2012-01-03', early.asOf(at)), late.asOf(at)))).toBe('2012-01-03')
  })

  test('reads the segment of the same key', () => {
    const other = segments(['ORD', 'a,b', 'ATL'])
    expect(upstream(same, origins, other, 'ORD,a%2Cb,ATL')).toEqual({ existing: 'ATL,ORD', missing: ['a%2Cb'], short: false })
    expect(downstream(same, origins, other, 'ATL,DFW')).toBe('ATL')
  })

  test('reads the combination of the same keys, and lists those with a missing key', () => {
    const up = product({ origin: segments(['ORD', 'ATL']), day: chicago('2001-01-02') })
    expect(upstream(same, up, cells, 'day=2001-01-01..2001-01-02,origin=ATL,DFW')).toEqual({
      existing: 'day=2001-01-02,origin=ATL',
      missing: ['day=2001-01-02,origin=DFW', 'day=2001-01-01,origin=ATL', 'day=2001-01-01,origin=DFW'],
      short: false,
    })
    expect(downstream(same, up, cells, 'day=2001-01-02,origin=ORD')).toBe('day=2001-01-02,origin=ORD')
  })
})
