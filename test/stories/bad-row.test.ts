/** One bad row on one day: what is rejected, what goes on, and how it ends once the row is repaired. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HistoryDocument, PathDocument, PlanDocument, StatusDocument, VerifyDocument } from 'varve'
import { afterAll, beforeAll, expect, test as serial, type TestContext } from 'vitest'
import { digestsBelow } from '../support/digests.ts'
import {
  days,
  type FlightsProject,
  type MaterializeDocument,
  origins,
  type RawFlight,
  smallFlightsProject,
} from '../support/flights-project.ts'

const badDay = '2001-01-03'
const cause = { asset: 'flights', partition: badDay, code: 'CONTRACT_BROKEN' }
/** Days whose rolling week holds the bad one. */
const reachedDays = days.slice(2, 9)
const cellsOfBadDay = origins.map(origin => `routeDelays@day=${badDay},origin=${origin}`)
const flightsOfAllDays = days.map(day => `flights@${day}`)

/** Each works in a folder of its own, or only reads. */
const test = serial.concurrent

/** Everything made and fresh. */
let base: FlightsProject
/** The same, then one row spoilt and one run. */
let spoilt: FlightsProject
let outcome: MaterializeDocument
/** What the commands after that run said; the last is another run, with nothing changed. */
let answers: readonly [StatusDocument, unknown, PathDocument, HistoryDocument, VerifyDocument, PlanDocument, MaterializeDocument]
let tree: Readonly<Record<string, string>>
let dayBefore: unknown
let ran: readonly string[]

beforeAll(async () => {
  base = await smallFlightsProject()
  const made = await base.run(['materialize'], ['read', `flights@${badDay}`])
  dayBefore = made[1]
  await base.ran()
  tree = await digestsBelow(join(base.root, 'data/main'))
  spoilt = await base.copy()
  await setDelay(spoilt, 99_999)
  ;[outcome, ...answers] = await spoilt.run(
    ['materialize'],
    ['status'],
    ['read', `flights@${badDay}`],
    ['path', `flights@${badDay}`],
    ['history', `flights@${badDay}`],
    ['verify'],
    ['plan'],
    ['materialize'],
  )
  ran = await spoilt.ran()
})

afterAll(() => Promise.all([base.remove(), spoilt.remove()]))

/** The delay of the bad day's first row; without one, as it was. */
async function setDelay(project: FlightsProject, delay?: number): Promise<void> {
  const original: readonly RawFlight[] = JSON.parse(await readFile(join(base.root, 'data/flights-20k.json'), 'utf8'))
  const bad = original.findIndex(({ date }) => date.startsWith('2001/01/03'))
  await project.editFlights(() => original.map((row, index) => (index === bad && delay !== undefined ? { ...row, delay } : row)))
}

async function spoiltCopy({ onTestFinished }: TestContext): Promise<FlightsProject> {
  const project = await spoilt.copy()
  onTestFinished(() => project.remove())
  return project
}

test('the day is refused, the other days are done, and exactly its dependants are blocked, named with the cause', () => {
  const { exitStatus, status, steps, blocked } = outcome
  const fix = 'fix flights first'
  expect({ exitStatus, status, steps, blocked }).toEqual({
    exitStatus: 3,
    status: 'partial',
    steps: { done: 11, reused: 0, skipped: 33 + 5, failed: 1, blocked: 7 + 3 + 2 + 1 },
    blocked: [
      { asset: 'delayFeatures', partitions: '2001-01-03..2001-01-09', by: cause, fix },
      { asset: 'routeDelays', partitions: `day=${badDay},origin=ATL,ORD,SEA`, by: cause, fix },
      { asset: 'models.baseline', partitions: '*', by: cause, fix },
      { asset: 'models.linear', partitions: '*', by: cause, fix },
      { asset: 'modelReport', partitions: '*', by: cause, fix },
    ],
  })
  expect(ran).toEqual(flightsOfAllDays)
})

test('the row is in quarantine with its rule and column', async () => {
  const [failure] = outcome.failures
  expect(outcome.failures).toEqual([
    {
      ...cause,
      message: `flights@${badDay} breaks its contract: row.too_big on delay`,
      quarantine: { uri: failure?.quarantine?.uri, rows: 1, rules: [{ rule: 'row.too_big', column: 'delay', count: 1 }] },
    },
  ])
  const kept = JSON.parse(await readFile(failure!.quarantine!.uri, 'utf8'))
  expect(kept).toMatchObject({
    asset: 'flights',
    partition: badDay,
    rules: [{ rule: 'row.too_big', column: 'delay', count: 1 }],
    rows: [{ index: 0, row: { ...(dayBefore as object[])[0], delay: 99_999 }, violations: [{ rule: 'row.too_big', column: 'delay' }] }],
  })
  expect(kept.rows).toHaveLength(1)
})

