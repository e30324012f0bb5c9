/** What lineage wrote about the partitions an input read is read back without their definition. */
import {
  all,
  asset,
  catalog,
  cron,
  daily,
  from,
  hourly,
  lineage,
  materialize,
  minutes,
  monthly,
  product,
  segments,
  unpartitioned,
  weekly,
  yearly,
} from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'

type AnySet = NonNullable<Parameters<typeof asset>[0]['partitions']>

/** `b` reads all of `a`. */
function labOf(partitions: AnySet) {
  const a = asset({ partitions, run: () => [{ n: 1 }] })
  const b = asset({ inputs: { a: partitions === unpartitioned ? a : from(a, { partitions: all }) }, run: () => ({ ok: true }) })
  return memoryConfig(catalog({ a, b }))
}

function keysOf(partitions: AnySet): readonly string[] {
  const of = partitions.asOf(Date.UTC(2030, 0, 1))
  return Array.from({ length: of.count }, (_, ordinal) => of.at(ordinal).key)
}

const odd = segments(['ORD', 'a,b', 'x=y', 'p;q', 'one..two', '*', 'latest', 'ü %'])
const autumn = { start: '2001-10-28', end: '2001-10-29', timezone: 'America/Chicago' }
const days = daily({ start: '2000-02-25', end: '2000-03-05', timezone: 'America/Chicago', exclude: { dates: ['2000-02-27'] } })

test.each<readonly [string, AnySet]>([
  ['days with a gap', days],
  ['days of another format', daily({ start: '2001-01-01', end: '2001-03-01', format: '%d.%m.%Y' })],
  ['days that begin late in a zone far east', daily({ start: '2011-12-28', end: '2012-01-03', timezone: 'Pacific/Apia', hourOffset: 23 })],
  ['hours of a day that has 25', hourly(autumn)],
  [
    'half hours where clocks go back by one',
    minutes({ every: 30, start: '2001-03-24T22:00', end: '2001-03-25T06:00', timezone: 'Australia/Lord_Howe' }),
  ],
  ['weeks', weekly({ start: '2001-01-01', end: '2001-04-01' })],
  ['months written without a day', monthly({ start: '2001-01-01', end: '2003-01-01', format: '%Y-%m' })],
  ['years', yearly({ start: '1990-01-01', end: '2001-01-01' })],
  ['ticks', cron('0 6,14,22 * * *', { start: '2001-01-01', end: '2001-01-05' })],
  ['segments', odd],
  ['a product with days', product({ origin: odd, day: days, zone: segments(['a', 'b']) })],
  ['a product with hours', product({ origin: segments(['a', 'z']), hour: hourly(autumn) })],
  ['a product with two sets of time', product({ hour: hourly(autumn), month: monthly({ start: '2001-01-01', end: '2001-04-01' }) })],
  ['an unpartitioned asset', unpartitioned],
])('every partition of %s is named, and names its reader', async (_, set) => {
  const lab = labOf(set)
  await materialize(lab)
  const { nodes, edges } = await lineage(lab, 'b')
  expect(edges.map(({ from }) => nodes[from]!.partition ?? '').sort()).toEqual([...keysOf(set)].sort())
  expect(edges.map(({ partitions }) => partitions).sort()).toEqual([...keysOf(set)].sort())
  const [key = ''] = keysOf(set).slice(-1)
  const readers = await lineage(lab, key === '' ? 'a' : `a@${key}`, { downstream: true })
  expect(readers.edges.map(({ to }) => readers.nodes[to]!.asset)).toEqual(['b'])
})

test.each<readonly [string, AnySet, AnySet]>([
  [
    'the same keys in another zone',
    hourly({ ...autumn, timezone: 'UTC' }),
    hourly({ ...autumn, start: '2001-10-28T05:00', end: '2001-10-28T09:00' }),
  ],
  ['days that became weeks', daily({ start: '2001-01-01', end: '2001-01-22' }), weekly({ start: '2001-01-01', end: '2001-01-22' })],
  ['days that became hours', daily({ start: '2001-10-28', end: '2001-10-29' }), hourly(autumn)],
])('what stands there from before is not taken for what was read: %s', async (_, before, after) => {
  const lab = labOf(before)
  await materialize(lab)
  const now = labOf(after)
  const edited = { ...now, io: lab.io, lab: lab.lab }
  await materialize(edited)
  const { nodes, edges } = await lineage(edited, 'b')
  expect(edges.map(({ from }) => nodes[from]!.partition).sort()).toEqual([...keysOf(after)].sort())
})
