/** What an edit of the source or of a config value makes again, and what its undoing brings back. */
import { join, relative } from 'node:path'
import type { PathDocument } from 'varve'
import { afterAll, beforeAll, expect, test as serial, type TestContext } from 'vitest'
import { digestsBelow } from '../support/digests.ts'
import { days, type FlightsProject, partitionsInAll, smallFlightsProject } from '../support/flights-project.ts'

/** Each works in a folder of its own. */
const test = serial.concurrent

let base: FlightsProject
/** Where its features lie. */
let features: PathDocument

beforeAll(async () => {
  base = await smallFlightsProject()
  await base.edit('assets/features.ts', 'mean(flights.map(flight => flight.delay))', 'meanOf(flights)')
  await base.edit('assets/features.ts', "import { z } from 'zod'", "import { z } from 'zod'\nimport { meanOf } from './mean-of.ts'")
  await base.write('assets/mean-of.ts', meanOf)
  ;[, features] = await base.run(['materialize'], ['path', 'delayFeatures'])
  expect(await base.ran()).toHaveLength(partitionsInAll)
})

afterAll(() => base.remove())

/** A function that only delayFeatures calls. */
const meanOf = `export function meanOf(rows) {
  return rows.reduce((sum, { delay }) => sum + delay, 0) / rows.length
}
`

/** The materialized project in a folder of its own. */
async function materialized({ onTestFinished }: TestContext): Promise<FlightsProject> {
  const project = await base.copy()
  onTestFinished(() => project.remove())
  return project
}

const nothing = { steps: { run: 0, reuse: 0 }, assets: [], findings: [] }
const reasons = { missing: 0, lost: 0, code: 0, config: 0, contract: 0, input: 0, dependencies: 0, forced: 0 }
const impossible = { partitions: '', count: 0 }
const wholeDays = '2001-01-01..2001-01-12'

/** An asset without partitions of which only a change upstream can tell whether it runs. */
function possible(asset: string) {
  return { asset, partitions: '', count: 0, kind: 'run', reasons, possible: { partitions: '*', count: 1 } }
}

const planOfFeatures = {
  steps: { run: 12, reuse: 0 },
  assets: [
    { asset: 'delayFeatures', partitions: wholeDays, count: 12, kind: 'run', reasons: { ...reasons, code: 12 }, possible: impossible },
    possible('models.baseline'),
    possible('models.linear'),
    possible('modelReport'),
  ],
  findings: [],
}

test('comments and layout in asset files plan nothing', async context => {
  const project = await materialized(context)
  await project.edit('assets/features.ts', 'const networkMeanDelay', '// the mean of everybody\n\n    const networkMeanDelay')
  await project.edit('assets/features.ts', 'meanDelay: mean(delays),', 'meanDelay:\n        mean(delays /* in minutes */),')
  await project.edit('assets/delay.ts', 'export function lateShare', '/* A share of all. */\nexport function lateShare')
  await project.edit('assets/flights.ts', 'export const days', '// Twelve of them.\nexport const days')
  expect(await project.run(['plan'])).toEqual([nothing])
})

test('an edit to a function that two assets call plans both', async context => {
  const project = await materialized(context)
  await project.edit('assets/delay.ts', 'delay > lateAfterMinutes', 'delay >= lateAfterMinutes')
  const [{ steps, assets }] = await project.run(['plan'])
  expect(steps).toEqual({ run: 12 + 36, reuse: 0 })
  expect(assets.map(({ asset, count, reasons, possible }) => ({ asset, count, code: reasons.code, possible: possible.count }))).toEqual([
    { asset: 'delayFeatures', count: 12, code: 12, possible: 0 },
    { asset: 'routeDelays', count: 36, code: 36, possible: 0 },
    { asset: 'models.baseline', count: 0, code: 0, possible: 1 },
    { asset: 'models.linear', count: 0, code: 0, possible: 1 },
    { asset: 'modelReport', count: 0, code: 0, possible: 1 },
  ])
})

