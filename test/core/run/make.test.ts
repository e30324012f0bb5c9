/** One step, from its decision to its artifact: what it asks the ledger, and who is in time where two make the same. */
import { ioManager, json, memory } from '@varve/io-managers'
import { all, daily, last } from 'varve'
import { describe, expect, test } from 'vitest'
import { frozenClock } from '../../../packages/core/src/foundation/clock.ts'
import type { Ledger } from '../../../packages/core/src/ledger/ledger.ts'
import { holder, start } from '../../../packages/core/src/ledger/suite/cases.ts'
import { objectChecks } from '../../../packages/core/src/object/object-checks.ts'
import type { Step } from '../../../packages/core/src/plan/step.ts'
import type { Assignment, Executor } from '../../../packages/core/src/run/assignment.ts'
import { groups } from '../../../packages/core/src/run/groups.ts'
import { type MadeStep, type Make, making } from '../../../packages/core/src/run/make.ts'
import { newMaterialization } from '../../../packages/core/src/run/new-materialization.ts'
import { type Publishing, publishing } from '../../../packages/core/src/run/publish.ts'
import { failureRecorder } from '../../../packages/core/src/run/record-failure.ts'
import { overridden } from '../../support/overridden.ts'
import { simulatedTimers } from '../../support/simulated-timers.ts'
import { graphOf, noon } from '../plan/plan-cases.ts'
import { countedLedger, currentOf, deciderOf, environment, publish, stepAt } from './step-cases.ts'

const days = daily({ start: '2000-10-25' })
const graph = graphOf({
  source: { partitions: days },
  week: { partitions: days, reads: { source: last(7) } },
  sum: { partitions: days, reads: { source: all } },
})
const width = graph.get('source')!.partitions.count

interface Running {
  readonly ledger: Ledger
  readonly calls: string[]
  readonly assignments: Assignment[]
  readonly make: Make
  readonly publishing: Publishing
  /** Until everything is published and shown. */
  drained(): Promise<void>
  /** Calls this once after the next decision was made. */
  meanwhile(act: () => Promise<unknown>): void
}

/** A run with a real store and ledger; its executor writes what it was asked to make. */
async function running(): Promise<Running> {
  const { ledger: counted, calls } = await countedLedger()
  await start(counted, 'r2')
  const acts: (() => Promise<unknown>)[] = []
  const ledger = overridden(counted, {
    judged: async request => {
      const answer = await counted.judged(request)
      await acts.shift()?.()
      return answer
    },
  })
  const store = ioManager({ storage: memory(), format: json() }).open('.')
  await store.root.claim(ledger.id, 'r2')
  const assignments: Assignment[] = []
  const executor: Executor = {
    make: async assignment => {
      assignments.push(assignment)
      const [{ asset, partition, version }] = assignment.outputs
      const bytes = new TextEncoder().encode(JSON.stringify([asset, partition, version]))
      const staged = await store.staged.stage('r2', assignment.attempt, [{ name: 'part.json', bytes }], 1)
      const stored = { format: 'json', revision: 1, settings: {}, schema: null, absent: [], builtIn: true, code: null }
      return { kind: 'made', outputs: [{ kind: 'audited', staged, stored, verdict: null }] }
    },
  }
  const clock = frozenClock(noon)
  const timers = simulatedTimers()
  const { signal } = new AbortController()
  const passed = () => {}
  const emit = () => {}
  const stop = (error: unknown) => {
    throw error
  }
  const failures = failureRecorder({ ledger, store, clock, run: 'r2', environment, mask: text => text, passed })
  const provenance = { gitCommit: null, gitDirty: null, node: null, lockfile: null, image: null }
  const madeIn = { run: 'r2', environment, clock, provenance }
  const drain = { ledger, store, clock, name: 'r2', here: holder('r2') }
  const grouped = groups({
    run: 'r2',
    environment,
    ledger,
    store,
    clock,
    timers,
    drain,
    triedUpTo: 0,
    passed,
    stop,
    prove: async () => {},
  })
  const make = making({
    ...deciderOf(ledger, graph),
    force: false,
    objects: objectChecks({ ledger, store, clock }),
    entry: 'file:///project.ts',
    run: 'r2',
    environment,
    ledger,
    ask: () => 'running',
    clock,
    timers: simulatedTimers(),
    signal,
    executor,
    failures,
    materializationOf: (step, wanted, made, asOf) => newMaterialization(step, wanted, made, asOf, madeIn),
    emit,
    passed,
    prove: async () => {},
  })
  return {
    ledger,
    calls,
    assignments,
    make,
    publishing: publishing({ groups: grouped, ledger, failures, signal, emit }),
    drained: grouped.drained,
    meanwhile: act => acts.push(act),
  }
}

async function sourcePublished({ ledger }: Running): Promise<void> {
  for (let ordinal = 0; ordinal < width; ordinal += 1) await publish(ledger, stepAt(graph, 'source', ordinal), `source ${ordinal}`)
}

async function publishedBy({ make, publishing, drained }: Running, step: Step): Promise<unknown> {
  const made = await make(step, 0)
  if (made.kind !== 'made' && made.kind !== 'reuse') return made
  const published = publishing.publish(step, made)
  publishing.expect(0)
  await drained()
  return published
}

function kindOf(made: MadeStep): string {
  return made.kind === 'settled' ? made.result.kind : made.kind
}