test('the last good version stays current and readable through ledger and tree', async () => {
  const [, rows, lies, { versions }, verified] = answers
  expect(rows).toEqual(dayBefore)
  expect(versions.map(({ current, artifact }) => ({ current, sha256: artifact.sha256 }))).toEqual([{ current: true, sha256: lies.sha256 }])
  expect(await digestsBelow(join(spoilt.root, 'data/main'))).toEqual(tree)
  expect(verified).toMatchObject({ ok: true, unreferenced: [] })
})

test('status counts the day as failed and its dependants as blocked', () => {
  const [{ assets }] = answers
  expect(
    assets
      .filter(({ total }) => total > 0)
      .map(({ asset, fresh, stale, missing, failed, blocked }) => [asset, fresh, stale, missing, failed, blocked]),
  ).toEqual([
    ['airports', 1, 0, 0, 0, 0],
    ['flights', 11, 0, 0, 1, 0],
    ['delayFeatures', 5, 0, 0, 0, 7],
    ['routeDelays', 33, 0, 0, 0, 3],
    ['models.baseline', 0, 0, 0, 0, 1],
    ['models.linear', 0, 0, 0, 0, 1],
    ['modelReport', 0, 0, 0, 0, 1],
  ])
  const ranges = Object.fromEntries(assets.map(({ asset, ranges }) => [asset, ranges]))
  expect(ranges.flights).toMatchObject({ fresh: '2001-01-01..2001-01-02,2001-01-04..2001-01-12', failed: badDay })
  expect(ranges.delayFeatures).toMatchObject({ blocked: '2001-01-03..2001-01-09' })
})

test('nothing is tried again while the row is bad, and every run says so', () => {
  const plan = answers[5]
  const again = answers[6]
  expect(plan).toMatchObject({ steps: { run: 0, reuse: 0 }, assets: [] })
  expect(plan.findings[0]).toMatchObject({ severity: 'error', code: 'CONTRACT_BROKEN', asset: 'flights' })
  expect(ran).toEqual(flightsOfAllDays)
  const { exitStatus, status, steps, blocked } = again
  expect({ exitStatus, status, steps, blocked }).toEqual({
    exitStatus: 3,
    status: 'failed',
    steps: { done: 0, reused: 0, skipped: 0, failed: 1, blocked: 13 },
    blocked: outcome.blocked,
  })
  expect(again.failures).toMatchObject([{ ...cause, quarantine: { rows: 1, rules: [{ rule: 'row.too_big', column: 'delay', count: 1 }] } }])
})

test('a forced run tries the refused day again', async context => {
  const project = await spoiltCopy(context)
  const forced = await project.varve(['materialize', 'flights', '--partitions', badDay, '--force'])
  expect(forced).toMatchObject({ status: 3, json: { status: 'failed', steps: { done: 0, failed: 1 }, failures: [cause] } })
  expect(await project.ran()).toEqual([`flights@${badDay}`])
})

test('once the row is restored, pointers move back without user code, and everything is fresh', async context => {
  const project = await spoiltCopy(context)
  await setDelay(project)
  const [plan, restored, { assets }, verified] = await project.run(['plan'], ['materialize'], ['status'], ['verify'])
  expect(plan.assets.map(({ asset, kind, partitions, count }) => [asset, kind, partitions, count])).toEqual([
    ['flights', 'reuse', '2001-01-01..2001-01-02,2001-01-04..2001-01-12', 11],
  ])
  expect(restored).toMatchObject({
    exitStatus: 0,
    status: 'complete',
    steps: { done: 0, reused: 11, skipped: 0, failed: 0, blocked: 0 },
    failures: [],
    blocked: [],
  })
  expect(await project.ran()).toEqual([])
  expect(assets.filter(({ total, fresh }) => fresh !== total)).toEqual([])
  expect(verified).toMatchObject({ ok: true, unreferenced: [] })
  expect(await digestsBelow(join(project.root, 'data/main'))).toEqual(tree)
})

test('repaired to another value, the days of flights are read anew, and only what depends on the day runs', async context => {
  const project = await spoiltCopy(context)
  await setDelay(project, 321)
  const [repaired, { assets }, plan] = await project.run(['materialize'], ['status'], ['plan'])
  expect(repaired).toMatchObject({
    exitStatus: 0,
    status: 'complete',
    steps: { done: 12 + 3 + 7 + 2 + 1, reused: 0, skipped: 33 + 5, failed: 0, blocked: 0 },
    failures: [],
    blocked: [],
  })
  const features = reachedDays.map(day => `delayFeatures@${day}`)
  expect(await project.ran()).toEqual(['baseline', ...features, ...flightsOfAllDays, 'linear', 'modelReport', ...cellsOfBadDay])
  expect(assets.filter(({ total, fresh }) => fresh !== total)).toEqual([])
  expect(plan).toMatchObject({ steps: { run: 0, reuse: 0 }, assets: [] })
})
