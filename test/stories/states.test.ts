/** How a made project answers changed contracts, force, failing code, absent or refused externals and narrow selections. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LineageDocument } from 'varve'
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { digestsBelow } from '../support/digests.ts'
import { days, type FlightsProject, smallFlightsProject } from '../support/flights-project.ts'

/** Edited and never run. */
let unmade: FlightsProject
/** Everything made and fresh. */
let made: FlightsProject

beforeAll(async () => {
  unmade = await smallFlightsProject()
  made = await unmade.copy()
  await made.run(['materialize'])
  await made.ran()
})

afterAll(() => Promise.all([unmade.remove(), made.remove()]))

async function copyOf(project: FlightsProject, { onTestFinished }: TestContext): Promise<FlightsProject> {
  const copy = await project.copy()
  onTestFinished(() => copy.remove())
  return copy
}

const noSteps = { run: 0, reuse: 0 }
const reasons = { missing: 0, lost: 0, code: 0, config: 0, contract: 0, input: 0, dependencies: 0, forced: 0 }

describe.concurrent('a made project', () => {
  test('a changed contract runs its asset for that reason, and equal rows end there', async context => {
    const project = await copyOf(made, context)
    await project.edit('assets/flights.ts', 'max(1440)', 'max(1450)')
    const [plan, outcome, after] = await project.run(['plan'], ['materialize'], ['plan'])
    expect(plan.steps).toEqual({ ...noSteps, run: 12 })
    expect(plan.assets[0]).toMatchObject({ asset: 'flights', count: 12, kind: 'run', reasons: { ...reasons, contract: 12 } })
    expect(plan.assets.slice(1).map(({ asset, count, possible }) => [asset, count, possible.count])).toEqual([
      ['delayFeatures', 0, 12],
      ['routeDelays', 0, 36],
      ['models.baseline', 0, 1],
      ['models.linear', 0, 1],
      ['modelReport', 0, 1],
    ])
    expect(outcome).toMatchObject({ status: 'complete', steps: { done: 12, reused: 0, skipped: 51, failed: 0, blocked: 0 } })
    expect(await project.ran()).toEqual(days.map(day => `flights@${day}`))
    expect(after).toEqual({ steps: noSteps, assets: [], findings: [] })
  })

  test('a contract that the rows no longer meet refuses them, and what stood stays current', async context => {
    const project = await copyOf(made, context)
    await project.edit('assets/airports.ts', 'min: 3000', 'min: 300_000')
    const [before, outcome, after] = await project.run(['path', 'airports'], ['materialize'], ['path', 'airports'])
    expect(outcome).toMatchObject({
      exitStatus: 3,
      steps: { done: 0, failed: 1, blocked: 1 },
      failures: [
        { asset: 'airports', code: 'CONTRACT_BROKEN', quarantine: { rules: [{ rule: 'volume.rows.min', column: null, count: 1 }] } },
      ],
      blocked: [{ asset: 'modelReport', partitions: '*', by: { asset: 'airports', partition: '', code: 'CONTRACT_BROKEN' } }],
    })
    expect(after).toEqual(before)
  })

  test('a forced partition is made again beside the same version, and nothing follows from equal bytes', async context => {
    const project = await copyOf(made, context)
    const [plan, outcome, { versions }, after] = await project.run(
      ['plan', { select: 'flights', partitions: '2001-01-02', force: true }],
      ['materialize', { select: 'flights', partitions: '2001-01-02', force: true }],
      ['history', 'flights@2001-01-02'],
      ['plan'],
    )
    expect(plan.assets).toMatchObject([{ asset: 'flights', partitions: '2001-01-02', count: 1, reasons: { ...reasons, forced: 1 } }])
    expect(outcome).toMatchObject({ status: 'complete', steps: { done: 1, reused: 0, skipped: 0 } })
    expect(await project.ran()).toEqual(['flights@2001-01-02'])
    expect(versions.map(({ current }) => current)).toEqual([true, false])
    expect(new Set(versions.map(({ version }) => version)).size).toBe(1)
    expect(new Set(versions.map(({ artifact }) => artifact.sha256)).size).toBe(1)
    expect(after.steps).toEqual(noSteps)
  })

  test('code that throws for one day blocks its readers, is tried again, and is done once repaired', async context => {
    const project = await copyOf(made, context)
    const broken = join(project.root, 'broken')
    await project.edit('assets/features.ts', 'config.lateAfterMinutes)', 'config.lateAfterMinutes + 30)')
    await project.edit(
      'assets/features.ts',
      'const networkMeanDelay',
      "if (partition.key === '2001-01-05' && existsSync('broken')) throw new Error('out of luck')\n    const networkMeanDelay",
    )
    await project.edit('assets/features.ts', "import { z } from 'zod'", "import { existsSync } from 'node:fs'\nimport { z } from 'zod'")
    await project.write('broken', '')
    const cause = { asset: 'delayFeatures', partition: '2001-01-05', code: 'USER_CODE_FAILED' }
    const [first, { assets }, before, rows, second] = await project.run(
      ['materialize'],
      ['status', { select: 'delayFeatures' }],
      ['path', 'delayFeatures@2001-01-05'],
      ['read', 'delayFeatures@2001-01-05'],
      ['materialize'],
    )
    expect(first).toMatchObject({
      exitStatus: 1,
      status: 'partial',
      steps: { done: 11, reused: 0, skipped: 0, failed: 1, blocked: 3 },
      failures: [
        {
          ...cause,
          message: expect.stringMatching(/^delayFeatures@2001-01-05 threw: out of luck; at run \(.*features\.ts:\d+:\d+\)$/),
          quarantine: null,
        },
      ],
      blocked: [
        { asset: 'models.baseline', partitions: '*', by: cause },
        { asset: 'models.linear', partitions: '*', by: cause },
        { asset: 'modelReport', partitions: '*', by: cause },
      ],
    })
    expect(assets).toMatchObject([{ fresh: 11, failed: 1, ranges: { failed: '2001-01-05' } }])
    expect(before.sha256).not.toBeNull()
    expect(rows).not.toEqual([])
    expect(second).toMatchObject({ exitStatus: 1, steps: { done: 0, failed: 1, blocked: 3 }, blocked: first.blocked })
    const tries = [...days, '2001-01-05'].sort()
    expect(await project.ran()).toEqual(tries.map(day => `delayFeatures@${day}`))

    await rm(broken)
    const [repaired, status] = await project.run(['materialize'], ['status'])
    expect(repaired).toMatchObject({ exitStatus: 0, steps: { done: 4, failed: 0, blocked: 0 }, failures: [], blocked: [] })
    expect(await project.ran()).toEqual(['baseline', 'delayFeatures@2001-01-05', 'linear', 'modelReport'])
    expect(status.assets.filter(({ total, fresh }) => total !== fresh)).toEqual([])
  })

  test('an external that is absent blocks what reads it, at any distance, until it is back', async context => {
    const project = await copyOf(made, context)
    const airports = await readFile(join(project.root, 'data/airports.csv'), 'utf8')
    await rm(join(project.root, 'data/airports.csv'))
    const by = { asset: 'rawAirports', partition: '', code: 'EXTERNAL_ABSENT' }
    const [plan, outcome, { assets }, rows] = await project.run(['plan'], ['materialize'], ['status'], ['read', 'airports'])
    expect(plan).toMatchObject({ steps: noSteps, assets: [] })
    expect(plan.findings.map(({ code, asset }) => ({ code, asset }))).toEqual([
      { code: 'EXTERNAL_ABSENT', asset: 'airports' },
      { code: 'EXTERNAL_ABSENT', asset: 'modelReport' },
    ])
    expect(outcome).toMatchObject({
      exitStatus: 1,
      status: 'failed',
      steps: { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 2 },
      failures: [
        {
          asset: 'rawAirports',
          partition: '',
          code: 'EXTERNAL_ABSENT',
          message: 'rawAirports is not there: ./data/airports.csv',
          quarantine: null,
        },
      ],
      blocked: [
        { asset: 'airports', partitions: '*', by },
        { asset: 'modelReport', partitions: '*', by },
      ],
    })
    expect(assets.filter(({ total, blocked }) => total > 0 && blocked === total).map(({ asset }) => asset)).toEqual([
      'airports',
      'modelReport',
    ])
    expect((rows as unknown[]).length).toBeGreaterThan(3000)

    await project.write('data/airports.csv', airports)
    const [back, after] = await project.run(['materialize'], ['status'])
    expect(back).toMatchObject({ exitStatus: 0, steps: { done: 0, reused: 0, failed: 0, blocked: 0 } })
    expect(after.assets.filter(({ total, fresh }) => total !== fresh)).toEqual([])
    expect(await project.ran()).toEqual([])
  })

  test('an external that breaks its own contract is refused before any user code runs, and stands refused', async context => {
    const project = await copyOf(made, context)
    const tree = await digestsBelow(join(project.root, 'data/main'))
    await project.editFlights(rows => rows.map((row, index) => (index === 5 ? { ...row, delay: 0.5 } : row)))
    const by = { asset: 'rawFlights', partition: '', code: 'CONTRACT_BROKEN' }
    const blocked = [
      { asset: 'flights', partitions: '2001-01-01..2001-01-12', by },
      { asset: 'delayFeatures', partitions: '2001-01-01..2001-01-12', by },
      { asset: 'routeDelays', partitions: 'day=2001-01-01..2001-01-12,origin=ATL,ORD,SEA', by },
      { asset: 'models.baseline', partitions: '*', by },
      { asset: 'models.linear', partitions: '*', by },
      { asset: 'modelReport', partitions: '*', by },
    ]
    const [outcome, again] = await project.run(['materialize'], ['materialize'])
    const refused = {
      exitStatus: 3,
      status: 'failed',
      steps: { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 12 + 12 + 36 + 3 },
      failures: [{ ...by, quarantine: { rows: 1, rules: [{ column: 'delay', count: 1 }] } }],
      blocked,
    }
    expect(outcome).toMatchObject(refused)
    const kept = JSON.parse(await readFile(outcome.failures[0]!.quarantine!.uri, 'utf8'))
    expect(kept).toMatchObject({
      asset: 'rawFlights',
      partition: '',
      rows: [{ index: 5, row: { delay: 0.5 }, violations: [{ column: 'delay' }] }],
    })
    expect(again).toMatchObject(refused)
    expect(await project.ran()).toEqual([])
    expect(await digestsBelow(join(project.root, 'data/main'))).toEqual(tree)
  })

  test('an upstream that is stale and not selected is read as it is, with a warning', async context => {
    const project = await copyOf(made, context)
    await project.editFlights(rows => rows.map((row, index) => (index === 5 ? { ...row, delay: row.delay + 1 } : row)))
    const [plan] = await project.run(['plan', { select: 'delayFeatures' }])
    expect(plan).toMatchObject({ steps: noSteps, assets: [] })
    expect(plan.findings.map(({ severity, code, asset }) => ({ severity, code, asset }))).toEqual([
      { severity: 'warning', code: 'UPSTREAM_NOT_FRESH', asset: 'flights' },
    ])
  })
})

