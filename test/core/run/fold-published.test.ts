/** What a run publishes is folded into the kept states, so that whoever looks next judges nothing of it. */
import { all, asset, catalog, daily, from, materialize } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import type { Ledger } from '../../../packages/core/src/ledger/ledger.ts'
import { withSnapshot } from '../../../packages/core/src/ledger/with-snapshot.ts'
import { openProject } from '../../../packages/core/src/project/open-project.ts'
import { planGraph } from '../../../packages/core/src/project/plan-graph.ts'
import { foldPublished } from '../../../packages/core/src/run/fold-published.ts'

const days = daily({ start: '2001-01-01', end: '2001-01-04' })
const day = asset({ partitions: days, run: () => 1 })
const total = asset({ inputs: { day: from(day, { partitions: all }) }, run: () => 2 })
const other = asset({ partitions: days, run: () => 3 })
const names = catalog({ day, total, other })

/** The assets whose kept states know everything that happened to them. */
async function folded(ledger: Ledger): Promise<readonly string[]> {
  const entries = await withSnapshot(ledger, snapshot => snapshot.assets('main'))
  return entries.filter(({ head, state }) => state !== null && state.sequence >= head).map(({ asset }) => asset)
}

test('at the end of a run, of all that it was about', async () => {
  const config = memoryConfig(names)
  await materialize(config, { select: ['day', 'total'] })
  expect((await folded(config.lab.ledger)).toSorted()).toEqual(['day', 'total'])
})

test('a run in which a step fails leaves states too', async () => {
  const failing = asset({
    inputs: { day: from(day, { partitions: all }) },
    run: () => {
      throw new Error('no')
    },
  })
  const config = memoryConfig(catalog({ day, failing }))
  expect(await materialize(config)).toMatchObject({ status: 'partial' })
  expect((await folded(config.lab.ledger)).toSorted()).toEqual(['day', 'failing'])
})

test('every 10,000 publications, of those assets that were published and what they read', async () => {
  const project = await openProject(memoryConfig(names), 'read')
  const planned = { graph: await planGraph(project), externals: new Map() }
  const folds = foldPublished(project, planned, 'main')
  for (let count = 0; count < 9_999; count += 1) folds.published('total')
  expect(await folded(project.ledger)).toEqual([])
  folds.published('total')
  await expect.poll(async () => (await folded(project.ledger)).toSorted()).toEqual(['day', 'total'])
  await folds.end(['other'])
  expect((await folded(project.ledger)).toSorted()).toEqual(['day', 'other', 'total'])
})
