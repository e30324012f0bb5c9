/** What must not compile: each line is refused by the compiler, for the reason beside it. Nothing here runs. */
import { asset, catalog, dataContract, defineConfig, external, from, type Given, type IoManager, type NamesOf } from '@varve/core'
import { daily, last, product, segments } from '@varve/partitions'
import { expect, test } from 'vitest'
import { z } from 'zod'

test('every line below is refused by the compiler', () => {
  expect(typeof refused).toBe('function')
})

declare const io: IoManager
const Row = z.object({ a: z.string(), b: z.number() })

function refused(): void {
  const days = daily({ start: '2001-01-01' })
  const origins = segments(['ORD', 'ATL'])
  const raw = external<{ id: string }[]>({
    description: 'raw',
    contract: undefined,
    observe: async () => undefined,
    open: () => Promise.reject(),
  })
  const flights = asset({ partitions: days, run: () => [{ delay: 1 }] })
  const rates = asset({ run: () => [{ rate: 1 }] })

  // @ts-expect-error a column is missing
  asset({ contract: dataContract({ row: Row }), run: () => [{ a: 'x' }] })
  // @ts-expect-error a column is missing, behind a map
  asset({ inputs: { rates }, contract: dataContract({ row: Row }), run: ({ rates }) => rates.map(() => ({ a: 'x' })) })
  // @ts-expect-error a wider type
  asset({ contract: dataContract({ row: Row }), run: (): { a: string; b: number | string }[] => [{ a: 'x', b: 1 }] })
  // @ts-expect-error an enum that is any string
  asset({ contract: dataContract({ row: z.object({ k: z.enum(['a', 'b']) }) }), run: () => ['x'].map(k => ({ k })) })
  // @ts-expect-error null where the contract has none
  asset({ contract: dataContract({ row: Row }), run: () => [{ a: null, b: 1 }] })
  // @ts-expect-error one row where the contract is about rows
  asset({ contract: dataContract({ row: Row }), run: () => ({ a: 'x', b: 1 }) })
  // @ts-expect-error any
  asset({ contract: dataContract({ row: Row }), run: () => JSON.parse('[]') })
  // @ts-expect-error any, behind a promise
  asset({ contract: dataContract({ row: Row }), run: async () => JSON.parse('[]') })
  // @ts-expect-error any, without a contract
  asset({ run: () => JSON.parse('[]') })
  // @ts-expect-error no such column in unique
  dataContract({ row: Row, unique: [['c']] })
  // @ts-expect-error no such rule
  dataContract({ row: Row, freshness: { column: 'a', within: '1h' } })
  // @ts-expect-error no such rule of volume
  dataContract({ row: Row, volume: { rows: { max: 1 } } })

  // @ts-expect-error days read by segment without a mapping
  asset({ partitions: origins, inputs: { flights }, run: ({ flights }) => flights.length })
  // @ts-expect-error days read by one whole without a mapping
  asset({ inputs: { flights }, run: ({ flights }) => flights.length })
  // @ts-expect-error days are none of the dimensions of this product
  asset({ partitions: product({ from: origins, to: origins }), inputs: { flights }, run: ({ flights }) => flights.length })
  // @ts-expect-error no such input
  asset({ partitions: days, inputs: { flights }, run: ({ fligths }) => fligths })
  // @ts-expect-error the wrapped function wants another type
  asset({ partitions: days, inputs: { flights }, run: (inputs: { flights: { wrong: string }[] }) => inputs.flights.length })
  // @ts-expect-error seven windows are not rows
  asset({ partitions: days, inputs: { week: from(flights, { partitions: last(7) }) }, run: ({ week }) => week.map(row => row) })
  // @ts-expect-error a partition set is no input
  asset({ inputs: { days }, run: () => 1 })
  // @ts-expect-error no such key of a definition
  asset({ input: { rates }, run: () => 1 })
  // @ts-expect-error no such config value
  asset({ config: z.object({ n: z.int() }), run: (_, { config }) => config.m })
  // @ts-expect-error a day has no origin
  asset({ partitions: days, run: (_, { partition }) => partition.origin })
  // @ts-expect-error an external is an input as it is, without from()
  from(raw)

  const late = asset({ config: z.object({ minutes: z.int().default(15) }), run: () => 1 })
  const entry = import.meta.url
  const all = catalog({ raw, models: { late }, rates })
  // @ts-expect-error an unknown name in the catalog
  defineConfig({ entry, io, catalog: all, config: { late: { minutes: 1 } } })
  // @ts-expect-error an external has no config
  defineConfig({ entry, io, catalog: all, config: { raw: {} } })
  // @ts-expect-error a config value of another type
  defineConfig({ entry, io, catalog: all, config: { 'models.late': { minutes: '20' } } })
  // @ts-expect-error no such config value
  defineConfig({ entry, io, catalog: all, config: { 'models.late': { minute: 20 } } })
  // @ts-expect-error an asset without config takes none
  defineConfig({ entry, io, catalog: all, config: { rates: { minutes: 20 } } })

  type Names = NamesOf<{ raw: typeof raw; models: { late: typeof late } }>
  // @ts-expect-error an unknown name in given
  const unknownName: Given<Names> = { rwa: [] }
  // @ts-expect-error an asset is made, not given
  const made: Given<Names> = { 'models.late': [] }
  // @ts-expect-error rows of another type
  const otherRows: Given<Names> = { raw: [{ id: 1 }] }
  void [unknownName, made, otherRows]
}
