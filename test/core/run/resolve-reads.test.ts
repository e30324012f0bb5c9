/** Reads, pinned: each as it was decided, and asked for once. */
import { all, daily, last, same } from 'varve'
import { expect, test } from 'vitest'
import type { Ledger } from '../../../packages/core/src/ledger/ledger.ts'
import type { AssignedRead } from '../../../packages/core/src/run/assignment.ts'
import { type ResolveReads, readResolver } from '../../../packages/core/src/run/resolve-reads.ts'
import { overridden } from '../../support/overridden.ts'
import { graphOf } from '../plan/plan-cases.ts'
import { countedLedger, currentOf, deciderOf, publish, stepAt } from './step-cases.ts'

const days = daily({ start: '2000-10-25' })
const graph = graphOf({
  source: { partitions: days },
  sum: { partitions: days, reads: { source: all } },
  season: { partitions: days, reads: { source: last(65) } },
  day: { partitions: days, reads: { source: same } },
})
const width = graph.get('source')!.partitions.count

async function published() {
  const { ledger } = await countedLedger()
  for (let ordinal = 0; ordinal < width; ordinal += 1) await publish(ledger, stepAt(graph, 'source', ordinal), `source ${ordinal}`)
  const asked: number[] = []
  const resolve = readResolver(
    overridden(ledger, {
      bySequence: sequences => {
        asked.push(sequences.length)
        return ledger.bySequence(sequences)
      },
    }),
  )
  return { ledger, asked, resolve }
}

async function readsBy(ledger: Ledger, resolve: ResolveReads, asset: string, ordinal: number): Promise<readonly AssignedRead[]> {
  const { judgement, loaded } = await deciderOf(ledger, graph).decide(stepAt(graph, asset, ordinal), false)
  if (judgement.kind !== 'run' || !judgement.wanted) throw new Error(`${asset} is ${judgement.kind}`)
  return resolve(judgement.wanted, loaded)
}

/** The same, one after the other and without anything that is remembered. */
async function expectedReads(ledger: Ledger, from: number, to: number) {
  const sequences: number[] = []
  for (let ordinal = from; ordinal <= to; ordinal += 1) sequences.push((await currentOf(ledger, stepAt(graph, 'source', ordinal)))!)
  const read = await ledger.bySequence(sequences)
  return read.map(({ partition, artifact, stored }) => ({ partition, artifact, stored }))
}

test('what the reader before did not read is asked for, and nothing else', async () => {
  const { ledger, asked, resolve } = await published()
  for (const [asset, ordinal, from, to] of [
    ['season', 66, 2, 66],
    ['season', 67, 3, 67],
    ['sum', 0, 0, width - 1],
    ['sum', 1, 0, width - 1],
    ['day', 5, 5, 5],
  ] as const) {
    const [read] = await readsBy(ledger, resolve, asset, ordinal)
    expect(read).toMatchObject({ input: 'source', partitions: await expectedReads(ledger, from, to) })
  }
  expect(asked).toEqual([65, 1, 5])
})

test('what was made again is read as it is now', async () => {
  const { ledger, asked, resolve } = await published()
  await readsBy(ledger, resolve, 'sum', 0)
  await publish(ledger, stepAt(graph, 'source', 5), 'edited')
  const [read] = await readsBy(ledger, resolve, 'sum', 0)
  expect(read).toMatchObject({ partitions: await expectedReads(ledger, 0, width - 1) })
  expect(asked).toEqual([width, 1])
})

test('steps that are resolved at once each get their own', async () => {
  const { ledger, resolve } = await published()
  const wanted = [
    ['sum', 0, 0, width - 1],
    ['season', 66, 2, 66],
    ['season', 69, 5, 69],
    ['day', 3, 3, 3],
  ] as const
  const reads = await Promise.all(wanted.map(([asset, ordinal]) => readsBy(ledger, resolve, asset, ordinal)))
  for (const [index, [, , from, to]] of wanted.entries()) {
    expect(reads[index]).toMatchObject([{ partitions: await expectedReads(ledger, from, to) }])
  }
})
