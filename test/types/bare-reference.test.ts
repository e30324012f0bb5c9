/** The compiler judges a bare reference as the default mapping does, from types alone. */
import { type Asset, asset } from '@varve/core'
import {
  cron,
  daily,
  defaultMapping,
  dynamicSegments,
  hourly,
  type PartitionSet,
  type Product,
  product,
  type Segments,
  segments,
  unpartitioned,
} from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import type { Agree } from '../../packages/core/src/asset/agree.ts'

type Said<U extends PartitionSet, P extends PartitionSet> = Agree<{ x: Asset<1, U> }, P, unknown>['x'] extends infer Sentence extends string
  ? Sentence
  : 'passed'

/** What the compiler says is the type of the third argument: another text does not compile. */
function judged<U extends PartitionSet, P extends PartitionSet>(upstream: U, reader: P, byCompiler: Said<U, P>) {
  const mapping = defaultMapping(upstream, reader)
  return { byCompiler, atRunTime: 'refused' in mapping ? mapping.refused : 'passed' }
}

const days = daily({ start: '2001-01-01' })
const hours = hourly({ start: '2001-01-01' })
const shifts = cron('0 6,18 * * *', { start: '2001-01-01' })
const origins = segments(['ATL', 'DFW', 'ORD'])
const hubs = segments(['ATL', 'ORD'])
const carriers = segments(['AA', 'UA'])
const cells = product({ day: days, origin: origins })
const tenants = dynamicSegments('tenants')
const models = dynamicSegments('models')

describe('both pass', () => {
  test.each([
    judged(unpartitioned, unpartitioned, 'passed'),
    judged(unpartitioned, cells, 'passed'),
    judged(days, daily({ start: '1999-01-01' }), 'passed'),
    judged(shifts, shifts, 'passed'),
    judged(origins, hubs, 'passed'),
    judged(days, cells, 'passed'),
    judged(origins, cells, 'passed'),
    judged(origins, product({ day: days, origin: hubs }), 'passed'),
    judged(carriers, product({ origin: origins, carrier: carriers }), 'passed'),
    judged(origins, product({ from: hubs, to: origins }), 'passed'),
    judged(tenants, dynamicSegments('tenants'), 'passed'),
    judged(tenants, product({ tenant: tenants, model: models }), 'passed'),
    judged(cells, product({ origin: hubs, day: days }), 'passed'),
    judged(cells, product({ origin: hubs, day: days, carrier: carriers }), 'passed'),
  ])('%#', ({ byCompiler, atRunTime }) => {
    expect([byCompiler, atRunTime]).toEqual(['passed', 'passed'])
  })
})

