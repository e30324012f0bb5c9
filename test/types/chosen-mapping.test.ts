/** A chosen mapping passes the compiler wherever it can connect the two sets, and where types do not tell. */
import { asset, catalog, from, type Input, type Partitions } from '@varve/core'
import {
  all,
  type Daily,
  daily,
  dimension,
  existingOnly,
  hourly,
  last,
  latest,
  type Mapping,
  overlap,
  type PartitionSet,
  previous,
  product,
  same,
  segments,
  specific,
  staticMap,
  type TimeMapping,
} from '@varve/partitions'
import { expect, expectTypeOf, test } from 'vitest'

const days = daily({ start: '2001-01-01' })
const origins = segments(['ATL', 'ORD'])
const regions = segments(['midwest', 'south'])
const flights = asset({ partitions: days, run: () => [{ delay: 1 }] })
const airports = asset({ partitions: origins, run: () => [{ runways: 2 }] })
type Flights = { delay: number }[]

test('between the sets that they are for', () => {
  const week = asset({ partitions: days, inputs: { week: from(flights, { partitions: last(7) }) }, run: ({ week }) => [week.size] })
  const hour = asset({ partitions: hourly({ start: '2001-01-01' }), inputs: { day: from(flights, { partitions: overlap }) }, run: () => 1 })
  const region = asset({
    partitions: regions,
    inputs: {
      airports: from(airports, { partitions: staticMap({ ORD: ['midwest'], ATL: ['south'] }) }),
      newest: from(flights, { partitions: latest }),
      first: from(flights, { partitions: specific(['2001-01-01']) }),
    },
    run: () => 1,
  })
  const cell = asset({
    partitions: product({ openedOn: days, closedOn: days, origin: origins }),
    inputs: { opened: from(flights, { partitions: dimension('openedOn') }), every: from(flights, { partitions: all }) },
    run: ({ opened }) => {
      expectTypeOf(opened).toEqualTypeOf<Flights>()
      return opened
    },
  })
  expect(catalog({ flights, airports, week, hour, region, cell }).assets.size).toBe(6)
})

test('where the compiler does not know the sets or the mapping, the catalog judges', () => {
  const reading = (partitions: PartitionSet, mapping: Mapping) => {
    const upstream = asset({ partitions, run: () => 1 })
    const bare = asset({ partitions, inputs: { upstream }, run: () => 1 })
    const mapped = asset({ partitions, inputs: { other: from(upstream, { partitions: mapping }) }, run: () => 1 })
    const week = asset({ partitions, inputs: { week: from(upstream, { partitions: last(7) }) }, run: () => 1 })
    return catalog({ upstream, bare, mapped, week })
  }
  expect(reading(days, previous).assets.size).toBe(4)
  expect(() => reading(origins, all)).toThrow(expect.objectContaining({ code: 'PARTITIONS_DO_NOT_FIT' }))
})

test('an input tells what is given, what is read and how', () => {
  expectTypeOf(from(flights)).toEqualTypeOf<Input<Flights, Daily, undefined>>()
  expectTypeOf(from(flights, { partitions: last(7) })).toEqualTypeOf<Input<Partitions<Flights>, Daily, TimeMapping<'many'>>>()
  expectTypeOf(from(flights, { partitions: all })).toEqualTypeOf<Input<Partitions<Flights>, Daily, Mapping<'many'>>>()
})

test('leniency makes one value one or none, and connects what the mapping inside connects', () => {
  expectTypeOf(existingOnly(same).arity).toEqualTypeOf<'maybe'>()
  expectTypeOf(existingOnly(overlap).arity).toEqualTypeOf<'many'>()
  expectTypeOf(existingOnly<Mapping>(all).arity).toEqualTypeOf<'maybe' | 'many'>()
  // @ts-expect-error this mapping reads windows, and the asset is partitioned by segment
  from(airports, { partitions: existingOnly(last(7)) })
})
