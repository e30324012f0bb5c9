/** What an edit of the source or of a config value makes again, and what its undoing brings back. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { digestsBelow } from '../support/digests.ts'
import { days, type FlightsProject, partitionsInAll, smallFlightsProject } from '../support/flights-project.ts'

let base: FlightsProject

beforeAll(async () => {
  base = await smallFlightsProject()
  await base.run(['materialize'])
  expect(await base.ran()).toHaveLength(partitionsInAll)
})

afterAll(() => base.remove())

/** The materialized project in a folder of its own. */
async function materialized(): Promise<FlightsProject> {
  const project = await base.copy()
  onTestFinished(() => project.remove())
  return project
}

const nothing = { steps: { run: 0, reuse: 0, recheck: 0, move: 0 }, assets: [], findings: [] }
const reasons = { missing: 0, code: 0, config: 0, contract: 0, input: 0, dependencies: 0, forced: 0 }
const impossible = { partitions: '', count: 0 }
const wholeDays = '2001-01-01..2001-01-12'

/** An asset without partitions of which only a change upstream can tell whether it runs. */
function possible(asset: string) {
  return { asset, partitions: '', count: 0, kind: 'run', reasons, possible: { partitions: '*', count: 1 } }
}

test('comments and layout in asset files plan nothing', async () => {
  const project = await materialized()
  await project.edit('assets/features.ts', 'const networkMeanDelay', '// the mean of everybody\n\n    const networkMeanDelay')
  await project.edit('assets/features.ts', 'meanDelay: mean(delays),', 'meanDelay:\n        mean(delays /* in minutes */),')
  await project.edit('assets/delay.ts', 'export function lateShare', '/* A share of all. */\nexport function lateShare')
  await project.edit('assets/flights.ts', 'export const days', '// Twelve of them.\nexport const days')
  expect(await project.run(['plan'])).toEqual([nothing])
})

test('an edit to an asset plans its own partitions, those of its dependants as possible, and nothing else', async () => {
  const project = await materialized()
  await project.edit('assets/features.ts', 'config.lateAfterMinutes)', 'config.lateAfterMinutes + 30)')
  expect(await project.run(['plan'])).toEqual([
    {
      ...nothing,
      steps: { run: 12, reuse: 0, recheck: 0, move: 0 },
      assets: [
        { asset: 'delayFeatures', partitions: wholeDays, count: 12, kind: 'run', reasons: { ...reasons, code: 12 }, possible: impossible },
        possible('models.baseline'),
        possible('models.linear'),
        possible('modelReport'),
      ],
    },
  ])
})

test('an edit to a function in another file plans the assets that call it', async () => {
  const project = await materialized()
  await project.edit('assets/delay.ts', 'delay > lateAfterMinutes', 'delay >= lateAfterMinutes')
  const [{ steps, assets }] = await project.run(['plan'])
  expect(steps).toEqual({ run: 12 + 36, reuse: 0, recheck: 0, move: 0 })
  expect(assets.map(({ asset, count, reasons, possible }) => ({ asset, count, code: reasons.code, possible: possible.count }))).toEqual([
    { asset: 'delayFeatures', count: 12, code: 12, possible: 0 },
    { asset: 'routeDelays', count: 36, code: 36, possible: 0 },
    { asset: 'models.baseline', count: 0, code: 0, possible: 1 },
    { asset: 'models.linear', count: 0, code: 0, possible: 1 },
    { asset: 'modelReport', count: 0, code: 0, possible: 1 },
  ])
})

test('an edit to a function that only delayFeatures calls, in a file of its own, leaves routeDelays alone', async () => {
  const project = await materialized()
  await project.edit(
    'assets/features.ts',
    "import { delaysBy, lateShare, mean } from './delay.ts'",
    "import { delaysBy, mean } from './delay.ts'\nimport { lateShare } from './late.ts'",
  )
  await project.write(
    'assets/late.ts',
    'export const lateShare = (delays, limit) => delays.filter(delay => delay > limit).length / delays.length\n',
  )
  await project.run(['materialize'])
  await project.edit('assets/late.ts', 'delay > limit', 'delay >= limit')
  const [{ steps, assets }] = await project.run(['plan'])
  expect(steps).toEqual({ run: 12, reuse: 0, recheck: 0, move: 0 })
  expect(assets.map(({ asset, count }) => [asset, count])).toEqual([
    ['delayFeatures', 12],
    ['models.baseline', 0],
    ['models.linear', 0],
    ['modelReport', 0],
  ])
})

