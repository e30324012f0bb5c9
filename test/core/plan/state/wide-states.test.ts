/** What is asked of a ledger where an asset reads thousands of partitions: only the chunks in which something happened. */
import { all, daily, unpartitioned } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import type { JudgedRequest } from '../../../../packages/core/src/ledger/judged.ts'
import { memoryLedger } from '../../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { start } from '../../../../packages/core/src/ledger/suite/cases.ts'
import { withSnapshot } from '../../../../packages/core/src/ledger/with-snapshot.ts'
import { buildPlan } from '../../../../packages/core/src/plan/build/build-plan.ts'
import type { PlanGraph } from '../../../../packages/core/src/plan/node.ts'
import { entriesOf } from '../../../../packages/core/src/plan/state/entries-of.ts'
import { statesOf } from '../../../../packages/core/src/plan/state/states-of.ts'
import { stepOf } from '../../../../packages/core/src/plan/step.ts'
import { withUpstream } from '../../../../packages/core/src/plan/upstream-of.ts'
import { endsChunk } from '../../../../packages/core/src/version/reads-digest.ts'
import { drawFrom } from './draw.ts'
import { type History, publishMade } from './events.ts'
import { makeAll } from './wide-histories.ts'
import { type AssetSpec, graphIn } from './world.ts'

const day = 86_400_000
const days = daily({ start: '1995-01-01' })
const plain = { code: 1, contract: null, revision: 1, isCodeKnown: true }
const readerSpec: AssetSpec = { ...plain, partitions: unpartitioned, reads: { source: { asset: 'source', mapping: all } } }

/** Of all that exist on 4 January 2001, each begins where the one before ends; the last is ended by no key. */
const chunkStarts = ((): readonly number[] => {
  const partitions = days.asOf(Date.UTC(2001, 0, 4, 12))
  const ends = Array.from({ length: partitions.count }, (_, ordinal) => ordinal + 1).filter(end => endsChunk(partitions.at(end - 1).key))
  return [0, ...ends]
})()
const count = 2_195
const [second, third] = [chunkStarts[1]!, chunkStarts[2]!]
const tail = count - chunkStarts.at(-1)!

async function lab(): Promise<History> {
  const assets = new Map<string, AssetSpec>([['source', { ...plain, partitions: days, reads: {} }]])
  const world = {
    now: Date.UTC(2001, 0, 4, 12),
    assets,
    sets: [days],
    tenants: new Set(['a']),
    externals: new Map(),
    holidays: new Set(''),
  }
  const history: History = { world, ledger: memoryLedger(), draw: { ...drawFrom(7), chance: p => p > 0.5 }, contents: 1_000_000, made: 0 }
  await start(history.ledger, 'r1')
  assets.set('reader', readerSpec)
  await makeAll(history)
  return history
}

interface Looked {
  /** Of which partitions of the source the ledger was asked, by question. */
  readonly asked: readonly (number | 'all')[]
  readonly state: string | undefined
  readonly kept: readonly string[]
}

/** And keeps what was found. */
async function look({ world, ledger }: History, names: readonly string[] = ['reader'], plans = false): Promise<Looked> {
  const graph: PlanGraph = graphIn(world)
  const asked: (number | 'all')[] = []
  const found = await withSnapshot(ledger, async snapshot => {
    const judged = (request: JudgedRequest) => {
      for (const { asset, current } of request.assets) if (asset === 'source') asked.push(current === 'all' ? 'all' : current.length)
      return snapshot.judged(request)
    }
    const recorded = { ...snapshot, judged }
    if (plans) {
      const request = { named: names, reached: [], partitions: undefined, environment: 'main', force: false }
      const { plan, toKeep } = await buildPlan(graph, recorded, new Map(), request)
      return { state: plan.assets.at(-1)!.steps.size === 1 ? 'planned' : undefined, toKeep }
    }
    const nodes = withUpstream(graph, names)
    const entries = await entriesOf(snapshot, 'main')
    const { states, toKeep } = await statesOf({ graph, nodes, externals: new Map(), environment: 'main', snapshot: recorded, entries })
    const reader = states.get('reader')
    return { state: reader && (['fresh', 'stale', 'missing'] as const).find(state => reader[state].count === 1), toKeep }
  })
  await ledger.keepStates('main', found.toKeep)
  return { asked, state: found.state, kept: found.toKeep.map(({ asset }) => asset) }
}

/** Of the source, in another version with other bytes. */
async function publish(history: History, ordinal: number): Promise<void> {
  await publishMade(history, 'main', stepOf(graphIn(history.world).get('source')!, ordinal), 'ab'.repeat(32))
}

test('the source has the partitions, and the chunks, that these tests are about', () => {
  expect([days.asOf(Date.UTC(2001, 0, 4, 12)).count, chunkStarts.length > 5, third - second > 1, tail > 0]).toEqual([
    count,
    true,
    true,
    true,
  ])
})

describe('of the source is asked', () => {
  test('everything at first', async () => {
    expect(await look(await lab())).toEqual({ asked: ['all'], state: 'fresh', kept: ['source', 'reader'] })
  })

  test('after one partition moved, its chunk and those that no key has ended yet; for a plan only it and the latter', async () => {
    const history = await lab()
    await look(history)
    await publish(history, second + 1)
    expect(await look(history)).toMatchObject({ asked: [third - second + tail], state: 'stale' })
    expect(await look(history, ['reader'], true)).toMatchObject({ asked: [1 + tail], state: 'planned' })
    expect(await look(history)).toMatchObject({ asked: [], kept: [] })
  })

  test('after another one at each look, as much again', async () => {
    const history = await lab()
    await look(history)
    for (const begin of [1, 2, 3].map(place => chunkStarts[place]!)) {
      await publish(history, begin)
      const end = chunkStarts[chunkStarts.indexOf(begin) + 1]!
      expect((await look(history)).asked).toEqual([end - begin + tail])
    }
  })

  test('where the reader is edited, what no key has ended yet', async () => {
    const history = await lab()
    await look(history)
    history.world.assets.set('reader', { ...readerSpec, code: 2 })
    expect(await look(history)).toEqual({ asked: [tail], state: 'stale', kept: ['reader'] })
  })

  test('where there are more partitions, these too', async () => {
    const history = await lab()
    await look(history)
    history.world.now += 2 * day
    expect((await look(history)).asked).toEqual([tail + 2])
  })

  test('everything where most chunks have a partition that moved: one question is faster than thousands of keys', async () => {
    const history = await lab()
    await look(history)
    for (const begin of chunkStarts) await publish(history, begin)
    expect((await look(history)).asked).toEqual(['all'])
  })

  test('everything where bytes are read into other values', async () => {
    const history = await lab()
    await look(history)
    history.world.assets.set('source', { ...history.world.assets.get('source')!, revision: 2 })
    expect(await look(history)).toMatchObject({ asked: ['all'], state: 'stale' })
  })
})

test('chunks that a new reader found are kept with the states of the source, of which nothing else changed', async () => {
  const history = await lab()
  expect((await look(history, ['source'])).kept).toEqual(['source'])
  expect(await look(history)).toMatchObject({ asked: ['all'], kept: ['source', 'reader'] })
  history.world.assets.set('reader', { ...readerSpec, code: 2 })
  expect((await look(history)).asked).toEqual([tail])
})