describe('the ledger is asked a fixed number of times', () => {
  test('three for a step until its artifact is made: decide, lease, what is read', async () => {
    const one = await running()
    await sourcePublished(one)
    one.calls.length = 0
    expect(kindOf(await one.make(stepAt(graph, 'week', 20), 0))).toBe('made')
    expect(one.calls).toEqual(['judged', 'lease', 'bySequence'])
  })

  test('two where it reads nothing', async () => {
    const one = await running()
    one.calls.length = 0
    expect(kindOf(await one.make(stepAt(graph, 'source'), 0))).toBe('made')
    expect(one.calls).toEqual(['judged', 'lease'])
  })

  test('two for the second reader of seventy partitions: they are known', async () => {
    const one = await running()
    await sourcePublished(one)
    await one.make(stepAt(graph, 'sum', 0), 0)
    one.calls.length = 0
    expect(kindOf(await one.make(stepAt(graph, 'sum', 1), 0))).toBe('made')
    expect(one.calls).toEqual(['judged', 'lease'])
    const [first, second] = one.assignments
    expect(second!.reads).toEqual(first!.reads)
    expect(first!.reads).toMatchObject([{ form: 'many', input: 'source', asset: 'source' }])
  })

  test('one where there is nothing to do, and two for what is reused', async () => {
    const one = await running()
    expect(await publishedBy(one, stepAt(graph, 'source'))).toEqual({ kind: 'done' })
    one.calls.length = 0
    expect(kindOf(await one.make(stepAt(graph, 'source'), 0))).toBe('skipped')
    expect(one.calls).toEqual(['judged'])
    await publish(one.ledger, stepAt(graph, 'source'), 'another')
    one.calls.length = 0
    expect(kindOf(await one.make(stepAt(graph, 'source'), 0))).toBe('reuse')
    expect(one.calls).toEqual(['judged', 'bySequence'])
  })

  test('a group pins and publishes once, however many steps are in it', async () => {
    const one = await running()
    const steps = [0, 1, 2, 3].map(ordinal => stepAt(graph, 'source', ordinal))
    const made = await Promise.all(steps.map(step => one.make(step, 0)))
    one.calls.length = 0
    one.publishing.expect(1)
    const published = made.map((each, index) => one.publishing.publish(steps[index]!, each as Parameters<Publishing['publish']>[1]))
    one.publishing.expect(0)
    expect(await Promise.all(published)).toEqual(steps.map(() => ({ kind: 'done' })))
    expect(one.calls.filter(call => call === 'pin' || call === 'publish')).toEqual(['pin', 'publish'])
  })
})

test('what is read is pinned as it was decided, and recorded as of then', async () => {
  const one = await running()
  await sourcePublished(one)
  const step = stepAt(graph, 'week', 20)
  const sequences: number[] = []
  for (let ordinal = 14; ordinal <= 20; ordinal += 1) sequences.push((await currentOf(one.ledger, stepAt(graph, 'source', ordinal)))!)
  const { sequence } = await one.ledger.judged({ environment, assets: [] })
  one.meanwhile(() => publish(one.ledger, stepAt(graph, 'source', 15), 'edited'))
  expect(await publishedBy(one, step)).toEqual({ kind: 'done' })
  const read = await one.ledger.bySequence(sequences)
  expect(one.assignments[0]!.reads).toEqual([
    {
      form: 'many',
      input: 'source',
      asset: 'source',
      partitions: read.map(({ partition, artifact, stored }) => ({ partition, artifact, stored })),
    },
  ])
  const [made] = await one.ledger.bySequence([(await currentOf(one.ledger, step))!])
  expect(made!.lineage).toMatchObject([{ input: 'source', partitions: '2000-11-08..2000-11-14', missing: '', environment, asOf: sequence }])
})

describe('between decision and lease', () => {
  test('another run publishes the partition: the step is decided again, and nothing is made', async () => {
    const one = await running()
    const step = stepAt(graph, 'source')
    one.meanwhile(() => publish(one.ledger, step, 'of other code'))
    expect(kindOf(await one.make(step, 0))).toBe('moved')
    expect(one.assignments).toEqual([])
    expect(kindOf(await one.make(step, 1))).toBe('made')
  })

  test('another environment makes the same version: it is reused', async () => {
    const [one, other] = [await running(), await running()]
    const step = stepAt(graph, 'source')
    expect(await publishedBy(other, step)).toEqual({ kind: 'done' })
    const [made] = await other.ledger.bySequence([(await currentOf(other.ledger, step))!])
    one.meanwhile(async () => {
      const [lease] = await one.ledger.lease({ run: 'r1', environment: 'dev', keys: [{ ...made!, asOf: null }] })
      if (!lease?.granted) throw new Error('it is free')
      const item = { kind: 'materialize', lease, materialization: { ...made!, run: 'r1' }, expected: null } as const
      await one.ledger.publish({ run: 'r1', environment: 'dev', at: noon, items: [item] })
    })
    expect(kindOf(await one.make(step, 0))).toBe('moved')
    const again = deciderOf(one.ledger, graph)
    expect((await again.decide(step, false)).judgement).toMatchObject({ kind: 'reuse', reason: 'missing' })
  })

  test('another run takes the lease: the step waits for it', async () => {
    const one = await running()
    const step = stepAt(graph, 'source')
    const { judgement } = await deciderOf(one.ledger, graph).decide(step, false)
    const version = judgement.kind === 'run' ? judgement.wanted!.version : ''
    one.meanwhile(() =>
      one.ledger.lease({ run: 'r1', environment, keys: [{ asset: 'source', partition: step.partition.key, version, asOf: null }] }),
    )
    expect(await one.make(step, 0)).toMatchObject({ kind: 'held', by: { run: 'r1', leaseEnds: null } })
  })

  test('only what it reads has moved: it is made from what it was decided by', async () => {
    const one = await running()
    await sourcePublished(one)
    one.meanwhile(() => publish(one.ledger, stepAt(graph, 'source', 3), 'edited'))
    expect(kindOf(await one.make(stepAt(graph, 'sum', 3), 0))).toBe('made')
  })
})
