/** Every answer of `judge`: one partition, one look at the ledger, what is available upstream. */
import { subsetOf } from '@varve/partitions'
import { all, daily, last, same } from 'varve'
import { describe, expect, test } from 'vitest'
import type { Materialization } from '../../../packages/core/src/ledger/records.ts'
import type { Available } from '../../../packages/core/src/plan/available.ts'
import { causeOf, type Judgement, judge } from '../../../packages/core/src/plan/judge.ts'
import { type Loaded, loadedAsset, pieceOf } from '../../../packages/core/src/plan/loaded.ts'
import { requestOf } from '../../../packages/core/src/plan/loading.ts'
import type { Externals, PlanGraph } from '../../../packages/core/src/plan/node.ts'
import { type Step, stepOf } from '../../../packages/core/src/plan/step.ts'
import { wideReads } from '../../../packages/core/src/plan/wide-reads.ts'
import { erasureOf, graphOf, hexOf, judgedFrom, type LedgerGiven, madeOf, type NodeGiven, refusalOf, rowOf } from './plan-cases.ts'

const days = daily({ start: '2001-01-01' })
const seen: Externals = new Map([['outside', { kind: 'present', version: 'v1' }]])

interface Given extends LedgerGiven {
  readonly externals?: Externals
  readonly available?: Readonly<Record<string, Available>>
  readonly forced?: boolean
  readonly evenErased?: boolean
}

/** Judges the first partition of an asset; upstream partitions are missing unless they are given, by `asset@partition`. */
function judged(graph: PlanGraph, asset: string, given: Given = {}, current?: Materialization): Judgement {
  const { externals = seen, available = {}, forced = false, evenErased = false, ...ledger } = given
  const step = first(graph, asset)
  const own = subsetOf(step.node.partitions, [0])
  const wanting = { node: step.node, current: own, others: own }
  const answer = judgedFrom({ ...ledger, current: current ? [current] : [] }, { environment: 'main', assets: [requestOf(wanting)] })
  const loaded: Loaded = { of: () => loadedAsset(step.node, [pieceOf(wanting, answer.assets[0]!)]) }
  const availableAt = (name: string, ordinal: number): Available => {
    const { key } = graph.get(name)!.partitions.at(ordinal)
    return available[key === '' ? name : `${name}@${key}`] ?? { kind: 'missing' }
  }
  return judge(step, { graph, externals, loaded, available: availableAt, wide: wideReads(graph, availableAt), forced, evenErased })
}

function first(graph: PlanGraph, asset: string): Step {
  return stepOf(graph.get(asset)!, 0)
}

/** The version that is wanted where nothing was made yet. */
function wantedVersion(graph: PlanGraph, asset: string, given: Given = {}): string {
  const judgement = judged(graph, asset, given)
  if (judgement.kind !== 'run' || !judgement.wanted) throw new Error(`${asset} is ${judgement.kind}`)
  return judgement.wanted.version
}

const alone = (given: NodeGiven = {}) => graphOf({ one: given })
const upstream = graphOf({ source: { partitions: days }, reader: { partitions: days, reads: { source: same } } })
const sourceMade = madeOf(first(upstream, 'source'), 's1')
const sourceThere = { available: { 'source@2001-01-01': { kind: 'content', of: rowOf(sourceMade) } } } as const

