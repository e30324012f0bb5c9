/** Why a set of time does not have a partition that somebody reads, and keys that are no dates at all. */
import { daily, monthly, type PartitionSet, segments } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { whyAbsent } from '../../../packages/core/src/plan/why-absent.ts'

const now = Date.parse('2001-03-01T00:00Z')
const open = daily({ start: '2001-01-01' })
const weekdays = daily({ start: '2001-01-01', exclude: { weekdays: ['saturday', 'sunday'] } })
const ended = daily({ start: '2001-01-01', end: '2001-06-01' })

describe('a key that a set does not have', () => {
  test.each<[string, PartitionSet, string, string]>([
    ['before its start', open, '2000-12-31', 'before'],
    ['a year before its start', monthly({ start: '2001-01-01' }), '1999-12', 'before'],
    ['still to come', open, '2001-03-01', 'to come'],
    ['still to come, with an end', ended, '2001-05-31', 'to come'],
    ['at its end', ended, '2001-06-01', 'after'],
    ['a date that does not exist', open, '2001-02-30', 'unknown'],
    ['a month where the set has days as keys', monthly({ start: '2001-01-01' }), '2002-05', 'unknown'],
    ['a month to come', monthly({ start: '2001-01-01' }), '2002-05-01', 'to come'],
    ['the last date of all', open, '9999-12-31', 'to come'],
    ['a month that does not exist', open, '2001-99-01', 'unknown'],
    ['a month that does not exist, of a set with days left out', weekdays, '2001-99-01', 'unknown'],
    ['a day that is left out', weekdays, '2001-03-03', 'left out'],
    ['a day to come of a set with days left out', weekdays, '2001-03-05', 'to come'],
    ['text that is no date', open, 'no date', 'unknown'],
    ['text that only begins like a date', open, '2001-xx-01', 'unknown'],
    ['no segment of the list', segments(['ATL']), 'ORD', 'unknown'],
  ])('%s', (_what, set, key, reason) => {
    expect(whyAbsent(key, set.asOf(now))).toBe(reason)
  })

  test('is not absent where the set has it', () => {
    expect(whyAbsent('2001-02-28', open.asOf(now))).toBe(undefined)
  })
})
