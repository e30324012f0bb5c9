/** The states of assets on a ledger: what is asked of it, and what is kept. */
import { all, daily, existingOnly, type Mapping, previous, same, self } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import type { JudgedRequest } from '../../../../packages/core/src/ledger/judged.ts'
import type { Lease, Ledger } from '../../../../packages/core/src/ledger/ledger.ts'
import { memoryLedger } from '../../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { hashOf, leasing, minute, start } from '../../../../packages/core/src/ledger/suite/cases.ts'
import { withSnapshot } from '../../../../packages/core/src/ledger/with-snapshot.ts'
import type { PlanGraph } from '../../../../packages/core/src/plan/node.ts'
import { states } from '../../../../packages/core/src/plan/state/asset-states.ts'
import { entriesOf } from '../../../../packages/core/src/plan/state/entries-of.ts'
import { keepStates } from '../../../../packages/core/src/plan/state/keep-states.ts'
import { statesOf } from '../../../../packages/core/src/plan/state/states-of.ts'
import { stepOf } from '../../../../packages/core/src/plan/step.ts'
import { graphOf, madeOf, type NodeGiven } from '../plan-cases.ts'
import { judgeEverything } from './reference.ts'

const days = daily({ start: '2001-01-01' })
const noonOf = (january: number) => Date.UTC(2001, 0, january, 12)

interface Lab {
  readonly ledger: Ledger
  /** What of each asset was asked for, by question: how many partitions as current, and of how many the rest. */
  readonly asked: string[]
  graph: PlanGraph
}

async function lab(given: Readonly<Record<string, NodeGiven>>): Promise<Lab> {
  const ledger = memoryLedger()
  await start(ledger, 'r1')
  return { ledger, asked: [], graph: graphOf(given) }
}

/** Makes what is wanted, in order. */
async function make({ ledger, graph }: Lab, assets: readonly string[] = [...graph.keys()]): Promise<void> {
  for (const name of assets) {
    const judged = await withSnapshot(ledger, snapshot => judgeEverything(graph, new Map(), 'main', snapshot))
    for (const [ordinal, { judgement }] of judged.get(name)!.entries()) {
      if (judgement.kind !== 'run' || !judgement.wanted) continue
      await publish(ledger, graph, name, ordinal, judgement.wanted.version)
    }
  }
}

/** The code of its first partition fails. @returns the version that was tried. */
async function fail({ ledger, graph }: Lab, asset: string): Promise<string> {
  const judged = await withSnapshot(ledger, snapshot => judgeEverything(graph, new Map(), 'main', snapshot))
  const { judgement } = judged.get(asset)![0]!
  if (judgement.kind !== 'run' || !judgement.wanted) throw new Error(`${asset} is ${judgement.kind}`)
  const key = { asset, partition: graph.get(asset)!.partitions.at(0).key, version: judgement.wanted.version }
  const [lease] = await ledger.lease(leasing('r1', [key]))
  const refusal = {
    ...key,
    kind: 'failed',
    contract: null,
    code: 'USER_CODE_FAILED',
    message: 'no',
    verdict: null,
    quarantine: null,
  } as const
  await ledger.refuse({ ...refusal, run: 'r1', at: minute(1) }, lease as Lease)
  await ledger.release([lease as Lease])
  return key.version
}

async function publish(ledger: Ledger, graph: PlanGraph, name: string, ordinal: number, version: string): Promise<void> {
  const { sequence: _, ...materialization } = madeOf(stepOf(graph.get(name)!, ordinal), version, { definitionHash: hashOf('code') })
  const { asset, partition } = materialization
  const [lease] = await ledger.lease(leasing('r1', [{ asset, partition, version: materialization.version }]))
  const [current] = await withSnapshot(ledger, snapshot => snapshot.current([{ environment: 'main', asset, partition }]))
  const item = { kind: 'materialize', lease: lease as Lease, materialization, expected: current?.sequence ?? null } as const
  await ledger.publish({ run: 'r1', environment: 'main', at: minute(1), items: [item] })
}