describe('fresh, reuse and run', () => {
  test('what was never made runs, and says what it would be made from', () => {
    const judgement = judged(upstream, 'reader', sourceThere)
    expect(judgement).toEqual({
      kind: 'run',
      reason: 'missing',
      failed: null,
      wanted: {
        version: expect.stringMatching(/^[0-9a-f]{64}$/),
        complete: true,
        inputs: [
          {
            input: upstream.get('reader')!.inputs[0],
            missing: [],
            short: false,
            partitions: expect.objectContaining({ ranges: [[0, 1]] }),
            external: null,
          },
        ],
      },
    })
  })

  test('the wanted version that is current is fresh', () => {
    const current = madeOf(first(upstream, 'reader'), wantedVersion(upstream, 'reader', sourceThere))
    expect(judged(upstream, 'reader', sourceThere, current)).toEqual({ kind: 'fresh', current: rowOf(current) })
  })

  test('the wanted version that exists and is not current is reused', () => {
    const to = madeOf(first(upstream, 'reader'), wantedVersion(upstream, 'reader', sourceThere))
    const current = madeOf(first(upstream, 'reader'), 'another')
    expect(judged(upstream, 'reader', { ...sourceThere, earlier: [to] }, current)).toMatchObject({
      kind: 'reuse',
      to: { sequence: to.sequence },
      reason: 'input',
    })
  })

  test('forced, it runs although it is fresh', () => {
    const current = madeOf(first(alone(), 'one'), wantedVersion(alone(), 'one'))
    expect(judged(alone(), 'one', { forced: true }, current)).toMatchObject({ kind: 'run', reason: 'forced' })
  })

  const version = wantedVersion(alone(), 'one')
  const step = first(alone(), 'one')
  test.each<[string, Partial<Materialization>, NodeGiven]>([
    ['config', { version: hexOf('earlier'), configHash: 'other' }, {}],
    ['code', { version: hexOf('earlier'), definitionHash: 'other' }, {}],
    ['code', { stored: null }, {}],
    ['dependencies', { version: hexOf('earlier'), lineage: madeOf(first(upstream, 'reader'), version).lineage }, {}],
    ['contract', {}, { contract: 'rules 2' }],
  ])('reason %s', (reason, changed, given) => {
    expect(judged(alone(given), 'one', {}, madeOf(step, version, changed))).toMatchObject({ kind: 'run', reason })
  })

  test('reason input: other content upstream', () => {
    const current = madeOf(first(upstream, 'reader'), wantedVersion(upstream, 'reader', sourceThere))
    const other = { available: { 'source@2001-01-01': { kind: 'content', of: rowOf(madeOf(first(upstream, 'source'), 's2')) } } } as const
    expect(judged(upstream, 'reader', other, current)).toMatchObject({ kind: 'run', reason: 'input' })
  })

  test('reason lost: the bytes of what is current are gone; a whole one of that version is reused', () => {
    const current = madeOf(step, version)
    const losses = [current.artifact.members[0].sha256]
    expect(judged(alone(), 'one', { losses }, current)).toMatchObject({ kind: 'run', reason: 'lost' })
    const whole = madeOf(step, version, { sequence: 5, artifact: madeOf(step, 'same bytes again').artifact })
    expect(judged(alone(), 'one', { losses, earlier: [whole] }, current)).toMatchObject({
      kind: 'reuse',
      to: { sequence: 5 },
      reason: 'lost',
    })
  })

  test('equal bytes upstream want an equal version, whatever version they are of', () => {
    const again = madeOf(first(upstream, 'source'), 's2', { artifact: sourceMade.artifact })
    const other = { available: { 'source@2001-01-01': { kind: 'content', of: rowOf(again) } } } as const
    expect(wantedVersion(upstream, 'reader', other)).toBe(wantedVersion(upstream, 'reader', sourceThere))
  })
})

describe('rejected and failed', () => {
  const contract = 'rules 1'
  const graph = alone({ contract })
  const step = first(graph, 'one')
  const version = wantedVersion(graph, 'one')

  test('what the present contract rejected is not run again', () => {
    const refusal = refusalOf(step, version)
    const judgement = judged(graph, 'one', { refusals: [refusal] })
    expect(judgement).toEqual({ kind: 'rejected', refusal })
    expect(causeOf(step, judgement)).toEqual({ asset: 'one', partition: '', code: 'CONTRACT_BROKEN' })
  })

  test('what another contract rejected is run, and so is a rejected one that is forced', () => {
    expect(judged(graph, 'one', { refusals: [refusalOf(step, version, { contract: 'rules 0' })] })).toMatchObject({
      kind: 'run',
      failed: null,
    })
    expect(judged(graph, 'one', { refusals: [refusalOf(step, version)], forced: true })).toMatchObject({ kind: 'run', reason: 'forced' })
  })

  test('what failed is run again, and its readers know why they wait', () => {
    const failed = refusalOf(step, version, { kind: 'failed', contract: null, code: 'USER_CODE_FAILED' })
    const judgement = judged(graph, 'one', { refusals: [failed] })
    expect(judgement).toMatchObject({ kind: 'run', reason: 'missing', failed })
    expect(causeOf(step, judgement)).toEqual({ asset: 'one', partition: '', code: 'USER_CODE_FAILED' })
  })
})

describe('erased', () => {
  const graph = graphOf({ source: { partitions: days }, reader: { partitions: days, reads: { source: same } } })
  const erasure = erasureOf(first(graph, 'source'))

  test('what was erased has no step, unless it is asked for', () => {
    const judgement = judged(graph, 'source', { erasures: [erasure] })
    expect(judgement).toEqual({ kind: 'erased', erasure })
    expect(causeOf(first(graph, 'source'), judgement)).toEqual({ asset: 'source', partition: '2001-01-01', code: 'INPUT_ERASED' })
    expect(judged(graph, 'source', { erasures: [erasure], evenErased: true })).toMatchObject({ kind: 'run', reason: 'missing' })
  })

  test('its readers are fresh by the content that was recorded, and blocked where they must run', () => {
    const by = { asset: 'source', partition: '2001-01-01', code: 'INPUT_ERASED' }
    const gone = { available: { 'source@2001-01-01': { kind: 'gone', of: rowOf(sourceMade), by } } } as const
    const current = madeOf(first(graph, 'reader'), wantedVersion(graph, 'reader', sourceThere))
    expect(judged(graph, 'reader', gone, current)).toEqual({ kind: 'fresh', current: rowOf(current) })
    expect(judged(graph, 'reader', gone)).toEqual({ kind: 'blocked', by, others: false })
  })
})

