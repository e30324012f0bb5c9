/** Which word is near enough to be suggested. */
import { nearestWord } from '@varve/partitions'
import { expect, test } from 'vitest'

test.each([
  ['ordres', ['total', 'orders'], 'orders'],
  ['dialy', ['daily', 'hourly'], 'daily'],
  ['mxa', ['min', 'maxima', 'mx'], 'mx'],
  ['0RD', ['ATL', 'ORD'], 'ORD'],
  ['ord', ['ATL', 'ORD'], 'ORD'],
  ['a', ['b', 'A'], 'A'],
  ['recrod', ['record', 'records'], 'record'],
])('%j among %j is taken for %j', (word, candidates, nearest) => {
  expect(nearestWord(word, candidates)).toBe(nearest)
})

test.each([
  ['nope', ['total', 'x']],
  ['"q"', ['x', 'total']],
  ['-x', ['x', 'y']],
  ['x', ['y']],
  ['', ['x']],
  ['freshness', ['row', 'unique', 'volume']],
  ['orders', []],
])('%j is near to none of %j', (word, candidates) => {
  expect(nearestWord(word, candidates)).toBeUndefined()
})
