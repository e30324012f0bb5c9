/** Day arithmetic against the platform's own. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateOf, dayOf, formatDay, parseDay } from '../../../../packages/partitions/src/time/day/calendar.ts'

test('days, dates and text agree with Date over the years 1 to 9999', () => {
  fc.assert(
    fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), day => {
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10)
      const date = dateOf(day)
      expect(formatDay(day)).toBe(text)
      expect(parseDay(text)).toBe(day)
      expect(dayOf(date.year, date.month, date.day)).toBe(day)
    }),
    { numRuns: 2000 },
  )
})

test('leap days exist in leap years only', () => {
  expect(['1900-02-29', '2000-02-29', '2001-02-29', '2004-02-29'].map(text => parseDay(text) !== undefined)).toEqual([
    false,
    true,
    false,
    true,
  ])
})

test.each(['2001-00-01', '2001-01-00', '2001-04-31', '0000-01-01', '2001-1-01', '2001-01-01Z', '+2001-01-01', ' 2001-01-01'])(
  '%j is no date',
  text => {
    expect(parseDay(text)).toBeUndefined()
  },
)