test('an edit to a function that only delayFeatures calls leaves everything else alone', async context => {
  const project = await materialized(context)
  await project.edit('assets/mean-of.ts', 'sum + delay', 'sum + delay + 1')
  expect(await project.run(['plan'])).toEqual([planOfFeatures])
})

test('an edit to an asset plans its partitions, those of its dependants as possible; where no value changes, it ends there', async context => {
  const project = await materialized(context)
  await project.edit('assets/features.ts', 'config.lateAfterMinutes)', 'config.lateAfterMinutes + 0)')
  const [plan, outcome, after] = await project.run(['plan'], ['materialize'], ['plan'])
  expect(plan).toEqual(planOfFeatures)
  expect(outcome).toMatchObject({ status: 'complete', steps: { done: 12, reused: 0, skipped: 3, failed: 0, blocked: 0 } })
  expect(after).toEqual(nothing)
  expect(await project.ran()).toEqual(days.map(day => `delayFeatures@${day}`))
})

test('an edit that is undone moves the pointers back, without running user code', async context => {
  const project = await materialized(context)
  const tree = await digestsBelow(join(project.root, 'data/main'))
  await project.edit('assets/features.ts', 'config.lateAfterMinutes)', 'config.lateAfterMinutes + 30)')
  const [edited] = await project.run(['materialize'])
  expect(edited).toMatchObject({ status: 'complete', steps: { done: 12 + 2 + 1, reused: 0, skipped: 0, failed: 0, blocked: 0 } })
  expect(await project.ran()).toEqual(['baseline', ...days.map(day => `delayFeatures@${day}`), 'linear', 'modelReport'])
  expect(await digestsBelow(join(project.root, 'data/main'))).not.toEqual(tree)

  await project.edit('assets/features.ts', 'config.lateAfterMinutes + 30)', 'config.lateAfterMinutes)')
  const [plan, undone, empty, { versions }, verified] = await project.run(
    ['plan'],
    ['materialize'],
    ['plan'],
    ['history', 'delayFeatures@2001-01-05'],
    ['verify'],
  )
  expect(plan.steps).toEqual({ run: 0, reuse: 15 })
  expect(plan.assets.map(({ asset, kind, count }) => [asset, kind, count])).toEqual([
    ['delayFeatures', 'reuse', 12],
    ['models.baseline', 'reuse', 1],
    ['models.linear', 'reuse', 1],
    ['modelReport', 'reuse', 1],
  ])
  expect(undone).toMatchObject({ status: 'complete', steps: { done: 0, reused: 15, skipped: 0, failed: 0, blocked: 0 } })
  expect(await project.ran()).toEqual([])
  expect(empty).toEqual(nothing)
  expect(versions.map(({ current }) => current)).toEqual([false, true])
  expect(verified).toMatchObject({ ok: true, unreferenced: [] })
  expect(await digestsBelow(join(project.root, 'data/main'))).toEqual(tree)
})

test('a changed config value opens a new folder and leaves the old one whole', async context => {
  const project = await materialized(context)
  const before = join(project.root, relative(base.root, features.path))
  const old = await digestsBelow(before)
  expect(Object.keys(old)).toHaveLength(12)
  await project.edit('varve.config.ts', 'lateAfterMinutes: 15', 'lateAfterMinutes: 45')
  const [plan, outcome, after, verified] = await project.run(['plan'], ['materialize'], ['path', 'delayFeatures'], ['verify'])
  expect(plan.steps).toEqual({ run: 12, reuse: 0 })
  expect(plan.assets[0]).toEqual({
    asset: 'delayFeatures',
    partitions: wholeDays,
    count: 12,
    kind: 'run',
    reasons: { ...reasons, config: 12 },
    possible: impossible,
  })
  expect(outcome).toMatchObject({ status: 'complete', steps: { done: 15, failed: 0, blocked: 0 } })
  expect(after.path).not.toBe(before)
  expect(after.complete).toBe(true)
  expect(Object.keys(await digestsBelow(after.path))).toEqual(Object.keys(old))
  expect(await digestsBelow(after.path)).not.toEqual(old)
  expect(await digestsBelow(before)).toEqual(old)
  expect(verified).toMatchObject({ ok: true })
})
