/** Selection text that is cut where it would be long. */
import {
  complement,
  daily,
  dynamicSegments,
  everything,
  formatSelection,
  type PartitionSubset,
  parseSelection,
  product,
  segments,
  shortSelection,
  subsetOf,
  unpartitioned,
} from '@varve/partitions'
import { describe, expect, test } from 'vitest'

const now = Date.UTC(2001, 1, 1)
const days = daily({ start: '2001-01-01' })
const cells = product({ day: days, origin: segments(['ATL', 'DFW', 'ORD']) })
const everyOther = (of: PartitionSubset['of']) =>
  subsetOf(
    of,
    Array.from({ length: Math.ceil(of.count / 2) }, (_, index) => index * 2),
  )

test.each<[string, PartitionSubset]>([
  ['nothing', parseSelection('', days.asOf(now))],
  ['a range', everything(days.asOf(now))],
  ['as many ranges as it may have', everyOther(days.asOf(now))],
  ['the one partition of an unpartitioned asset', everything(unpartitioned.asOf(now))],
  ['a product', complement(parseSelection('day=2001-01-05,origin=ATL', cells.asOf(now)))],
])('%s is the text of the selection', (_, subset) => {
  expect(shortSelection(subset, 16)).toEqual({ text: formatSelection(subset), isWhole: true })
})

describe('more than it may have is counted', () => {
  test('ranges of windows', () => {
    expect(shortSelection(everyOther(days.asOf(now)), 2)).toEqual({ text: '2001-01-01,2001-01-03,... and 14 more ranges', isWhole: false })
    expect(shortSelection(everyOther(days.asOf(now)), 15).text).toMatch(/,2001-01-29,\.\.\. and 1 more range$/)
  })

  test('keys of segments', () => {
    const tenants = dynamicSegments('tenants')
    const keys = Array.from({ length: 12_345 }, (_, index) => `t${String(index).padStart(5, '0')}`)
    const of = tenants.asOf(now, { keysOf: () => keys })
    expect(shortSelection(everything(of), 2)).toEqual({ text: 't00000,t00001,... and 12,343 more keys', isWhole: false })
    expect(shortSelection(subsetOf(of, [0, 5, 6, 7]), 3).text).toBe('t00000,t00005,t00006,... and 1 more key')
    expect(shortSelection(subsetOf(of, [0, 5, 7]), 2).text).toBe('t00000,t00005,... and 1 more range')
  })

  test('of a product its terms, and what they list', () => {
    const of = cells.asOf(now)
    expect(shortSelection(everyOther(of), 2).text).toBe('day=2001-01-01,origin=ATL,ORD;... and 45 more ranges')
    expect(shortSelection(everything(of), 2).text).toBe('day=2001-01-01..2001-01-31,origin=ATL,DFW,... and 1 more key')
  })

  test('and no such text selects anything', () => {
    const { text } = shortSelection(everyOther(days.asOf(now)), 2)
    expect(() => parseSelection(text, days.asOf(now))).toThrow()
  })
})

test('a quarter of a million ranges take no longer than those that are shown', () => {
  const of = daily({ start: '0001-01-01' }).asOf(now)
  const { text, isWhole } = shortSelection(everyOther(of), 1_000)
  expect([text.length < 15_000, isWhole]).toEqual([true, false])
  expect(text).toMatch(/and 364,258 more ranges$/)
})
