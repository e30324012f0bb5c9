/** In which order steps are started: what was asked for first is whole, from its sources on, before what was asked for next is begun. */
import { all, asset, catalog, cron, daily, dataContract, from, last, overlap, previous, product, segments, self } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { buildPlan } from '../../../packages/core/src/plan/build-plan.ts'
import { stepName } from '../../../packages/core/src/plan/step.ts'
import { openProject } from '../../../packages/core/src/project/open-project.ts'
import { planGraph } from '../../../packages/core/src/project/plan-graph.ts'
import { planRequest, type SelectionRequest } from '../../../packages/core/src/project/selection.ts'
import { type Stages, schedule } from '../../../packages/core/src/run/schedule.ts'
import { tasksOf } from '../../../packages/core/src/run/tasks.ts'

const days = daily({ start: '2001-01-01', end: '2001-01-04' })
const run = () => 1

const first = asset({ partitions: days, run })
const second = asset({ partitions: days, inputs: { first, before: from(first, { partitions: last(2) }) }, run })
const third = asset({ partitions: days, inputs: { second }, run })
const chain = catalog({ first, second, third })

type Names = ReturnType<typeof catalog>

/** The steps in the order in which they were started, each of which ends at once. */
async function started(
  names: Names,
  order: 'oldest' | 'newest',
  request: SelectionRequest = {},
  concurrency = 1,
): Promise<readonly string[]> {
  const project = await openProject(memoryConfig(names), 'read')
  const graph = await planGraph(project)
  const plan = await project.ledger.read(snapshot => buildPlan(graph, snapshot, new Map(), planRequest(project, request)))
  const steps: string[] = []
  const make: Stages['make'] = async step => {
    steps.push(stepName(step).replace('2001-', ''))
    return { kind: 'settled', result: { kind: 'done' } }
  }
  await schedule(tasksOf(plan, graph, order), stagesWith({ make }), {
    concurrency,
    signal: new AbortController().signal,
    stop: error => expect(error).toBeUndefined(),
    started: () => {},
    ended: () => {},
  })
  return steps
}

/** Stages of which a test gives what it needs. */
function stagesWith(given: Partial<Stages>): Stages {
  return {
    make: async () => ({ kind: 'settled', result: { kind: 'done' } }),
    publishing: { publish: async () => ({ kind: 'done' }), expect: () => {}, room: () => undefined },
    waitingRoom: { wait: async () => undefined },
    ...given,
  }
}

test('semantics 62: newest first means that the newest partition is whole, end to end, before the next', async () => {
  expect(await started(chain, 'newest')).toEqual([
    'first@01-03',
    'first@01-02',
    'second@01-03',
    'third@01-03',
    'first@01-01',
    'second@01-02',
    'third@01-02',
    'second@01-01',
    'third@01-01',
  ])
})

test('oldest first means the same from the other end', async () => {
  expect(await started(chain, 'oldest')).toEqual([
    ...['first@01-01', 'second@01-01', 'third@01-01'],
    ...['first@01-02', 'second@01-02', 'third@01-02'],
    ...['first@01-03', 'second@01-03', 'third@01-03'],
  ])
})

test('of what was asked for by name, upstream steps are made only as they are needed', async () => {
  expect(await started(chain, 'newest', { select: '+third', partitions: '2001-01-02..2001-01-03' })).toEqual([
    ...['first@01-03', 'first@01-02', 'second@01-03', 'third@01-03'],
    ...['first@01-01', 'second@01-02', 'third@01-02'],
  ])
})

test('a wider window is as new as its end, and comes after the narrow ones that it reads', async () => {
  const half = asset({ partitions: cron('0 */12 * * *', { start: '2001-01-01', end: '2001-01-03' }), run })
  const day = asset({
    partitions: daily({ start: '2001-01-01', end: '2001-01-03' }),
    inputs: { halves: from(half, { partitions: overlap }) },
    run,
  })
  const names = catalog({ half, day })
  expect(await started(names, 'oldest')).toEqual([
    ...['half@01-01T00:00', 'half@01-01T12:00', 'day@01-01'],
    ...['half@01-02T00:00', 'half@01-02T12:00', 'day@01-02'],
  ])
  expect(await started(names, 'newest')).toEqual([
    ...['half@01-02T12:00', 'half@01-02T00:00', 'day@01-02'],
    ...['half@01-01T12:00', 'half@01-01T00:00', 'day@01-01'],
  ])
})

test('what has no window comes last, unless it is needed before', async () => {
  const names = segments(['x', 'y'])
  const table = asset({ run })
  const day = asset({ partitions: days, inputs: { table }, run })
  const cell = asset({ partitions: product({ day: days, name: names }), inputs: { day }, run })
  const model = asset({ inputs: { days: from(day, { partitions: all }) }, run })
  const lane = asset({ partitions: names, run })
  expect(await started(catalog({ table, day, cell, model, lane }), 'newest')).toEqual([
    'table',
    ...['day@01-03', 'cell@day=01-03,name=y', 'cell@day=01-03,name=x'],
    ...['day@01-02', 'cell@day=01-02,name=y', 'cell@day=01-02,name=x'],
    ...['day@01-01', 'cell@day=01-01,name=y', 'cell@day=01-01,name=x'],
    ...['lane@y', 'lane@x', 'model'],
  ])
})

test('an own past is made from its beginning, whatever comes first', async () => {
  const total = asset({
    partitions: days,
    contract: dataContract({ row: z.object({ sum: z.int() }) }),
    inputs: { before: self(previous) },
    run: () => [{ sum: 1 }],
  })
  expect(await started(catalog({ total }), 'newest')).toEqual(['total@01-01', 'total@01-02', 'total@01-03'])
})

test('steps that are started together are the first of those that may start', async () => {
  expect(await started(chain, 'newest', {}, 3)).toEqual([
    ...['first@01-03', 'first@01-02', 'first@01-01'],
    ...['second@01-03', 'second@01-02', 'second@01-01'],
    ...['third@01-03', 'third@01-02', 'third@01-01'],
  ])
})