describe.concurrent('a project with nothing made', () => {
  test('a missing upstream that is not selected blocks', async context => {
    const project = await copyOf(unmade, context)
    const [outcome] = await project.run(['materialize', { select: 'delayFeatures', partitions: '2001-01-03' }])
    expect(outcome).toMatchObject({
      exitStatus: 1,
      status: 'failed',
      steps: { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 1 },
      failures: [],
      blocked: [
        {
          asset: 'delayFeatures',
          partitions: '2001-01-03',
          by: { asset: 'flights', partition: '2001-01-03', code: 'INPUT_MISSING' },
        },
      ],
    })
    expect(await project.ran()).toEqual([])
  })

  test('a + selects the whole rolling week, which is short at the start of history, and complete', async context => {
    const project = await copyOf(unmade, context)
    const [outcome, early, late] = await project.run(
      ['materialize', { select: '+delayFeatures', partitions: '2001-01-03,2001-01-12' }],
      ['lineage', 'delayFeatures@2001-01-03'],
      ['lineage', 'delayFeatures@2001-01-12'],
    )
    expect(outcome).toMatchObject({ status: 'complete', steps: { done: 3 + 7 + 2, failed: 0, blocked: 0 } })
    const week = days.slice(5)
    const flights = [...days.slice(0, 3), ...week].map(day => `flights@${day}`)
    expect(await project.ran()).toEqual(['delayFeatures@2001-01-03', 'delayFeatures@2001-01-12', ...flights])
    expect(read(early)).toEqual({
      partition: '2001-01-03',
      complete: true,
      short: true,
      inputs: { flights: ['2001-01-03'], week: ['2001-01-01', '2001-01-02', '2001-01-03'] },
      missing: [],
    })
    expect(read(late)).toEqual({
      partition: '2001-01-12',
      complete: true,
      short: false,
      inputs: { flights: ['2001-01-12'], week },
      missing: [],
    })
  })
})

/** What a lineage of depth 1 says its root has read. */
function read({ root, nodes, edges }: LineageDocument) {
  const { partition, complete, short } = nodes[root]!
  const of = (name: string) => edges.filter(({ to, input }) => to === root && input === name).map(({ partitions }) => partitions)
  const missing = edges.map(({ missing }) => missing).filter(text => text !== '')
  return { partition, complete, short, inputs: { flights: of('flights'), week: of('week') }, missing }
}