describe('possible', () => {
  const pending = { available: { 'source@2001-01-01': { kind: 'possible' } } } as const

  test('where an upstream step decides, an earlier result of this definition may be met again', () => {
    const current = madeOf(first(upstream, 'reader'), 'whatever')
    expect(judged(upstream, 'reader', pending, current)).toEqual({ kind: 'possible', reason: 'input' })
    expect(judged(upstream, 'reader', { ...pending, earlier: [current] })).toEqual({ kind: 'possible', reason: 'missing' })
  })

  test('of a definition of which nothing was made it runs for certain, in a version that is not known yet', () => {
    expect(judged(upstream, 'reader', pending)).toEqual({ kind: 'run', reason: 'missing', wanted: null, failed: null })
    const other = madeOf(first(upstream, 'reader'), 'whatever', { definitionHash: 'code 0' })
    expect(judged(upstream, 'reader', pending, other)).toMatchObject({ kind: 'run', reason: 'code', wanted: null })
    expect(judged(upstream, 'reader', { ...pending, forced: true })).toMatchObject({ kind: 'run', reason: 'forced', wanted: null })
  })
})

describe('blocked', () => {
  test('by an upstream partition that is missing, and whether it is the only one', () => {
    const by = { asset: 'source', partition: '2001-01-01', code: 'INPUT_MISSING' }
    expect(judged(upstream, 'reader')).toEqual({ kind: 'blocked', by, others: false })
    const summing = graphOf({ source: { partitions: days }, sum: { reads: { source: all } } })
    expect(judged(summing, 'sum')).toEqual({ kind: 'blocked', by, others: true })
  })

  test('by a partition that the upstream does not have', () => {
    const graph = graphOf({ source: { partitions: daily({ start: '2001-01-02' }) }, reader: { partitions: days, reads: { source: same } } })
    const by = { asset: 'source', partition: '2001-01-01', code: 'INPUT_MISSING' }
    expect(judged(graph, 'reader')).toEqual({ kind: 'blocked', by, others: false })
  })

  test('by what blocks its upstream', () => {
    const by = { asset: 'raw', partition: '', code: 'CONTRACT_BROKEN' }
    const available = { 'source@2001-01-01': { kind: 'blocked', by } } as const
    expect(judged(upstream, 'reader', { available })).toEqual({ kind: 'blocked', by, others: false })
  })

  test('by lost bytes where it must run; where it is fresh it stays so', () => {
    const lost = rowOf(sourceMade, [sourceMade.artifact.members[0].sha256])
    const available = { 'source@2001-01-01': { kind: 'content', of: lost } } as const
    const by = { asset: 'source', partition: '2001-01-01', code: 'INPUT_LOST' }
    expect(judged(upstream, 'reader', { available })).toEqual({ kind: 'blocked', by, others: false })
    const current = madeOf(first(upstream, 'reader'), wantedVersion(upstream, 'reader', sourceThere))
    expect(judged(upstream, 'reader', { available }, current)).toEqual({ kind: 'fresh', current: rowOf(current) })
  })

  test.each([
    ['EXTERNAL_ABSENT', { kind: 'absent', description: 'a file' }],
    ['INPUT_MISSING', { kind: 'unobserved' }],
    ['EXTERNAL_UNREADABLE', { kind: 'unreadable', code: 'EXTERNAL_UNREADABLE', message: 'torn' }],
    ['CONTRACT_BROKEN', { kind: 'rejected', version: 'v1', message: 'bad rows', quarantine: null }],
  ] as const)('by an external: %s', (code, state) => {
    const graph = graphOf({ reader: { reads: { outside: 'external' } } })
    const externals: Externals = new Map([['outside', state]])
    expect(judged(graph, 'reader', { externals })).toEqual({
      kind: 'blocked',
      by: { asset: 'outside', partition: '', code },
      others: false,
    })
  })
})

test('a window that reaches back before the start of history is read as far as there is one', () => {
  const graph = graphOf({ source: { partitions: days }, week: { partitions: days, reads: { source: last(7) } } })
  const judgement = judged(graph, 'week', sourceThere)
  expect(judgement).toMatchObject({
    kind: 'run',
    wanted: { complete: true, inputs: [{ short: true, missing: [], partitions: { ranges: [[0, 1]] } }] },
  })
})
