/** The flights example at its full size, or the first days of it in `npm test`: every partition is fresh, and another tool finds the same figures in the tree. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { PathDocument, PlanDocument, StatusDocument } from 'varve'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FlightsProject, type RawFlight, wholeFlightsProject } from '../support/flights-project.ts'
import { sampleOf } from '../support/sample.ts'

const days = sampleOf(90)
const [last, end] = [dayAt(days - 1), dayAt(days)]

let project: FlightsProject
let plan: PlanDocument
let flights: PathDocument
let routeDelays: PathDocument

beforeAll(async () => {
  project = await wholeFlightsProject()
  await project.edit('assets/flights.ts', "end: '2001-04-01'", `end: '${end}'`)
  await project.edit('assets/report.ts', 'departuresMin = 300', `departuresMin = ${(300 * days) / 90}`)
  ;[, plan, flights, routeDelays] = await project.run(['materialize'], ['plan'], ['path', 'flights'], ['path', 'routeDelays'])
})

afterAll(() => project.remove())

test(`status counts ${days} fresh days of flights and ${20 * days} fresh cells of routeDelays`, async () => {
  const {
    status,
    json: { assets },
  } = await project.varve<StatusDocument>(['status'])
  expect(status).toBe(0)
  const counted = assets.map(({ asset, total, fresh, ranges }) => ({ asset, total, fresh, ranges: ranges.fresh }))
  expect(counted.filter(({ asset }) => asset === 'flights')).toEqual([
    { asset: 'flights', total: days, fresh: days, ranges: `2001-01-01..${last}` },
  ])
  expect(counted.filter(({ asset }) => asset === 'routeDelays')).toMatchObject([{ total: 20 * days, fresh: 20 * days }])
  expect(counted.filter(({ total, fresh }) => fresh !== total)).toEqual([])
})

test('once everything is made, the plan holds nothing', () => {
  expect(plan).toEqual({ steps: { run: 0, reuse: 0 }, assets: [], findings: [] })
})

test('DuckDB sums over the folder of flights what the source file holds', async () => {
  const rows: readonly RawFlight[] = JSON.parse(await readFile(join(project.root, 'data/flights-20k.json'), 'utf8'))
  const inside = rows.filter(({ date }) => date >= '2001/01/01' && date < slashed(end))
  expect(flights).toMatchObject({ asset: 'flights', partition: null, object: null, sha256: null, complete: true })
  const found = await firstRow(
    `select count(*)::int as flights, sum(delay)::int as delay from read_parquet('${flights.path}/**/*.parquet', hive_partitioning = false)`,
  )
  expect(found).toEqual({ flights: inside.length, delay: inside.reduce((sum, { delay }) => sum + delay, 0) })
})

test('DuckDB reads the empty cells of routeDelays as tables without rows', async () => {
  const found = await firstRow(
    `select sum(flights)::int as flights, count(distinct origin)::int as origins, count(distinct day)::int as days
     from read_parquet('${routeDelays.path}/**/*.parquet', hive_partitioning = true)`,
  )
  const rows: readonly RawFlight[] = JSON.parse(await readFile(join(project.root, 'data/flights-20k.json'), 'utf8'))
  const origins = await readFile(join(project.root, 'assets/routes.ts'), 'utf8').then(text => new Set(text.match(/(?<=')[A-Z]{3}(?=')/g)))
  const departed = rows.filter(({ date, origin }) => date < slashed(end) && origins.has(origin))
  expect(origins.size).toBe(20)
  expect(found).toEqual({ flights: departed.length, origins: 20, days })
})

function dayAt(index: number): string {
  return new Date(Date.UTC(2001, 0, 1 + index)).toISOString().slice(0, 10)
}

/** As the source file writes a day. */
function slashed(day: string): string {
  return day.replaceAll('-', '/')
}

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
