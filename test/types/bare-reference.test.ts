/** The compiler judges a bare reference as the default mapping does, from types alone. */
import type { Asset } from '@varve/core'
import {
  cron,
  daily,
  defaultMapping,
  dynamicSegments,
  hourly,
  type PartitionSet,
  product,
  segments,
  unpartitioned,
} from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import type { Agree } from '../../packages/core/src/asset/agree.ts'

type Judged<U extends PartitionSet, P extends PartitionSet> = Agree<{ x: Asset<1, U> }, P>['x'] extends string ? 'refused' : 'passed'

/** What the compiler says is written in the type of the third argument: another word does not compile. */
function judged<U extends PartitionSet, P extends PartitionSet>(upstream: U, reader: P, byCompiler: Judged<U, P>) {
  return { byCompiler, atRunTime: 'refused' in defaultMapping(upstream, reader) ? 'refused' : 'passed' }
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
  ])('%#', ({ byCompiler, atRunTime }) => {
    expect([byCompiler, atRunTime]).toEqual(['passed', 'passed'])
  })
})

describe('both refuse', () => {
  test.each([
    judged(days, unpartitioned, 'refused'),
    judged(cells, unpartitioned, 'refused'),
    judged(days, hours, 'refused'),
    judged(shifts, days, 'refused'),
    judged(days, origins, 'refused'),
    judged(origins, days, 'refused'),
    judged(hubs, origins, 'refused'),
    judged(cells, days, 'refused'),
    judged(hours, cells, 'refused'),
    judged(hubs, cells, 'refused'),
    judged(days, product({ openedOn: days, closedOn: days }), 'refused'),
    judged(origins, product({ from: hubs, to: hubs }), 'refused'),
    judged(cells, product({ day: hours, origin: origins }), 'refused'),
    judged(product({ day: days, origin: hubs }), cells, 'refused'),
    judged(product({ day: days, origin: origins, carrier: carriers }), cells, 'refused'),
    judged(cells, product({ day: days, carrier: carriers }), 'refused'),
    judged(tenants, origins, 'refused'),
    judged(origins, tenants, 'refused'),
    judged(tenants, models, 'refused'),
    judged(tenants, product({ day: days, model: models }), 'refused'),
    judged(tenants, product({ old: tenants, new: tenants }), 'refused'),
    judged(product({ day: days, tenant: tenants }), product({ day: days, tenant: models }), 'refused'),
  ])('%#', ({ byCompiler, atRunTime }) => {
    expect([byCompiler, atRunTime]).toEqual(['refused', 'refused'])
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
    expect([byCompiler, atRunTime]).toEqual(['passed', 'refused'])
  })

  test('two dimensions of days, of which the compiler cannot tell which is the upstream', () => {
    const sold = daily({ start: '1999-01-01' })
    expect(judged(days, product({ made: days, sold }), 'refused').atRunTime).toBe('passed')
  })
})