test('an edit that changes no value ends with the asset it is in', async () => {
  const project = await materialized()
  await project.edit('assets/features.ts', 'config.lateAfterMinutes)', 'config.lateAfterMinutes + 0)')
  const [outcome, plan] = await project.run(['materialize'], ['plan'])
  expect(outcome).toMatchObject({ status: 'complete', steps: { done: 12, reused: 0, skipped: 3, failed: 0, blocked: 0 } })
  expect(plan).toEqual(nothing)
  expect(await project.ran()).toEqual(days.map(day => `delayFeatures@${day}`))
})

test('an edit that is undone moves the pointers back, without running user code', async () => {
  const project = await materialized()
  const tree = await digestsBelow(join(project.root, 'data/main'))
  await project.edit('assets/features.ts', 'config.lateAfterMinutes)', 'config.lateAfterMinutes + 30)')
  const [edited] = await project.run(['materialize'])
  expect(edited).toMatchObject({ status: 'complete', steps: { done: 12 + 2 + 1, reused: 0, skipped: 0, failed: 0, blocked: 0 } })
  expect(await project.ran()).toEqual(['baseline', ...days.map(day => `delayFeatures@${day}`), 'linear', 'modelReport'])
  expect(await digestsBelow(join(project.root, 'data/main'))).not.toEqual(tree)

  await project.edit('assets/features.ts', 'config.lateAfterMinutes + 30)', 'config.lateAfterMinutes)')
  const [plan, undone, empty, verified] = await project.run(['plan'], ['materialize'], ['plan'], ['verify'])
  expect(plan.steps).toEqual({ run: 0, reuse: 15, recheck: 0, move: 0 })
  expect(plan.assets.map(({ asset, kind, count }) => [asset, kind, count])).toEqual([
    ['delayFeatures', 'reuse', 12],
    ['models.baseline', 'reuse', 1],
    ['models.linear', 'reuse', 1],
    ['modelReport', 'reuse', 1],
  ])
  expect(undone).toMatchObject({ status: 'complete', steps: { done: 0, reused: 15, skipped: 0, failed: 0, blocked: 0 } })
  expect(await project.ran()).toEqual([])
  expect(empty).toEqual(nothing)
  expect(verified).toMatchObject({ ok: true, unreferenced: [] })
  expect(await digestsBelow(join(project.root, 'data/main'))).toEqual(tree)
})

test('after the undoing, history holds both versions and the older one is current', async () => {
  const project = await materialized()
  const [before] = await project.run(['path', 'delayFeatures@2001-01-05'])
  await project.edit('assets/features.ts', 'config.lateAfterMinutes)', 'config.lateAfterMinutes + 30)')
  await project.run(['materialize'])
  await project.edit('assets/features.ts', 'config.lateAfterMinutes + 30)', 'config.lateAfterMinutes)')
  const [, after, { versions }] = await project.run(
    ['materialize'],
    ['path', 'delayFeatures@2001-01-05'],
    ['history', 'delayFeatures@2001-01-05'],
  )
  expect(after).toEqual({ ...before, path: join(project.root, before.path.slice(base.root.length)), object: after.object })
  expect(versions.map(({ current, artifact }) => ({ current, same: artifact.sha256 === before.sha256 }))).toEqual([
    { current: false, same: false },
    { current: true, same: true },
  ])
})

test('a changed config value opens a new folder and leaves the old one whole', async () => {
  const project = await materialized()
  const [before] = await project.run(['path', 'delayFeatures'])
  const old = await digestsBelow(before.path)
  expect(Object.keys(old)).toHaveLength(12)
  await project.edit('varve.config.ts', 'lateAfterMinutes: 15', 'lateAfterMinutes: 45')
  const [plan, outcome, after, verified] = await project.run(['plan'], ['materialize'], ['path', 'delayFeatures'], ['verify'])
  expect(plan.steps).toEqual({ run: 12, reuse: 0, recheck: 0, move: 0 })
  expect(plan.assets[0]).toEqual({
    asset: 'delayFeatures',
    partitions: wholeDays,
    count: 12,
    kind: 'run',
    reasons: { ...reasons, config: 12 },
    possible: impossible,
  })
  expect(outcome).toMatchObject({ status: 'complete', steps: { done: 15, failed: 0, blocked: 0 } })
  expect(after.path).not.toBe(before.path)
  expect(after.complete).toBe(true)
  expect(Object.keys(await digestsBelow(after.path))).toEqual(Object.keys(old))
  expect(await digestsBelow(after.path)).not.toEqual(old)
  expect(await digestsBelow(before.path)).toEqual(old)
  expect(verified).toMatchObject({ ok: true })
})
