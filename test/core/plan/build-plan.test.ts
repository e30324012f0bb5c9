/** Plans as values: which steps a graph, a look at the ledger and a request come to, why, and what is said beside them. */
import { everything, subsetOf } from '@varve/partitions'
import { all, daily, same } from 'varve'
import { describe, expect, test } from 'vitest'
import type { Materialization } from '../../../packages/core/src/ledger/records.ts'
import { buildPlan, type PlanRequest, type PlanSnapshot } from '../../../packages/core/src/plan/build/build-plan.ts'
import { judge } from '../../../packages/core/src/plan/judge.ts'
import { loading } from '../../../packages/core/src/plan/loading.ts'
import type { Externals, PlanGraph } from '../../../packages/core/src/plan/node.ts'
import type { Plan } from '../../../packages/core/src/plan/plan.ts'
import { stepOf } from '../../../packages/core/src/plan/step.ts'
import { wantingFor } from '../../../packages/core/src/plan/wanting.ts'
import { wideReads } from '../../../packages/core/src/plan/wide-reads.ts'
import { erasureOf, graphOf, hexOf, judgedFrom, type LedgerGiven, madeOf, type NodeGiven, refusalOf } from './plan-cases.ts'

const days = daily({ start: '2001-01-01' })
const seen: Externals = new Map([['outside', { kind: 'present', version: 'v1' }]])

const chain = (given: { readonly source?: NodeGiven; readonly daily?: NodeGiven; readonly total?: NodeGiven } = {}) =>
  graphOf({
    source: { partitions: days, reads: { outside: 'external' }, ...given.source },
    daily: { partitions: days, reads: { source: same }, ...given.daily },
    total: { reads: { daily: all }, ...given.total },
  })

async function planned(graph: PlanGraph, ledger: LedgerGiven = {}, request: Partial<PlanRequest> = {}, externals = seen): Promise<Plan> {
  const everything = { named: [...graph.keys()], reached: [], partitions: undefined, environment: 'main', force: false }
  return (await buildPlan(graph, snapshotOf(ledger), externals, { ...everything, ...request })).plan
}

/** Of a ledger that keeps no states. */
function snapshotOf(ledger: LedgerGiven): PlanSnapshot {
  return {
    sequence: 7,
    assets: async () => [],
    moved: async () => [],
    judged: async request => judgedFrom(ledger, request),
    dynamicKeys: async () => ({}),
  }
}

/** `{ source: { '2001-01-01': 'run missing' } }` */
function stepsOf({ assets }: Plan): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    assets.map(({ node, steps }) => [
      node.name,
      Object.fromEntries([...steps].map(([ordinal, { kind, reason }]) => [node.partitions.at(ordinal).key, `${kind} ${reason}`])),
    ]),
  )
}

const said = ({ findings }: Plan) => findings.map(({ severity, code, message, fix }) => [severity, code, message, fix])

/** Everything made and current, as the graph wants it: each asset after what it reads. */
async function allMade(graph: PlanGraph): Promise<readonly Materialization[]> {
  const made: Materialization[] = []
  for (const [name, node] of graph) {
    for (const [ordinal, version] of (await wantedVersions(graph, made, name)).entries()) made.push(madeOf(stepOf(node, ordinal), version))
  }
  return made
}

/** The versions of an asset's partitions where all that they read is current, and nothing was made of them. */
async function wantedVersions(graph: PlanGraph, current: readonly Materialization[], asset: string): Promise<readonly string[]> {
  const node = graph.get(asset)!
  const loaded = loading(async request => judgedFrom({ current }, request), 'main')
  await loaded.require(wantingFor(node, everything(node.partitions), graph))
  const available = (name: string, ordinal: number) => ({ kind: 'content', of: loaded.of(name).row(ordinal)! }) as const
  const context = { graph, externals: seen, loaded, available, wide: wideReads(graph, available), forced: false, evenErased: false }
  return Array.from({ length: node.partitions.count }, (_, ordinal) => {
    const judgement = judge(stepOf(node, ordinal), context)
    if (judgement.kind !== 'run' || !judgement.wanted) throw new Error(`${asset} is ${judgement.kind}`)
    return judgement.wanted.version
  })
}

describe('steps', () => {
  test('where nothing was made everything runs, in topological order', async () => {
    const plan = await planned(chain())
    expect(plan).toMatchObject({ environment: 'main', sequence: 7, findings: [] })
    expect(Object.entries(stepsOf(plan))).toEqual([
      ['source', { '2001-01-01': 'run missing', '2001-01-02': 'run missing' }],
      ['daily', { '2001-01-01': 'run missing', '2001-01-02': 'run missing' }],
      ['total', { '': 'run missing' }],
    ])
  })

  test('where everything is fresh there are none', async () => {
    const graph = chain()
    const plan = await planned(graph, { current: await allMade(graph) })
    expect(stepsOf(plan)).toEqual({ source: {}, daily: {}, total: {} })
    expect(plan.findings).toEqual([])
  })

  test('an edit runs its asset, and makes its readers possible: what comes out may be equal', async () => {
    const current = await allMade(chain())
    expect(stepsOf(await planned(chain({ daily: { definition: 'code 2' } }), { current }))).toEqual({
      source: {},
      daily: { '2001-01-01': 'run code', '2001-01-02': 'run code' },
      total: { '': 'possible input' },
    })
  })

  test('one new window runs alone, and what reads all of them is possible', async () => {
    const graph = chain()
    const current = (await allMade(graph)).filter(({ partition }) => partition !== '2001-01-02')
    expect(stepsOf(await planned(graph, { current }))).toEqual({
      source: { '2001-01-02': 'run missing' },
      daily: { '2001-01-02': 'run missing' },
      total: { '': 'possible input' },
    })
  })

  test('an edit that was undone is reused, and its readers are judged by what it becomes', async () => {
    const graph = chain()
    const made = await allMade(graph)
    const edited = made.filter(({ asset }) => asset === 'daily')
    const current = [
      ...made.filter(({ asset }) => asset !== 'daily'),
      ...edited.map(one => ({
        ...one,
        id: `${one.id} edited`,
        version: hexOf('edited'),
        definitionHash: 'code 2',
        sequence: one.sequence + 1,
      })),
    ]
    const plan = await planned(graph, { current, earlier: edited })
    expect(stepsOf(plan)).toEqual({ source: {}, daily: { '2001-01-01': 'reuse code', '2001-01-02': 'reuse code' }, total: {} })
    expect([...plan.assets[1]!.steps.values()]).toMatchObject(edited.map(({ sequence }) => ({ kind: 'reuse', to: { sequence } })))
  })

  test('force runs what is selected, and nothing else', async () => {
    const graph = chain()
    const current = await allMade(graph)
    const forced = await planned(graph, { current }, { named: ['daily'], partitions: '2001-01-02', force: true })
    expect(stepsOf(forced)).toEqual({ daily: { '2001-01-02': 'run forced' } })
  })

  test('a reached upstream follows the named partitions', async () => {
    const plan = await planned(chain(), {}, { named: ['daily'], reached: ['source'], partitions: '2001-01-02' })
    expect(stepsOf(plan)).toEqual({ source: { '2001-01-02': 'run missing' }, daily: { '2001-01-02': 'run missing' } })
  })
})