/** @returns by asset how many partitions are in each state, where any are. */
async function look(lab: Lab, isKept = true) {
  const { ledger, graph, asked } = lab
  asked.length = 0
  const found = await withSnapshot(ledger, async snapshot => {
    const judged = (request: JudgedRequest) => {
      asked.push(request.assets.map(({ asset, current, others }) => `${asset} ${current.length} ${others.length}`).join(', '))
      return snapshot.judged(request)
    }
    const moved: typeof snapshot.moved = since => {
      asked.push(`moved ${since.map(({ asset }) => asset).join(' ')}`)
      return snapshot.moved(since)
    }
    const entries = await entriesOf(snapshot, 'main')
    const snapshotAsked = { sequence: snapshot.sequence, judged, moved }
    return statesOf({ graph, nodes: [...graph.values()], externals: new Map(), environment: 'main', snapshot: snapshotAsked, entries })
  })
  if (isKept) await keepStates({ ledger, isReadOnly: false }, 'main', found.toKeep)
  const counts = [...found.states].map(([name, ofAsset]) => [
    name,
    Object.fromEntries(states.map(state => [state, ofAsset[state].count] as const).filter(([, count]) => count > 0)),
  ])
  return { states: Object.fromEntries(counts), kept: found.toKeep.map(({ asset }) => asset) }
}

/** As of noon of a day of January, with other definitions where they are given. */
function graphAt(january: number, given: Readonly<Record<string, NodeGiven>>): PlanGraph {
  return new Map([...graphOf(given)].map(([name, node]) => [name, { ...node, partitions: node.partitions.set.asOf(noonOf(january)) }]))
}

const chain: Readonly<Record<string, NodeGiven>> = {
  source: { partitions: days, definition: hashOf('code') },
  middle: { partitions: days, definition: hashOf('code'), reads: { source: same } },
  total: { definition: hashOf('code'), reads: { middle: all } },
}

describe('what is asked of a ledger', () => {
  test('everything at the first look, in one question for several assets, and nothing at the next', async () => {
    const one = await lab(chain)
    await make(one)
    const all = { source: { fresh: 2 }, middle: { fresh: 2 }, total: { fresh: 1 } }
    expect(await look(one)).toEqual({ states: all, kept: ['source', 'middle', 'total'] })
    expect(one.asked).toEqual(['source 2 2, middle 2 2, total 1 1'])
    expect(await look(one)).toEqual({ states: all, kept: [] })
    expect(one.asked).toEqual([])
  })

  test('what moved, and what reads it', async () => {
    const one = await lab(chain)
    await make(one)
    await look(one)
    await publish(one.ledger, one.graph, 'source', 0, 'other')
    expect((await look(one)).states).toEqual({ source: { fresh: 1, stale: 1 }, middle: { fresh: 1, stale: 1 }, total: { fresh: 1 } })
    expect(one.asked).toEqual(['moved source', 'source 1 1, middle 1 1'])
  })

  test('what came to exist, and what reads it', async () => {
    const one = await lab(chain)
    await make(one)
    await look(one)
    one.graph = graphAt(4, chain)
    expect((await look(one)).states).toEqual({
      source: { fresh: 2, missing: 1 },
      middle: { fresh: 2, missing: 1 },
      total: { stale: 1 },
    })
    expect(one.asked).toEqual(['source 1 1, middle 3 1, total 1 1'])
  })

  test('all of an edited asset, and only then of its readers what moves', async () => {
    const one = await lab(chain)
    await make(one)
    await look(one)
    one.graph = graphOf({ ...chain, source: { ...chain.source, definition: hashOf('code 2') } })
    expect((await look(one)).states).toEqual({ source: { stale: 2 }, middle: { fresh: 2 }, total: { fresh: 1 } })
    expect(one.asked).toEqual(['source 2 2'])
  })

  test('a question for each asset at most, whatever the number of its partitions', async () => {
    const many = { start: '1900-01-01', end: '2000-01-01' }
    const one = await lab({ source: { partitions: daily(many) }, reader: { partitions: daily(many), reads: { source: same } } })
    expect((await look(one)).states).toEqual({ source: { missing: 36_524 }, reader: { missing: 36_524 } })
    expect(one.asked.length).toBeLessThanOrEqual(2)
  })

  test('nothing for partitions that are no more', async () => {
    const one = await lab(chain)
    await make(one)
    await look(one)
    const later = { ...chain, source: { ...chain.source, partitions: daily({ start: '2001-01-01', end: '2001-01-02' }) } }
    one.graph = graphOf(later)
    expect((await look(one)).states).toEqual({ source: { fresh: 1 }, middle: { fresh: 1, stale: 1 }, total: { fresh: 1 } })
  })
})

