/** The one partition of an unpartitioned asset. */
import { unpartitioned, whole } from '@varve/partitions'
import { expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { days, downstream, upstream } from './asked.ts'

test('whole reads the one partition of an unpartitioned asset', () => {
  expect(upstream(whole, unpartitioned, days, '2001-01-01')).toEqual({ existing: '*', missing: [], short: false })
  expect(downstream(whole, unpartitioned, days, '*')).toBe('2001-01-01..2001-03-31')
  expect(raised(() => upstream(whole, days, days, '2001-01-01')).code).toBe('PARTITIONS_DO_NOT_FIT')
})
