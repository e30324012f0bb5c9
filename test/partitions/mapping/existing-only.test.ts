/** What does not exist is not read, instead of missing. */
import { existingOnly, last, offset, overlap, previous, same, weekly } from '@varve/partitions'
import { expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { chicago, days, downstream, origins, upstream } from './asked.ts'

test('semantics 15: the edge says that what does not exist is not missing', () => {
  const weeks = weekly({ start: '2000-12-25', timezone: 'America/Chicago' })
  expect(upstream(overlap, days, weeks, '2000-12-25').missing).toHaveLength(7)
  expect(upstream(existingOnly(overlap), days, weeks, '2000-12-25')).toEqual({ existing: '', missing: [], short: false })
  expect(upstream(existingOnly(overlap), chicago('2000-12-30'), weeks, '2000-12-25')).toEqual({
    existing: '2000-12-30..2000-12-31',
    missing: [],
    short: false,
  })
  expect(downstream(existingOnly(overlap), days, weeks, '2001-01-03')).toBe('2001-01-01')
})

test('what was cut short stays short', () => {
  expect(upstream(existingOnly(last(7)), days, chicago('2000-12-01'), '2000-12-20')).toEqual({ existing: '', missing: [], short: true })
})

test('one value becomes a value or none, and the rest is as the mapping inside has it', () => {
  const lenient = [same, previous, last(2), offset(-7, -1)].map(mapping => existingOnly(mapping))
  expect(lenient.map(({ arity, name, readsEarlier }) => [arity, name, readsEarlier?.(days)])).toEqual([
    ['maybe', 'existingOnly(same)', undefined],
    ['maybe', 'existingOnly(previous)', true],
    ['many', 'existingOnly(last(2))', undefined],
    ['many', 'existingOnly(offset(-7, -1))', true],
  ])
  expect(existingOnly(overlap).refusal(origins, days)).toBe(overlap.refusal(origins, days))
  expect(raised(() => upstream(existingOnly(overlap), origins, days, '2001-01-03')).code).toBe('PARTITIONS_DO_NOT_FIT')
})

test('what is not a mapping is refused', () => {
  const given: unknown = undefined
  expect(raised(() => existingOnly(given as typeof same)).code).toBe('BAD_PARTITION_DEFINITION')
})