describe('what is kept', () => {
  test('goes on from what was kept last, also where nothing of what happened mattered', async () => {
    const one = await lab(chain)
    await make(one)
    await look(one)
    // Another version in another environment: it is recorded, and nothing here wants it.
    await start(one.ledger, 'r2', {}, 'trial')
    await publish(one.ledger, graphAt(9, chain), 'total', 0, 'other')
    expect((await look(one)).kept).toEqual(['total'])
    expect((await look(one)).kept).toEqual([])
    expect(one.asked).toEqual([])
  })

  test('is nothing of an asset whose code is unknown: it is judged each time, and its readers are not', async () => {
    const one = await lab(chain)
    const unknown = (graph: PlanGraph): PlanGraph => {
      const node = graph.get('middle')!
      return new Map([...graph, ['middle', { ...node, identity: { ...node.identity, codeVersion: null } }]])
    }
    one.graph = unknown(one.graph)
    await make(one)
    expect((await look(one)).kept).toEqual(['source', 'total'])
    await look(one)
    expect(one.asked).toEqual(['middle 2 2, source 2 0'])
  })

  test('is nothing where the ledger can only be read', async () => {
    const one = await lab(chain)
    const found = await withSnapshot(one.ledger, async snapshot =>
      statesOf({
        graph: one.graph,
        nodes: [...one.graph.values()],
        externals: new Map(),
        environment: 'main',
        snapshot,
        entries: await entriesOf(snapshot, 'main'),
      }),
    )
    await keepStates({ ledger: one.ledger, isReadOnly: true }, 'main', found.toKeep)
    expect((await withSnapshot(one.ledger, snapshot => snapshot.assets('main'))).every(({ state }) => state === null)).toBe(true)
  })
})

describe('what only upstream states say', () => {
  const lenient: Mapping = existingOnly(same)
  const given = {
    source: { partitions: days, definition: hashOf('code') },
    middle: { partitions: days, definition: hashOf('code'), reads: { source: same } },
    reader: { partitions: days, definition: hashOf('code'), reads: { middle: lenient } },
  }

  test('a failure blocks readers at any distance, and its answer frees them', async () => {
    const one = await lab(given)
    await make(one, ['source'])
    await look(one)
    const version = await fail(one, 'middle')
    expect((await look(one)).states).toMatchObject({ middle: { failed: 1, missing: 1 }, reader: { blocked: 1, missing: 1 } })
    await publish(one.ledger, one.graph, 'middle', 0, version)
    expect((await look(one)).states).toMatchObject({ middle: { fresh: 1, missing: 1 }, reader: { missing: 2 } })
  })

  test('in an own past all that follows is judged again', async () => {
    const past = self(previous)
    const make = (january: number): PlanGraph => {
      const graph = graphAt(january, { running: { partitions: days, definition: hashOf('code') } })
      const node = graph.get('running')!
      const input = { kind: 'asset', name: 'past', asset: 'running', mapping: past } as const
      return new Map([['running', { ...node, inputs: [input], readers: [{ asset: 'running', mapping: past }] }]])
    }
    const one = { ...(await lab({})), graph: make(9) }
    expect((await look(one)).states).toEqual({ running: { missing: 8 } })
    await fail(one, 'running')
    expect((await look(one)).states).toEqual({ running: { failed: 1, blocked: 7 } })
  })
})
