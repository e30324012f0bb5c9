/** Whatever exists. */
import { all, unpartitioned } from '@varve/partitions'
import { expect, test } from 'vitest'
import { days, downstream, origins, upstream } from './asked.ts'

test('all reads what exists, the same for every reader', () => {
  expect(upstream(all, days, unpartitioned, '*')).toEqual({ existing: '2001-01-01..2001-03-31', missing: [], short: false })
  expect(upstream(all, days, origins, '')).toEqual({ existing: '', missing: [], short: false })
  expect(downstream(all, days, origins, '2001-01-01')).toBe('ATL,DFW,ORD')
  expect(downstream(all, days, origins, '')).toBe('')
})
