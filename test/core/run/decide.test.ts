/** Decisions of a run: one question each, and as of now, whatever is kept from the step before. */
import fc from 'fast-check'
import { all, daily, last, previous, same, self } from 'varve'
import { describe, expect, test } from 'vitest'
import type { Ledger } from '../../../packages/core/src/ledger/ledger.ts'
import { erasureOf } from '../../../packages/core/src/ledger/suite/cases.ts'
import { causes } from '../../../packages/core/src/run/causes.ts'
import type { Decision } from '../../../packages/core/src/run/decide.ts'
import { sampleOf } from '../../support/sample.ts'
import { graphOf } from '../plan/plan-cases.ts'
import { countedLedger, currentOf, deciderOf, environment, publish, stepAt } from './step-cases.ts'

const days = daily({ start: '2000-10-25' })
const graph = graphOf({
  source: { partitions: days },
  beside: { partitions: days },
  reader: { partitions: days, reads: { source: same, beside: last(7) } },
  sum: { partitions: days, reads: { source: all, beside: same } },
})
const width = graph.get('source')!.partitions.count

async function allPublished(ledger: Ledger, ...assets: readonly string[]): Promise<void> {
  for (const asset of assets)
    for (let ordinal = 0; ordinal < width; ordinal += 1) await publish(ledger, stepAt(graph, asset, ordinal), `${asset} ${ordinal}`)
}

const versionOf = ({ judgement }: Decision) => (judgement.kind === 'run' ? judgement.wanted?.version : judgement.kind)

/** All that is acted upon. */
const gist = (decision: Decision) => ({ version: versionOf(decision), current: decision.current, sequence: decision.sequence })

test('seventy days are wide', () => expect(width).toBe(70))

describe('one question decides', () => {
  test('about the partition and whatever it reads, of several assets', async () => {
    const { ledger, calls } = await countedLedger()
    await allPublished(ledger, 'source', 'beside')
    const { decide } = deciderOf(ledger, graph)
    calls.length = 0
    const decision = await decide(stepAt(graph, 'reader', 10), false)
    expect(calls).toEqual(['judged'])
    expect(decision).toMatchObject({ judgement: { kind: 'run', reason: 'missing' }, current: null })
    expect(decision.sequence).toBe((await ledger.judged({ environment, assets: [] })).sequence)
  })

  test('about what an asset reads of its own past', async () => {
    const past = graphOf({ sum: { partitions: days } })
    const own = graphOf({ sum: { partitions: days, reads: { sum: self(previous) } } })
    const { ledger, calls } = await countedLedger()
    await publish(ledger, stepAt(past, 'sum', 0), 'first')
    calls.length = 0
    const { decide } = deciderOf(ledger, own)
    expect(await decide(stepAt(own, 'sum', 1), false)).toMatchObject({ judgement: { kind: 'run' } })
    expect(await decide(stepAt(own, 'sum', 2), false)).toMatchObject({
      judgement: { kind: 'blocked', by: { asset: 'sum', partition: '2000-10-26', code: 'INPUT_MISSING' } },
    })
    expect(calls).toEqual(['judged', 'judged'])
  })

  test('and says what the pointer names, whatever windows that was made for', async () => {
    const { ledger } = await countedLedger()
    const sequence = await publish(ledger, stepAt(graph, 'source', 3), 'v1', { windows: [] })
    expect(await deciderOf(ledger, graph).decide(stepAt(graph, 'source', 3), false)).toMatchObject({
      judgement: { kind: 'run', reason: 'missing' },
      current: sequence,
    })
  })
})

