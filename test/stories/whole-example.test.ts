/** The flights example at its full size: every partition is fresh, and another tool finds the same figures in the tree. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FlightsProject, type RawFlight, wholeFlightsProject } from '../support/flights-project.ts'

let project: FlightsProject

beforeAll(async () => {
  project = await wholeFlightsProject()
  await project.run(['materialize'])
})

afterAll(() => project.remove())

test('status counts 90 fresh days of flights and 1,800 fresh cells of routeDelays', async () => {
  const [{ assets }, plan] = await project.run(['status'], ['plan'])
  const counted = assets.map(({ asset, total, fresh, ranges }) => ({ asset, total, fresh, ranges: ranges.fresh }))
  expect(counted.filter(({ asset }) => asset === 'flights')).toEqual([
    { asset: 'flights', total: 90, fresh: 90, ranges: '2001-01-01..2001-03-31' },
  ])
  expect(counted.filter(({ asset }) => asset === 'routeDelays')).toMatchObject([{ total: 1800, fresh: 1800 }])
  expect(counted.filter(({ total, fresh }) => fresh !== total)).toEqual([])
  expect(plan).toEqual({ steps: { run: 0, reuse: 0, recheck: 0, move: 0 }, assets: [], findings: [] })
})

test('DuckDB sums over the folder of flights what the source file holds', async () => {
  const rows: readonly RawFlight[] = JSON.parse(await readFile(join(project.root, 'data/flights-20k.json'), 'utf8'))
  const inside = rows.filter(({ date }) => date >= '2001/01/01' && date < '2001/04/01')
  const [folder] = await project.run(['path', 'flights'])
  expect(folder).toMatchObject({ asset: 'flights', partition: null, object: null, sha256: null, complete: true })
  const found = await firstRow(
    `select count(*)::int as flights, sum(delay)::int as delay from read_parquet('${folder.path}/**/*.parquet', hive_partitioning = false)`,
  )
  expect(found).toEqual({ flights: inside.length, delay: inside.reduce((sum, { delay }) => sum + delay, 0) })
})

test('DuckDB reads the empty cells of routeDelays as tables without rows', async () => {
  const [folder] = await project.run(['path', 'routeDelays'])
  const found = await firstRow(
    `select sum(flights)::int as flights, count(distinct origin)::int as origins, count(distinct day)::int as days
     from read_parquet('${folder.path}/**/*.parquet', hive_partitioning = true)`,
  )
  const rows: readonly RawFlight[] = JSON.parse(await readFile(join(project.root, 'data/flights-20k.json'), 'utf8'))
  const origins = await readFile(join(project.root, 'assets/routes.ts'), 'utf8').then(text => new Set(text.match(/(?<=')[A-Z]{3}(?=')/g)))
  const departed = rows.filter(({ date, origin }) => date < '2001/04/01' && origins.has(origin))
  expect(origins.size).toBe(20)
  expect(found).toEqual({ flights: departed.length, origins: 20, days: 90 })
})

async function firstRow(sql: string): Promise<Record<string, unknown> | undefined> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  try {
    const [row] = (await connection.runAndReadAll(sql)).getRowObjectsJson()
    return row
  } finally {
    connection.disconnectSync()
    instance.closeSync()
  }
}
