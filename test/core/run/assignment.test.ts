/** Assignments: what is sent to whoever makes a step, what comes back, and whom it is refused by. */
import {
  all,
  asset,
  catalog,
  daily,
  dataContract,
  external,
  from,
  history,
  type MaterializeRequest,
  materialize,
  type ProjectConfig,
  read,
  secret,
  status,
} from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { materializeWith } from '../../../packages/core/src/command/materialize.ts'
import type { Assignment, Executor, Made } from '../../../packages/core/src/run/assignment.ts'
import { sentAsJson } from '../../support/sent-as-json.ts'

const days = daily({ start: '2001-01-01', end: '2001-01-04' })
const row = z.object({ day: z.string(), n: z.int(), seen: z.date().optional() })
const fetched = external<{ n: number }[]>({
  description: 'a number',
  contract: undefined,
  observe: async () => ({ version: 'v7', bytes: 1 }),
  open: async () => ({ value: async () => [{ n: 7 }] }),
})
const daysOf = asset({
  partitions: days,
  contract: dataContract({ row }),
  config: z.object({ key: secret(z.string()).default('hidden-word'), factor: z.int().default(2) }),
  inputs: { fetched },
  run: ({ fetched }, { partition, config }) => [{ day: partition.key, n: fetched[0]!.n * config.factor, seen: partition.start }],
})
const sum = asset({
  contract: dataContract({ row: z.object({ sum: z.int() }) }),
  inputs: { days: from(daysOf, { partitions: all }) },
  run: ({ days }) => [{ sum: [...days.values()].flat().reduce((total, { n }) => total + n, 0) }],
})
const shop = () => memoryConfig(catalog({ fetched, daysOf, sum }))

/** Everything that passed between whoever assigns and whoever makes. */
async function watched(lab: ProjectConfig, request: MaterializeRequest = {}) {
  const assignments: Assignment[] = []
  const answers: Made[] = []
  const through = (executor: Executor): Executor => ({
    make: async (assignment, signal) => {
      assignments.push(assignment)
      const made = await sentAsJson(executor).make(assignment, signal)
      answers.push(made)
      return made
    },
  })
  const outcome = await materializeWith(lab, request, { through })
  return { outcome, assignments, answers }
}

test('a whole run passes where every assignment and every answer is sent as JSON, and comes to what it always does', async () => {
  const [lab, plain] = [shop(), shop()]
  const { outcome, assignments } = await watched(lab)
  const { run, durationMs, ...same } = await materialize(plain)
  expect(outcome).toMatchObject({ ...same, status: 'complete', steps: { done: 4 } })
  expect(assignments).toHaveLength(4)
  expect(await read(lab, 'sum')).toEqual([{ sum: 42 }])
  expect(await read(lab, 'daysOf@2001-01-02')).toEqual(await read(plain, 'daysOf@2001-01-02'))
  const [sent, direct] = await Promise.all([history(lab, 'sum'), history(plain, 'sum')])
  expect(sent.versions.map(({ version }) => version)).toEqual(direct.versions.map(({ version }) => version))
  expect(sent.versions).toHaveLength(1)
  expect(await status(lab)).toEqual(await status(plain))
})

test('an assignment names what is to be made and what is read, pinned; config and its secrets are looked up where it is made', async () => {
  const { assignments } = await watched(shop(), { concurrency: 1 })
  const [first] = assignments
  const last = assignments.at(-1)!
  expect(first).toEqual({
    entry: expect.stringContaining('file:'),
    run: expect.any(String),
    attempt: expect.any(String),
    outputs: [
      {
        asset: 'daysOf',
        partition: '2001-01-01',
        version: expect.stringMatching(/^[0-9a-f]{64}$/),
        definition: expect.stringMatching(/^[0-9a-f]{64}$/),
        contract: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ],
    reads: [{ form: 'external', input: 'fetched', external: 'fetched', version: 'v7' }],
  })
  expect(last.reads).toMatchObject([
    {
      form: 'many',
      input: 'days',
      asset: 'daysOf',
      partitions: ['2001-01-01', '2001-01-02', '2001-01-03'].map(partition => ({ partition })),
    },
  ])
  expect(new Set(assignments.map(({ attempt }) => attempt)).size).toBe(assignments.length)
  expect(JSON.stringify(assignments)).not.toContain('hidden-word')
})

describe('whoever has another definition refuses the assignment by name, and nothing is published', () => {
  test.each<[string, (assignment: Assignment) => Assignment, string]>([
    ['other code or config', change({ definition: 'f'.repeat(64) }), 'its code or config is another one here'],
    ['another contract', change({ contract: null }), 'its contract is another one here'],
    ['no such asset', change({ asset: 'elsewhere' }), 'it is not defined here'],
    ['no such partition', change({ partition: '1999-01-01' }), 'it is not defined here'],
  ])('%s', async (_, changed, why) => {
    const through = (executor: Executor): Executor => ({ make: (assignment, signal) => executor.make(changed(assignment), signal) })
    const lab = shop()
    const outcome = await materializeWith(lab, { select: 'daysOf', partitions: '2001-01-01' }, { through })
    expect(outcome.failures).toMatchObject([{ asset: 'daysOf', partition: '2001-01-01', code: 'DEFINITION_DIFFERS' }])
    expect(outcome.failures[0]!.message).toContain(why)
    expect((await status(lab, { select: 'daysOf' })).assets).toMatchObject([{ failed: 1, missing: 2, fresh: 0 }])
  })
})

function change(output: Partial<Assignment['outputs'][0]>): (assignment: Assignment) => Assignment {
  return assignment => ({ ...assignment, outputs: [{ ...assignment.outputs[0], ...output }] })
}

describe('what went wrong is an answer too', () => {
  test('a rejection carries its verdict and says where the rows are kept', async () => {
    const bad = asset({ contract: dataContract({ row: z.object({ n: z.int().min(1) }) }), run: () => [{ n: 0 }, { n: 1 }] })
    const { outcome, answers } = await watched(memoryConfig(catalog({ bad })))
    expect(outcome.failures).toMatchObject([{ code: 'CONTRACT_BROKEN', message: 'bad breaks its contract: row.too_small on n' }])
    expect(answers).toMatchObject([
      { kind: 'made', outputs: [{ kind: 'rejected', verdict: { ok: false, rows: 2 }, quarantine: { rows: 1 } }] },
    ])
  })

  test('what code throws is a code and a message without secrets', async () => {
    const config = z.object({ key: secret(z.string()).default('hidden-word') })
    const leaking = asset({
      config,
      run: (_, { config }): { n: number } => {
        throw new Error(`refused ${config.key}`)
      },
    })
    const { outcome, answers } = await watched(memoryConfig(catalog({ leaking })))
    expect(answers).toMatchObject([{ kind: 'failed', code: 'USER_CODE_FAILED', lost: null }])
    expect(JSON.stringify([answers, outcome])).not.toContain('hidden-word')
  })

  test('an executor that breaks fails the step, and gives its lease back', async () => {
    let isBroken = true
    const through = (executor: Executor): Executor => ({
      make: async (assignment, signal) => {
        if (isBroken) throw new Error('the worker is gone')
        return executor.make(assignment, signal)
      },
    })
    const lab = memoryConfig(catalog({ only: asset({ run: () => ({ n: 1 }) }) }))
    expect((await materializeWith(lab, {}, { through })).failures).toMatchObject([
      { asset: 'only', code: 'INVARIANT_BROKEN', message: 'only failed: the worker is gone' },
    ])
    isBroken = false
    expect(await materializeWith(lab, {}, { through })).toMatchObject({ status: 'complete', steps: { done: 1 } })
  })
})
