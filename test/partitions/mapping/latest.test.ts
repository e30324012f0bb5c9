/** The newest window. */
import { latest } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { chicago, days, downstream, origins, upstream } from './asked.ts'

describe('latest', () => {
  test('reads the newest window, the same for every reader', () => {
    expect(upstream(latest, days, origins, 'ORD,ATL')).toEqual({ existing: '2001-03-31', missing: [], short: false })
    expect(downstream(latest, days, origins, '2001-03-30..2001-03-31')).toBe('ATL,DFW,ORD')
    expect(downstream(latest, days, origins, '2001-03-30')).toBe('')
  })

  test('reads nothing while no window exists', () => {
    expect(upstream(latest, chicago('2002-01-01'), origins, 'ORD')).toEqual({ existing: '', missing: [], short: false })
  })

  test('segments have no newest', () => {
    expect(latest.refusal(origins, days)).toBe('it reads the newest window, and the upstream is partitioned by segment')
  })
})