describe('both refuse, and suggest the same', () => {
  test.each([
    judged(
      days,
      unpartitioned,
      "'x' is partitioned by day and this asset by nothing: choose what to read with from(x, { partitions: all }) or from(x, { partitions: latest })",
    ),
    judged(
      cells,
      unpartitioned,
      "'x' is partitioned by day and origin and this asset by nothing: choose what to read with from(x, { partitions: all })",
    ),
    judged(days, hours, "'x' is partitioned by day and this asset by hour: choose what to read with from(x, { partitions: overlap })"),
    judged(shifts, days, "'x' is partitioned by cron and this asset by day: choose what to read with from(x, { partitions: overlap })"),
    judged(days, origins, "'x' is partitioned by day and this asset by segment: choose what to read with from(x, { partitions: ... })"),
    judged(origins, days, "'x' is partitioned by segment and this asset by day: choose what to read with from(x, { partitions: ... })"),
    judged(
      hubs,
      origins,
      "'x' has no segment 'DFW', and this asset has: choose what to read with from(x, { partitions: staticMap({ ... }) })",
    ),
    judged(
      cells,
      days,
      "'x' is partitioned by day and origin and this asset by day: choose what to read with from(x, { partitions: collapse('origin') })",
    ),
    judged(
      hours,
      cells,
      "'x' is partitioned by hour and fits none of the dimensions day and origin of this asset: choose what to read with from(x, { partitions: dimension('day', overlap) })",
    ),
    judged(
      hubs,
      cells,
      "'x' has no segment 'DFW', and the dimension origin of this asset has: choose what to read with from(x, { partitions: dimension('origin', staticMap({ ... })) })",
    ),
    judged(
      days,
      product({ openedOn: days, closedOn: days }),
      "'x' fits the dimensions closedOn and openedOn alike: choose what to read with from(x, { partitions: dimension('closedOn') })",
    ),
    judged(
      product({ openedOn: days, closedOn: days }),
      days,
      "'x' is partitioned by closedOn and openedOn and this asset by day: choose what to read with from(x, { partitions: collapse('openedOn') })",
    ),
    judged(
      origins,
      product({ from: hubs, to: hubs }),
      "'x' fits the dimensions from and to alike: choose what to read with from(x, { partitions: dimension('from') })",
    ),
    judged(
      cells,
      product({ day: hours, origin: origins }),
      "the dimension day of 'x' is partitioned by day and that of this asset by hour: choose what to read with from(x, { partitions: perDimension({ day: overlap, origin: same }) })",
    ),
    judged(
      product({ day: days, origin: hubs }),
      cells,
      "'x' has no segment 'DFW', and the dimension origin of this asset has: choose what to read with from(x, { partitions: perDimension({ day: same, origin: staticMap({ ... }) }) })",
    ),
    judged(
      product({ day: days, origin: origins, carrier: carriers }),
      cells,
      "'x' is partitioned by carrier, day and origin and this asset by day and origin: choose what to read with from(x, { partitions: collapse('carrier') })",
    ),
    judged(
      cells,
      product({ day: days, carrier: carriers }),
      "'x' is partitioned by day and origin and this asset by carrier and day: choose what to read with from(x, { partitions: ... })",
    ),
    judged(
      cells,
      hours,
      "'x' is partitioned by day and origin and this asset by hour: choose what to read with from(x, { partitions: perDimension({ day: overlap, origin: all }) })",
    ),
    judged(
      cells,
      carriers,
      "'x' is partitioned by day and origin and this asset by segment: choose what to read with from(x, { partitions: perDimension({ day: all, origin: staticMap({ ... }) }) })",
    ),
    judged(
      cells,
      product({ day: hours, origin: origins, carrier: carriers }),
      "the dimension day of 'x' is partitioned by day and that of this asset by hour: choose what to read with from(x, { partitions: perDimension({ day: overlap, origin: same }) })",
    ),
    judged(
      tenants,
      origins,
      "'x' is partitioned by segments of tenants and this asset by segment: choose what to read with from(x, { partitions: same })",
    ),
    judged(
      origins,
      tenants,
      "'x' is partitioned by segment and this asset by segments of tenants: choose what to read with from(x, { partitions: same })",
    ),
    judged(
      tenants,
      models,
      "'x' is partitioned by segments of tenants and this asset by segments of models: choose what to read with from(x, { partitions: ... })",
    ),
    judged(
      tenants,
      product({ day: days, model: models }),
      "'x' is partitioned by segments of tenants and fits none of the dimensions day and model of this asset: choose what to read with from(x, { partitions: ... })",
    ),
    judged(
      tenants,
      product({ old: tenants, new: tenants }),
      "'x' fits the dimensions new and old alike: choose what to read with from(x, { partitions: dimension('new') })",
    ),
    judged(
      product({ day: days, tenant: tenants }),
      product({ day: days, tenant: models }),
      "the dimension tenant of 'x' is partitioned by segments of tenants and that of this asset by segments of models: choose what to read with from(x, { partitions: ... })",
    ),
  ])('%#', ({ byCompiler, atRunTime }) => {
    const [, suggested] = byCompiler.split(': choose')
    expect(atRunTime).toContain(`; choose${suggested}`)
  })
})

describe('what types do not tell is left to the run time', () => {
  const known: readonly string[] = ['ATL', 'DFW']
  const someSet: PartitionSet = days
  const someName: string = 'models'
  test.each([
    judged(days, daily({ start: '2001-01-01', timezone: 'America/Chicago' }), 'passed'),
    judged(segments(known), origins, 'passed'),
    judged(hubs, segments(known), 'passed'),
    judged(segments(known), cells, 'passed'),
    judged(segments(known), product({ from: segments(known), to: segments(known) }), 'passed'),
    judged(tenants, dynamicSegments(someName), 'passed'),
    judged(someSet, hours, 'passed'),
    judged(origins, someSet, 'passed'),
  ])('%#', ({ byCompiler, atRunTime }) => {
    expect(byCompiler).toBe('passed')
    expect(atRunTime).toContain('cannot read')
  })

  test('two dimensions of days, of which the compiler cannot tell which is the upstream', () => {
    const sold = daily({ start: '1999-01-01' })
    expect(
      judged(
        days,
        product({ made: days, sold }),
        "'x' fits the dimensions made and sold alike: choose what to read with from(x, { partitions: dimension('made') })",
      ).atRunTime,
    ).toBe('passed')
  })
})

test('a factory for any set, typed by a parameter, makes assets that read each other', () => {
  const pair = <P extends PartitionSet>(partitions: P) => {
    const ones = asset({ partitions, run: () => 1 })
    return asset({ partitions, inputs: { ones }, run: ({ ones }) => ones + 1 })
  }
  const bySegment = <K extends string>(partitions: Segments<K>) => {
    const ones = asset({ partitions, run: () => 1 })
    return asset({ partitions, inputs: { ones }, run: ({ ones }) => ones + 1 })
  }
  const byProduct = <D extends Record<string, PartitionSet>>(partitions: Product<D>) => {
    const ones = asset({ partitions, run: () => 1 })
    return asset({ partitions, inputs: { ones }, run: ({ ones }) => ones + 1 })
  }
  const made = [pair(days).partitions, bySegment(origins).partitions, byProduct(cells).partitions]
  expect(made).toEqual([days, origins, cells])
})
