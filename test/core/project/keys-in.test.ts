/** What lineage wrote about the partitions an input read is read back without their definition. */
import {
  daily,
  everything,
  formatSelection,
  ordinals,
  type PartitionSet,
  parseSelection,
  product,
  segments,
  unpartitioned,
} from '@varve/partitions'
import { expect, test } from 'vitest'
import { hasKey, keysIn } from '../../../packages/core/src/project/keys-in.ts'

const days = daily({ start: '2000-02-25', end: '2000-03-05', timezone: 'America/Chicago' })
const odd = segments(['ORD', 'a,b', 'x=y', 'p;q', 'one..two', '*', 'latest', 'ü %'])
const cells = product({ origin: odd, day: days, zone: segments(['a', 'b']) })

test.each<readonly [string, PartitionSet, string]>([
  ['days', days, '2000-02-28..2000-03-01,2000-03-04'],
  ['segments', odd, 'a%2Cb,x%3Dy,%6Catest,one%2E.two,%2A'],
  ['a product', cells, 'day=2000-02-28..2000-03-01,2000-03-04,origin=ORD,a%2Cb,x%3Dy,zone=b;day=2000-02-25,origin=p%3Bq,zone=a'],
  ['an unpartitioned asset', unpartitioned, '*'],
  ['nothing', days, ''],
])('the keys of %s are those that its set finds', (_, set, text) => {
  const of = set.asOf(Date.UTC(2002, 0, 1))
  const subset = parseSelection(text, of)
  const written = formatSelection(subset)
  const keys = Array.from(ordinals(subset), ordinal => of.at(ordinal).key as string)
  expect([...keysIn(written)].sort()).toEqual([...keys].sort())
  const all = Array.from(ordinals(everything(of)), ordinal => of.at(ordinal).key as string)
  expect(all.filter(key => hasKey(written, key))).toEqual(all.filter(key => keys.includes(key)))
})

test('keys of another shape are not among them', () => {
  expect(['', '2000-02-28', 'day=2000-02-28', 'b'].filter(key => hasKey('a,2000-02-28x', key))).toEqual([])
  expect(['a', '2000-02-28'].filter(key => hasKey('*', key))).toEqual([])
  expect(['', '2000-02-28b', '2000-03-02'].filter(key => hasKey('2000-02-28..2000-03-01', key))).toEqual([])
  expect(['day=2000-02-28', 'day=2000-02-28,origin=DFW'].filter(key => hasKey('day=2000-02-28,origin=ORD', key))).toEqual([])
})
