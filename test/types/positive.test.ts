/** What must compile without annotations, and the types it infers; the file also runs, so that nothing here is only a promise. */
import {
  type Asset,
  asset,
  type Catalog,
  catalog,
  dataContract,
  defineConfig,
  external,
  from,
  type Given,
  type IoManager,
  type NamesOf,
  type Partitions,
  type RowOf,
} from '@varve/core'
import { all, type Daily, daily, existingOnly, last, offset, previous, product, same, segments } from '@varve/partitions'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'

const days = daily({ start: '2001-01-01', end: '2001-04-01' })
const cells = product({ day: days, origin: segments(['ORD', 'ATL']) })
const Flight = z.object({
  origin: z.string(),
  delay: z.int(),
  departedAt: z.date(),
  kind: z.enum(['on time', 'late']),
  stops: z.array(z.string()),
  carrier: z.string().nullable(),
})
type FlightRow = z.output<typeof Flight>
const Flights = dataContract({ row: Flight, unique: [['origin', 'departedAt']], volume: { rows: { min: 0 } } })
const raw = external<{ id: string }[]>({
  description: 'raw',
  contract: undefined,
  observe: async () => undefined,
  open: () => Promise.reject(),
})

const flights = asset({
  partitions: days,
  inputs: { raw },
  contract: Flights,
  run: ({ raw }, { partition }) =>
    raw.map(({ id }) => ({ origin: id, delay: 1, departedAt: partition.start, kind: 'late' as const, stops: ['ATL'], carrier: null })),
})
const streamed = asset({
  partitions: days,
  contract: Flights,
  run: async function* (_, { partition }) {
    yield { origin: 'ORD', delay: 1, departedAt: partition.start, kind: 'late' as const, stops: [], carrier: null }
  },
})
const rates = asset({ run: async () => [{ rate: 1 }] })
const features = asset({
  partitions: days,
  config: z.object({ lateAfterMinutes: z.int().default(15) }),
  inputs: {
    flights,
    rates,
    yesterday: from(flights, { partitions: previous }),
    week: from(flights, { partitions: last(7) }),
    weekBefore: from(flights, { partitions: offset(-7, -1) }),
    ifThere: from(flights, { partitions: existingOnly(same) }),
    history: from(flights, { partitions: all }),
  },
  run({ flights, rates, yesterday, week, weekBefore, ifThere, history }, { config, partition, signal }) {
    expectTypeOf(flights).toEqualTypeOf<FlightRow[]>()
    expectTypeOf(rates).toEqualTypeOf<{ rate: number }[]>()
    expectTypeOf(yesterday).toEqualTypeOf<FlightRow[] | undefined>()
    expectTypeOf(week).toEqualTypeOf<Partitions<FlightRow[]>>()
    expectTypeOf(weekBefore).toEqualTypeOf<Partitions<FlightRow[]>>()
    expectTypeOf(ifThere).toEqualTypeOf<FlightRow[] | undefined>()
    expectTypeOf(config).toEqualTypeOf<{ lateAfterMinutes: number }>()
    expectTypeOf(partition.start).toEqualTypeOf<Date>()
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
    const late = [...week.values()].flat().filter(flight => flight.delay > config.lateAfterMinutes).length
    return { n: flights.length, rate: rates[0]?.rate ?? 1, late, days: history.size }
  },
})
const routes = asset({
  partitions: cells,
  inputs: { flights },
  run: ({ flights }, { partition }) => {
    expectTypeOf(partition.origin).toEqualTypeOf<'ORD' | 'ATL'>()
    return flights
      .filter(flight => flight.origin === partition.origin && flight.departedAt >= partition.day.start)
      .map(({ delay }) => ({ delay }))
  },
})
function legacy(inputs: { flights: FlightRow[] }): { n: number } {
  return { n: inputs.flights.length }
}
const wrapped = asset({ partitions: days, inputs: { flights }, run: legacy })
const byOrigin = (origins: readonly string[]) =>
  Object.fromEntries(
    origins.map(
      origin =>
        [origin, asset({ partitions: days, inputs: { flights }, run: ({ flights }) => flights.filter(f => f.origin === origin) })] as const,
    ),
  )
const sorted = asset({
  partitions: days,
  inputs: { flights, rates },
  run: ({ flights, rates }) => {
    flights.sort((a, b) => a.delay - b.delay)
    rates[0]!.rate = 1
    return flights.slice(0, 3)
  },
})
// A computed literal needs the contract's row type: an inferred contract is not carried into the body of run.
const kinds = asset({
  partitions: days,
  inputs: { flights },
  contract: dataContract({ row: z.object({ kind: z.enum(['on time', 'late']) }) }),
  run: ({ flights }) => flights.map((flight): { kind: 'on time' | 'late' } => ({ kind: flight.delay > 15 ? 'late' : 'on time' })),
})

test('the contract alone decides what is stored', () => {
  expectTypeOf<StoredBy<typeof flights>>().toEqualTypeOf<FlightRow[]>()
  expectTypeOf<StoredBy<typeof streamed>>().toEqualTypeOf<FlightRow[]>()
  expectTypeOf<StoredBy<typeof kinds>>().toEqualTypeOf<{ kind: 'on time' | 'late' }[]>()
  expectTypeOf<RowOf<typeof Flights>>().toEqualTypeOf<FlightRow>()
})

test('without a contract the result decides', () => {
  expectTypeOf<StoredBy<typeof rates>>().toEqualTypeOf<{ rate: number }[]>()
  expectTypeOf<StoredBy<typeof features>>().toEqualTypeOf<{ n: number; rate: number; late: number; days: number }>()
  expectTypeOf<StoredBy<typeof routes>>().toEqualTypeOf<{ delay: number }[]>()
  expectTypeOf<StoredBy<typeof sorted>>().toEqualTypeOf<FlightRow[]>()
  expectTypeOf<(typeof wrapped)['partitions']>().toEqualTypeOf<Daily>()
})

test('a unit test calls run with plain values', async () => {
  expect(await wrapped.run({ flights: [] }, {} as never)).toEqual({ n: 0 })
})

test('a catalog carries the dotted names', () => {
  const shop = catalog({ raw, flights, rates, models: { features }, Flight, days, text: 'x', helper: () => 1 })
  expectTypeOf(shop).toEqualTypeOf<
    Catalog<{
      readonly raw: typeof raw
      readonly flights: typeof flights
      readonly rates: typeof rates
      readonly 'models.features': typeof features
    }>
  >()
  expectTypeOf<keyof NamesOf<{ readonly made: ReturnType<typeof byOrigin> }>>().toEqualTypeOf<`made.${string}`>()
  expectTypeOf<Given<NamesOf<{ raw: typeof raw; flights: typeof flights }>>>().toEqualTypeOf<{ readonly raw?: readonly { id: string }[] }>()
})

test('config is typed by name', () => {
  const io = { format: {}, open: () => ({}) } as unknown as IoManager
  const shop = catalog({ raw, flights, rates, models: { features } })
  const project = defineConfig({
    entry: import.meta.url,
    catalog: shop,
    io,
    config: { 'models.features': { lateAfterMinutes: 20 }, rates: {} },
  })
  expect(project.configs.get('models.features')?.reveal()).toEqual({ lateAfterMinutes: 20 })
})

type StoredBy<A> = A extends Asset<infer T> ? T : never
