/** What `ctx.partition` is in an asset of each kind: its type, inferred without annotations, and its value. */
import { asset } from '@varve/core'
import { testContext } from '@varve/core/testing'
import {
  type CronSet,
  cron,
  type Daily,
  daily,
  dynamicSegments,
  type Hourly,
  hourly,
  type Minutes,
  type Monthly,
  minutes,
  monthly,
  type PartitionSet,
  product,
  type Quarterly,
  quarterly,
  segments,
  type TimePartition,
  type ValueOf,
  type Weekly,
  weekly,
  type Yearly,
  yearly,
} from '@varve/partitions'
import { describe, expect, expectTypeOf, test } from 'vitest'

const start = '2001-01-01'
const days = daily({ start })
const origins = segments(['ATL', 'ORD'])
const carriers = segments(['AA', 'UA', 'DL'])

describe('a window has its key, its start and its exclusive end', () => {
  test.each([
    ['minutes', minutes({ every: 15, start }), '2001-01-01T00:15', '2001-01-01T00:15Z', '2001-01-01T00:30Z'],
    ['hourly', hourly({ start }), '2001-01-01T01:00', '2001-01-01T01:00Z', '2001-01-01T02:00Z'],
    ['daily', days, '2001-01-03', '2001-01-03T00:00Z', '2001-01-04T00:00Z'],
    ['weekly', weekly({ start }), '2001-01-08', '2001-01-08T00:00Z', '2001-01-15T00:00Z'],
    ['monthly', monthly({ start }), '2001-02-01', '2001-02-01T00:00Z', '2001-03-01T00:00Z'],
    ['quarterly', quarterly({ start }), '2001-04-01', '2001-04-01T00:00Z', '2001-07-01T00:00Z'],
    ['yearly', yearly({ start }), '2002-01-01', '2002-01-01T00:00Z', '2003-01-01T00:00Z'],
    ['cron', cron('0 6,18 * * *', { start }), '2001-01-01T18:00', '2001-01-01T18:00Z', '2001-01-02T06:00Z'],
  ])('%s', async (_, partitions, key, from, to) => {
    const made = asset({
      partitions,
      run: (_inputs, { partition }) => {
        expectTypeOf(partition).toEqualTypeOf<TimePartition>()
        return [partition]
      },
    })
    expect(await made.run({}, testContext(made, { partition: key }))).toEqual([{ key, start: new Date(from), end: new Date(to) }])
  })

  test('whichever of them it is', () => {
    expectTypeOf<ValueOf<Minutes>>().toEqualTypeOf<TimePartition>()
    expectTypeOf<ValueOf<Hourly>>().toEqualTypeOf<TimePartition>()
    expectTypeOf<ValueOf<Daily>>().toEqualTypeOf<TimePartition>()
    expectTypeOf<ValueOf<Weekly>>().toEqualTypeOf<TimePartition>()
    expectTypeOf<ValueOf<Monthly>>().toEqualTypeOf<TimePartition>()
    expectTypeOf<ValueOf<Quarterly>>().toEqualTypeOf<TimePartition>()
    expectTypeOf<ValueOf<Yearly>>().toEqualTypeOf<TimePartition>()
    expectTypeOf<ValueOf<CronSet>>().toEqualTypeOf<TimePartition>()
    expectTypeOf<TimePartition>().toEqualTypeOf<{ readonly key: string; readonly start: Date; readonly end: Date }>()
  })
})

test('a segment is one of the keys', async () => {
  const made = asset({
    partitions: origins,
    run: (_, { partition }) => {
      expectTypeOf(partition).toEqualTypeOf<'ATL' | 'ORD'>()
      return [{ partition }]
    },
  })
  expect(await made.run({}, testContext(made, { partition: 'ORD' }))).toEqual([{ partition: 'ORD' }])
})

test('a segment of keys that only the run time knows is any text', async () => {
  const known: readonly string[] = ['ATL', 'ORD']
  const made = asset({
    partitions: segments(known),
    run: (_, { partition }) => {
      expectTypeOf(partition).toEqualTypeOf<string>()
      return [{ partition }]
    },
  })
  expect(await made.run({}, testContext(made, { partition: 'ORD' }))).toEqual([{ partition: 'ORD' }])
})

test('a dynamic segment is any text', async () => {
  const made = asset({
    partitions: dynamicSegments('tenants'),
    run: (_, { partition }) => {
      expectTypeOf(partition).toEqualTypeOf<string>()
      return [{ partition }]
    },
  })
  expect(await made.run({}, testContext(made, { partition: 'acme' }))).toEqual([{ partition: 'acme' }])
})

test('a product has each dimension by its name', async () => {
  const made = asset({
    partitions: product({ day: days, origin: origins, carrier: carriers }),
    run: (_, { partition }) => {
      expectTypeOf(partition).toEqualTypeOf<{
        readonly day: TimePartition
        readonly origin: 'ATL' | 'ORD'
        readonly carrier: 'AA' | 'UA' | 'DL'
      }>()
      return [partition]
    },
  })
  expect(await made.run({}, testContext(made, { partition: 'day=2001-01-03,origin=ORD,carrier=UA' }))).toEqual([
    {
      day: { key: '2001-01-03', start: new Date('2001-01-03T00:00Z'), end: new Date('2001-01-04T00:00Z') },
      origin: 'ORD',
      carrier: 'UA',
    },
  ])
})

test('an asset without partitions has none', async () => {
  const made = asset({
    run: (_, { partition }) => {
      expectTypeOf(partition).toEqualTypeOf<undefined>()
      return [{ partition }]
    },
  })
  expect(await made.run({}, testContext(made))).toEqual([{ partition: undefined }])
})

test('in a function that is given any set it is unknown', () => {
  const factory = (partitions: PartitionSet) =>
    asset({
      partitions,
      run: (_, { partition }) => {
        expectTypeOf(partition).toEqualTypeOf<unknown>()
        return [{ partition }]
      },
    })
  expect(factory(days).partitions).toBe(days)
})
