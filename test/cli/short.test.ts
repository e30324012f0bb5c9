/** Long range texts and ages as people see them. */
import { expect, test } from 'vitest'
import { ago, shortRanges } from '../../packages/cli/src/output/short.ts'

test('what fits is shown whole', () => {
  expect(shortRanges('2001-01-01..2001-01-31,2001-03-01')).toBe('2001-01-01..2001-01-31,2001-03-01')
})

test('a long list keeps its end, and so does every dimension beside it', () => {
  const days = Array.from({ length: 9 }, (_, index) => `2001-01-${String(2 * index + 1).padStart(2, '0')}`)
  expect(shortRanges(days.join(','))).toBe('2001-01-01,2001-01-03,(6 more),2001-01-17')
  expect(shortRanges('sensor=attic,barn,cellar,garage,hall,roof,time=2001-01-01T00..2001-01-31T23')).toBe(
    'sensor=attic,barn,(3 more),roof,time=2001-01-01T00..2001-01-31T23',
  )
})

test('of many terms the first and the last are shown', () => {
  const terms = ['ATL', 'DFW', 'JFK', 'ORD', 'SEA'].map((origin, index) => `day=2001-01-0${index + 1},origin=${origin}`)
  expect(shortRanges(terms.join(';'))).toBe('day=2001-01-01,origin=ATL;(3 more);day=2001-01-05,origin=SEA')
})

test('what is long without a list is cut in the middle', () => {
  const short = shortRanges(`key=${'x'.repeat(200)}end`)
  expect(short).toMatch(/^key=x+…x+end$/)
  expect(short.length).toBeLessThan(50)
})

test.each([
  [0, '0 seconds ago'],
  [59_999, '59 seconds ago'],
  [60_000, '1 minute ago'],
  [3 * 3_600_000, '3 hours ago'],
  [36 * 3_600_000, '1 day ago'],
])('an age of %d ms is shown in whole units', (ageMs, text) => {
  expect(ago(ageMs)).toBe(text)
})
