/** Partitions by name. */
import { dynamicSegments, everything, segments, specific, unpartitioned } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { cells, days, downstream, origins, upstream } from './asked.ts'

describe('specific', () => {
  test('reads the named partitions, and names those that do not exist', () => {
    const mapping = specific(['2001-02-01', '2001-01-01', '2001-06-01', '2001-01-01'])
    expect(mapping.name).toBe('specific(2001-02-01; 2001-01-01; 2001-06-01)')
    expect(upstream(mapping, days, origins, 'ORD')).toEqual({ existing: '2001-01-01,2001-02-01', missing: ['2001-06-01'], short: false })
    expect(downstream(mapping, days, origins, '2001-02-01..2001-02-03')).toBe('ATL,DFW,ORD')
    expect(downstream(mapping, days, origins, '2001-02-02')).toBe('')
    expect(upstream(specific(['origin=ORD,day=2001-01-01']), cells, unpartitioned, '*').existing).toBe('day=2001-01-01,origin=ORD')
  })

  test('a partition that does not exist is missing once, however often and however it is named', () => {
    const twice = specific(['origin=ORD,day=2001-06-01', 'day=2001-06-01,origin=ORD', 'day=2001-06-01,origin=%4FRD'])
    expect(upstream(twice, cells, unpartitioned, '*').missing).toEqual(['day=2001-06-01,origin=ORD'])
    const tenants = dynamicSegments('tenants').asOf(0, { keysOf: () => ['acme'] })
    const { existing, missing } = specific(['globex', '%67lobex']).upstream(everything(unpartitioned.asOf(0)), tenants)
    expect([existing.count, missing.count, ...missing]).toEqual([0, 1, 'globex'])
  })

  test('a name that is not a segment is refused', () => {
    expect(specific(['ORD', 'XXX']).refusal(origins, days)).toBe('the upstream has no segment "XXX"')
    expect(specific(['a%2Cb']).refusal(segments(['a,b']), days)).toBeUndefined()
  })

  test.each([[[]], [['']], [[1]], ['ORD']])('specific(%j) is refused', keys => {
    expect(raised(() => specific(keys as readonly string[])).code).toBe('BAD_PARTITION_DEFINITION')
  })
})
