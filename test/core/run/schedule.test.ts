/** In which order steps are started: what was asked for first is whole, from its sources on, before what was asked for next is begun. */
import { all, asset, catalog, cron, daily, dataContract, from, last, overlap, previous, product, segments, self } from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Materialization } from '../../../packages/core/src/ledger/records.ts'
import { withSnapshot } from '../../../packages/core/src/ledger/with-snapshot.ts'
import { buildPlan } from '../../../packages/core/src/plan/build/build-plan.ts'
import { stepName } from '../../../packages/core/src/plan/step.ts'
import { openProject, type Project } from '../../../packages/core/src/project/open-project.ts'
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
  const { plan, graph } = await planned(project, request)
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

async function planned(project: Project, request: SelectionRequest) {
  const graph = await planGraph(project)
  const { plan } = await withSnapshot(project.ledger, snapshot => buildPlan(graph, snapshot, new Map(), planRequest(project, request)))
  return { graph, plan }
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

describe('what is made goes on to the next stage', () => {
  const lanes = catalog({ lane: asset({ partitions: segments(['a', 'b', 'c']), run }) })
  const made = { kind: 'reuse', to: {} as Materialization, expected: null } as const

  test('a step that is published keeps no place, and is reported only once its group is durable', async () => {
    const log: string[] = []
    const durable = gate()
    const scheduled = scheduling(lanes, log, {
      make: async step => {
        log.push(`make ${step.partition.key}`)
        if (step.partition.key === 'c') durable.open()
        return made
      },
      publishing: { publish: () => durable.opened.then(() => ({ kind: 'reused' })), expect: () => {}, room: () => undefined },
    })
    await scheduled
    expect(log).toEqual(['make a', 'make b', 'make c', 'reused a', 'reused b', 'reused c'])
  })

  test('while the publishing stage has no room no step starts', async () => {
    const log: string[] = []
    const room = gate()
    let isFull = false
    const scheduled = scheduling(lanes, log, {
      make: async step => {
        log.push(`make ${step.partition.key}`)
        return made
      },
      publishing: {
        publish: async ({ partition }) => {
          isFull = partition.key === 'a'
          return { kind: 'reused' }
        },
        expect: () => {},
        room: () => (isFull ? room.opened : undefined),
      },
    })
    await new Promise(resolve => setImmediate(resolve))
    expect(log).toEqual(['make a', 'reused a'])
    isFull = false
    room.open()
    await scheduled
    expect(log.filter(line => line.startsWith('make'))).toEqual(['make a', 'make b', 'make c'])
  })

  test('a step whose partition was published by others is made again before the next one starts', async () => {
    const log: string[] = []
    await scheduling(lanes, log, {
      make: async (step, moves) => {
        log.push(`make ${step.partition.key} ${moves}`)
        return step.partition.key === 'a' && moves < 2 ? { kind: 'moved' } : made
      },
      publishing: { publish: async () => ({ kind: 'reused' }), expect: () => {}, room: () => undefined },
    })
    expect(log.filter(line => line.startsWith('make'))).toEqual(['make a 0', 'make a 1', 'make a 2', 'make b 0', 'make c 0'])
  })

  test('a step that was to be made again when the run is interrupted ends as interrupted', async () => {
    const log: string[] = []
    const interrupt = new AbortController()
    await scheduling(
      lanes,
      log,
      {
        make: async () => {
          interrupt.abort()
          return { kind: 'moved' }
        },
      },
      interrupt.signal,
    )
    expect(log).toEqual(['interrupted a'])
  })

  test('an error that is no step’s own stops the run, and is thrown once the steps in flight have ended, its own as interrupted', async () => {
    const log: string[] = []
    const end = gate()
    const stopped: unknown[] = []
    const broken = new Error('the ledger is gone')
    const project = await openProject(memoryConfig(lanes), 'read')
    const { plan, graph } = await planned(project, {})
    const make: Stages['make'] = async step => {
      if (step.partition.key === 'a') throw broken
      await end.opened
      return { kind: 'settled', result: { kind: 'done' } }
    }
    const scheduled = schedule(tasksOf(plan, graph, 'oldest'), stagesWith({ make }), {
      concurrency: 2,
      signal: new AbortController().signal,
      stop: error => {
        stopped.push(error)
        end.open()
      },
      started: () => {},
      ended: (step, { kind }) => log.push(`${kind} ${step.partition.key}`),
    })
    await expect(scheduled).rejects.toBe(broken)
    expect([stopped, log]).toEqual([[broken], ['interrupted a', 'done b', 'done c']])
  })
})

/** One step at a time, oldest first. */
async function scheduling(names: Names, log: string[], stages: Partial<Stages>, signal = new AbortController().signal): Promise<void> {
  const { plan, graph } = await planned(await openProject(memoryConfig(names), 'read'), {})
  await schedule(tasksOf(plan, graph, 'oldest'), stagesWith(stages), {
    concurrency: 1,
    signal,
    stop: error => expect(error).toBeUndefined(),
    started: () => {},
    ended: (step, { kind }) => log.push(`${kind} ${step.partition.key}`),
  })
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open: () => open() }
}