describe('what blocks', () => {
  test('an upstream that was never made and is not selected blocks its readers, with the command that helps', async () => {
    const plan = await planned(chain(), {}, { named: ['daily'] })
    expect(stepsOf(plan)).toEqual({ daily: {} })
    const by = (partition: string) => ({ asset: 'source', partition, code: 'INPUT_MISSING' })
    expect([...plan.assets[0]!.blocked]).toEqual([
      [0, by('2001-01-01')],
      [1, by('2001-01-02')],
    ])
    expect(plan.assets[0]!.blockedBy).toEqual([
      {
        cause: by('2001-01-01'),
        others: true,
        partitions: subsetOf(plan.assets[0]!.node.partitions, [0, 1]),
        fix: 'materialize source too: select +daily',
      },
    ])
    expect(said(plan).map(([severity, code]) => [severity, code])).toEqual([
      ['warning', 'UPSTREAM_NOT_FRESH'],
      ['error', 'INPUT_MISSING'],
    ])
  })

  test('an absent external blocks everything downstream, each by the same cause', async () => {
    const plan = await planned(chain(), {}, {}, new Map([['outside', { kind: 'absent', description: 'a file' }]]))
    const by = { asset: 'outside', partition: '', code: 'EXTERNAL_ABSENT' }
    expect(stepsOf(plan)).toEqual({ source: {}, daily: {}, total: {} })
    expect(plan.assets.map(({ blocked }) => [...blocked.values()])).toEqual([[by, by], [by, by], [by]])
  })

  test('a rejected partition has no step, blocks exactly its readers, and is said', async () => {
    const contract = 'rules 1'
    const graph = chain({ source: { contract } })
    const step = stepOf(graph.get('source')!, 0)
    const [version] = await wantedVersions(graph, [], 'source')
    const plan = await planned(graph, { refusals: [refusalOf(step, version!)] })
    expect(stepsOf(plan)).toEqual({ source: { '2001-01-02': 'run missing' }, daily: { '2001-01-02': 'run missing' }, total: {} })
    expect([...plan.assets[0]!.rejected.keys()]).toEqual([0])
    expect([...plan.assets[1]!.blocked]).toEqual([[0, { asset: 'source', partition: '2001-01-01', code: 'CONTRACT_BROKEN' }]])
    expect(said(plan).map(([severity, code]) => [severity, code])).toEqual([
      ['error', 'CONTRACT_BROKEN'],
      ['error', 'CONTRACT_BROKEN'],
      ['error', 'CONTRACT_BROKEN'],
    ])
  })

  test('an erased partition has no step until it is named and forced', async () => {
    const graph = chain()
    const made = await allMade(graph)
    const erasures = [erasureOf(stepOf(graph.get('source')!, 0))]
    const isErased = (one: Materialization) => one.asset === 'source' && one.partition === '2001-01-01'
    const ledger = { current: made.filter(one => !isErased(one)), erasures, beforeErasure: made.filter(isErased) }
    const plan = await planned(graph, ledger)
    expect(stepsOf(plan)).toEqual({ source: {}, daily: {}, total: {} })
    expect([...plan.assets[0]!.erased.keys()]).toEqual([0])
    expect(said(plan).map(([severity, code]) => [severity, code])).toEqual([['info', 'ERASED']])
    const named = await planned(graph, ledger, { named: ['source'], partitions: '2001-01-01', force: true })
    expect(stepsOf(named)).toEqual({ source: { '2001-01-01': 'run forced' } })
  })
})

describe('what is said of what is not selected', () => {
  test('an upstream that is out of date is read as it is', async () => {
    const current = await allMade(chain())
    const plan = await planned(chain({ source: { definition: 'code 2' } }), { current }, { named: ['daily'] })
    expect(stepsOf(plan)).toEqual({ daily: {} })
    expect(plan.findings).toMatchObject([{ severity: 'warning', code: 'UPSTREAM_NOT_FRESH', asset: 'source' }])
  })

  test('what is not read by the selection is not said', async () => {
    const plan = await planned(chain(), {}, { named: ['source'], partitions: '2001-01-01' })
    expect(stepsOf(plan)).toEqual({ source: { '2001-01-01': 'run missing' } })
    expect(plan.findings).toEqual([])
  })
})
