/** The names that examples in doc comments use without declaring them. */
import { asset, catalog, daily, dataContract, externalFile, from, last, product, segments } from 'varve'
import { memoryConfig } from 'varve/testing'
import 'varve/vitest'
import { z } from 'zod'

export const now = Date.UTC(2001, 3, 2)
export const days = daily({ start: '2001-01-01', end: '2001-04-01' })
export const cells = product({ day: days, origin: segments(['ATL', 'DFW', 'ORD']) })

export const RawFlights = dataContract({ row: z.object({ date: z.string(), origin: z.string(), delay: z.int() }) })
export const RawAirports = dataContract({ row: z.object({ code: z.string(), city: z.string() }) })
export const Orders = dataContract({ row: z.object({ id: z.string(), amount: z.number() }), unique: [['id']] })

export const rawFlights = externalFile('./data/flights.json', { format: 'json', contract: RawFlights })
export const rows = [
  { date: '2001-01-03', origin: 'ORD', delay: 20 },
  { date: '2001-01-03', origin: 'ATL', delay: 0 },
]

export const flights = asset({
  partitions: days,
  inputs: { raw: rawFlights },
  contract: dataContract({ row: z.object({ origin: z.string(), delay: z.int() }) }),
  run: ({ raw }, { partition }) => raw.filter(row => row.date === partition.key).map(({ origin, delay }) => ({ origin, delay })),
})

export const delayFeatures = asset({
  partitions: days,
  config: z.object({ lateAfterMinutes: z.int().default(15) }),
  inputs: { week: from(flights, { partitions: last(7) }) },
  run: ({ week }, { config }) => [{ late: [...week.values()].flat().filter(row => row.delay > config.lateAfterMinutes).length }],
})

export const routeDelays = asset({ partitions: cells, inputs: { flights }, run: ({ flights }) => [{ flights: flights.length }] })

export const flightAssets = { rawFlights, flights, delayFeatures }
export const config = memoryConfig(catalog(flightAssets), { given: { rawFlights: rows } })

export const openings = asset({ partitions: days, run: () => [{ opened: 1 }] })
export const orders = asset({ contract: Orders, run: () => [{ id: 'a', amount: 3 }] })
export const revenue = asset({ inputs: { orders }, run: ({ orders }) => [{ sum: orders.reduce((sum, { amount }) => sum + amount, 0) }] })

export function flight(): { origin: string; delay: number } {
  return { origin: 'ORD', delay: 0 }
}