describe('what is read widely is kept while nothing happens to it', () => {
  /** How many current rows of an asset each question asked for. */
  function watched(ledger: Ledger, asset: string) {
    const asked: number[] = []
    const judged: Ledger['judged'] = request => {
      const of = request.assets.find(one => one.asset === asset)
      asked.push(of?.current === 'all' ? width : (of?.current.length ?? 0))
      return ledger.judged(request)
    }
    return { asked, ledger: { ...ledger, judged } }
  }

  test('one question for each step: the first asks for all, the next whether anything has moved', async () => {
    const { ledger } = await countedLedger()
    await allPublished(ledger, 'source', 'beside')
    const { asked, ledger: through } = watched(ledger, 'source')
    const { decide } = deciderOf(through, graph)
    for (const ordinal of [0, 1, 2]) await decide(stepAt(graph, 'sum', ordinal), false)
    expect(asked).toEqual([width, 0, 0])
  })

  test('where something has moved it is asked anew, and the decision is as of then', async () => {
    const { ledger } = await countedLedger()
    await allPublished(ledger, 'source', 'beside')
    const { asked, ledger: through } = watched(ledger, 'source')
    const { decide } = deciderOf(through, graph)
    const before = await decide(stepAt(graph, 'sum'), false)
    await publish(ledger, stepAt(graph, 'source', 5), 'edited')
    const after = await decide(stepAt(graph, 'sum'), false)
    expect(asked).toEqual([width, 0, width])
    expect(versionOf(after)).not.toBe(versionOf(before))
    expect(versionOf(after)).toBe(versionOf(await deciderOf(ledger, graph).decide(stepAt(graph, 'sum'), false)))
    await decide(stepAt(graph, 'sum', 1), false)
    expect(asked).toEqual([width, 0, width, 0])
  })

  test('an asset whose head is known to have moved is asked for at once', async () => {
    const { ledger } = await countedLedger()
    await allPublished(ledger, 'source', 'beside')
    const { asked, ledger: through } = watched(ledger, 'source')
    const { decide } = deciderOf(through, graph)
    await decide(stepAt(graph, 'sum'), false)
    await publish(ledger, stepAt(graph, 'source', 5), 'edited')
    await decide(stepAt(graph, 'reader', 1), false)
    await decide(stepAt(graph, 'sum'), false)
    expect(asked).toEqual([width, 1, width])
  })

  test('what failed in this run blocks its readers, though it was kept', async () => {
    const { ledger } = await countedLedger()
    await allPublished(ledger, 'source', 'beside')
    const found = causes()
    const { decide } = deciderOf(ledger, graph, found)
    expect((await decide(stepAt(graph, 'sum'), false)).judgement.kind).toBe('run')
    const by = { asset: 'source', partition: '2000-10-30', code: 'USER_CODE_FAILED' }
    found.add(stepAt(graph, 'source', 5), { kind: 'blocked', by })
    expect((await decide(stepAt(graph, 'sum', 1), false)).judgement).toEqual({ kind: 'blocked', by, others: false })
  })

  test('erased and lost upstream', async () => {
    const { ledger } = await countedLedger()
    await allPublished(ledger, 'source', 'beside')
    const { decide } = deciderOf(ledger, graph)
    await decide(stepAt(graph, 'sum'), false)
    const step = stepAt(graph, 'source', 5)
    const [made] = await ledger.bySequence([(await currentOf(ledger, step))!])
    await ledger.noteLoss([{ sha256: made!.artifact.members[0].sha256, found: 'missing' }], 0)
    expect((await decide(stepAt(graph, 'sum', 1), false)).judgement).toMatchObject({ kind: 'blocked', by: { code: 'INPUT_LOST' } })
    const erasure = { ...erasureOf(step.partition.key, [], 0), asset: 'source' }
    await ledger.erase({ run: 'r1', erasures: [erasure], asOf: Number.MAX_SAFE_INTEGER })
    expect((await decide(stepAt(graph, 'sum', 2), false)).judgement).toMatchObject({ kind: 'blocked', by: { code: 'INPUT_ERASED' } })
  })

  test('whatever others do meanwhile, what is kept decides as what is asked anew', async () => {
    const act = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('decide' as const), asset: fc.constantFrom('sum', 'reader'), ordinal: fc.nat(width - 1) }),
      },
      fc.record({ kind: fc.constant('publish' as const), asset: fc.constantFrom('source', 'beside'), ordinal: fc.nat(width - 1) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async acts => {
        const { ledger } = await countedLedger()
        await allPublished(ledger, 'source', 'beside')
        const { decide } = deciderOf(ledger, graph)
        for (const [turn, { kind, asset, ordinal }] of acts.entries()) {
          const step = stepAt(graph, asset, ordinal)
          if (kind === 'publish') await publish(ledger, step, `turn ${turn}`)
          else expect(gist(await decide(step, false))).toEqual(gist(await deciderOf(ledger, graph).decide(step, false)))
        }
      }),
      { numRuns: sampleOf(50) },
    )
  })
})
