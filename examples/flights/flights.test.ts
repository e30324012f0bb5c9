/** The example's own tests: contracts, asset functions as plain functions, and a run in memory with a frozen clock. */
import { catalog, materialize, read } from 'varve'
import { frozenClock, memoryConfig, testContext } from 'varve/testing'
import 'varve/vitest'
import { expect, test } from 'vitest'
import { delayFeatures } from './assets/features.ts'
import { flights } from './assets/flights.ts'
import { leastSquares } from './assets/least-squares.ts'
import { rawFlights } from './assets/raw.ts'
import { routeDelays } from './assets/routes.ts'

type Flight = { origin: string; destination: string; departedAt: Date; delay: number; distance: number }

const midnight = new Date('2001-01-03T06:00:00Z')

function flight(change: Partial<Flight> = {}): Flight {
  return { origin: 'ORD', destination: 'ATL', departedAt: midnight, delay: 0, distance: 606, ...change }
}

/** As the source writes them: one departure a minute from midnight. */
function rawDay(day: string, count: number) {
  return Array.from({ length: count }, (_, minute) => {
    const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
    return {
      date: `${day} ${time}`,
      delay: minute % 2 === 0 ? 30 : 0,
      distance: 606,
      origin: minute % 4 < 2 ? 'ORD' : 'DFW',
      destination: 'ATL',
    }
  })
}

test('flights of one day that differ satisfy the contract', () => {
  const day = Array.from({ length: 100 }, (_, minutes) => flight({ delay: minutes }))
  expect(day).toSatisfyContract(flights.contract)
})

test('the contract refuses too few rows, a repeated row and an impossible delay', () => {
  const day = Array.from({ length: 100 }, (_, minutes) => flight({ delay: minutes }))
  expect(day.slice(1)).not.toSatisfyContract(flights.contract)
  expect([...day, flight({ delay: 1 })]).not.toSatisfyContract(flights.contract)
  expect([...day, flight({ delay: 9999 })]).not.toSatisfyContract(flights.contract)
})

test('flights of a day are the rows of that day, at instants of Chicago', async () => {
  const raw = [...rawDay('2001/01/02', 1), ...rawDay('2001/01/03', 2), ...rawDay('2001/01/04', 1)]
  expect(await flights.run({ raw }, testContext(flights, { partition: '2001-01-03' }))).toEqual([
    flight({ delay: 30 }),
    flight({ departedAt: new Date('2001-01-03T06:01:00Z') }),
  ])
})

test('features of a quiet day', async () => {
  const week = new Map([
    ['2001-01-02', [flight({ delay: 60 })]],
    ['2001-01-03', [flight(), flight({ delay: 20 })]],
  ])
  const context = testContext(delayFeatures, { partition: '2001-01-03' })
  const rows = await delayFeatures.run({ flights: week.get('2001-01-03')!, week }, context)
  expect(rows).toEqual([{ origin: 'ORD', flights: 2, meanDelay: 10, lateShare: 0.5, weekMeanDelay: 80 / 3, networkMeanDelay: 10 }])
})

test('what counts as late is config', async () => {
  const inputs = { flights: [flight({ delay: 20 })], week: new Map() }
  const context = testContext(delayFeatures, { partition: '2001-01-03', config: { lateAfterMinutes: 30 } })
  expect(await delayFeatures.run(inputs, context)).toMatchObject([{ lateShare: 0 }])
})

test('a day without departures from an origin is a table without rows', async () => {
  const context = testContext(routeDelays, { partition: 'day=2001-01-03,origin=SEA' })
  expect(await routeDelays.run({ flights: [flight()] }, context)).toEqual([])
})

test('least squares finds the plane that the points lie on', () => {
  const points = [
    [0, 0],
    [1, 0],
    [0, 1],
    [2, 3],
  ] as const
  const observations = points.map(([a, b], index) => ({ x: [1, a, b], y: 5 + 2 * a - b, weight: index + 1 }))
  for (const [index, coefficient] of leastSquares(observations).entries()) expect(coefficient).toBeCloseTo([5, 2, -1][index]!, 9)
})

test('three days in memory: every partition is made, and a second run has nothing to do', async () => {
  const rows = ['2001/01/01', '2001/01/02', '2001/01/03'].flatMap(day => rawDay(day, 120))
  const lab = memoryConfig(catalog({ rawFlights, flights, routeDelays }), {
    given: { rawFlights: rows },
    clock: frozenClock('2001-01-04T06:00:00Z'),
  })
  const first = await materialize(lab)
  expect(first).toMatchObject({ status: 'complete', steps: { done: 3 + 3 * 20, failed: 0, blocked: 0 } })
  expect(await read(lab, 'routeDelays@day=2001-01-02,origin=ORD')).toEqual([
    { destination: 'ATL', flights: 60, meanDelay: 15, lateShare: 0.5 },
  ])
  expect(await materialize(lab)).toMatchObject({ status: 'complete', steps: { done: 0, reused: 0 } })
})

test('a day with too few rows is refused, and only what reads it is blocked', async () => {
  const lab = memoryConfig(catalog({ rawFlights, flights, routeDelays }), {
    given: { rawFlights: [...rawDay('2001/01/01', 120), ...rawDay('2001/01/02', 99)] },
    clock: frozenClock('2001-01-03T06:00:00Z'),
  })
  const outcome = await materialize(lab)
  expect(outcome).toMatchObject({ status: 'partial', steps: { done: 1 + 20, failed: 1, blocked: 20 } })
  expect(outcome.failures).toMatchObject([{ asset: 'flights', partition: '2001-01-02', code: 'CONTRACT_BROKEN' }])
})
