/** Assets that read their own past: made in order, each from the one before. */
import {
  all,
  asset,
  catalog,
  daily,
  dataContract,
  external,
  materialize,
  monthly,
  offset,
  perDimension,
  plan,
  previous,
  product,
  type RunEvent,
  read,
  same,
  segments,
  self,
} from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const days = daily({ start: '2001-01-01', end: '2001-01-07' })
const lastDay = '2001-01-06'
const sales = external<readonly { day: string; sold: number }[]>({
  description: 'sales',
  contract: undefined,
  observe: async () => undefined,
  open: async () => ({ value: async () => [] }),
})
const given = (...sold: readonly number[]) => ({ sales: sold.map((sold, index) => ({ day: `2001-01-0${index + 1}`, sold })) })
const sold = asset({
  partitions: days,
  inputs: { sales },
  run: ({ sales }, { partition }) => sales.filter(({ day }) => day === partition.key),
})
const totals = asset({
  partitions: days,
  inputs: { sold, before: self(previous) },
  contract: dataContract({ row: z.object({ total: z.int().max(99) }) }),
  run: ({ sold, before }) => [{ total: (before?.[0]?.total ?? 0) + sold.reduce((sum, row) => sum + row.sold, 0) }],
})

describe('a running total', () => {
  const none = { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 }

  test.each([{ order: 'oldest' }, { order: 'newest' }] as const)(
    'semantics 17: is made in window order, asked $order first',
    async ({ order }) => {
      const lab = memoryConfig(catalog({ sales, sold, totals }), { given: given(1, 2, 3, 4, 5, 6) })
      const made: string[] = []
      const observe = (event: RunEvent) => event.kind === 'settled' && event.asset === 'totals' && made.push(event.partition)
      expect((await materialize(lab, { concurrency: 8, order, observers: [observe] })).steps).toEqual({ ...none, done: 12 })
      expect(made).toEqual(made.toSorted())
      expect(await read(lab, `totals@${lastDay}`)).toEqual([{ total: 21 }])
      expect((await materialize(lab)).steps).toEqual(none)
    },
  )

  test('semantics 17: a window that is refused stops its successors, and nothing else', async () => {
    const lab = memoryConfig(catalog({ sales, sold, totals }), { given: given(1, 2, 99, 4, 5, 6) })
    const { steps, failures, blocked } = await materialize(lab)
    expect(steps).toEqual({ ...none, done: 6 + 2, failed: 1, blocked: 3 })
    expect(failures.map(({ asset, partition }) => `${asset}@${partition}`)).toEqual(['totals@2001-01-03'])
    expect(blocked).toEqual([
      {
        asset: 'totals',
        partitions: '2001-01-04..2001-01-06',
        by: { asset: 'totals', partition: '2001-01-03', code: 'CONTRACT_BROKEN' },
        fix: 'fix totals first',
      },
    ])
  })

  test('a day whose own past was never made waits for it', async () => {
    const lab = memoryConfig(catalog({ sales, sold, totals }), { given: given(1, 2, 3, 4, 5, 6) })
    const { steps, blocked } = await materialize(lab, { select: '+totals', partitions: '2001-01-05..2001-01-06' })
    expect(steps).toEqual({ ...none, done: 2, blocked: 2 })
    expect(blocked.map(({ partitions, by, fix }) => [partitions, by.partition, by.code, fix])).toEqual([
      ['2001-01-05..2001-01-06', '2001-01-04', 'INPUT_MISSING', 'it reads its own past: begin earlier, with 2001-01-01'],
    ])
  })

  test('names the first window that was never made in the gap before it, and so does what reads it', async () => {
    const peak = asset({ partitions: days, inputs: { totals }, run: ({ totals }) => totals })
    const lab = memoryConfig(catalog({ sales, sold, totals, peak }), { given: given(1, 2, 3, 4, 5, 6) })
    await materialize(lab, { select: '+totals', partitions: '2001-01-01..2001-01-02' })
    const { findings } = await plan(lab, { select: '+peak', partitions: lastDay })
    expect(findings.map(({ message, fix }) => [message, fix])).toEqual([
      ['totals is blocked by totals@2001-01-05: 2001-01-06', 'it reads its own past: begin earlier, with 2001-01-03'],
      ['peak is blocked by totals@2001-01-05: 2001-01-06', 'totals reads its own past: begin earlier, with 2001-01-03'],
    ])
    const alone = await plan(lab, { select: 'peak', partitions: lastDay })
    expect(alone.findings.filter(({ severity }) => severity === 'error').map(({ fix }) => fix)).toEqual([
      'materialize totals too: select +peak',
    ])
  })

  test('an earlier day that is out of date and not selected is read as it is, with a warning', async () => {
    let late = 1
    const arriving = asset({ partitions: days, run: () => [{ sold: late }] })
    const sums = asset({
      partitions: days,
      inputs: { arriving, before: self(previous) },
      contract: dataContract({ row: z.object({ sum: z.int() }) }),
      run: ({ arriving, before }) => [{ sum: (before?.[0]?.sum ?? 0) + arriving[0]!.sold }],
    })
    const lab = memoryConfig(catalog({ arriving, sums }))
    await materialize(lab)
    late = 5
    await materialize(lab, { select: 'arriving', partitions: '2001-01-02', force: true })
    const { findings } = await plan(lab, { select: 'sums', partitions: '2001-01-03', force: true })
    expect(findings).toEqual([
      {
        severity: 'warning',
        code: 'UPSTREAM_NOT_FRESH',
        asset: 'sums',
        message: 'sums is not fresh where it is not selected (2001-01-02): what is there is read as it is',
        fix: 'select these partitions too',
      },
    ])
    expect((await plan(lab, { select: 'sums', partitions: '2001-01-02..2001-01-03' })).findings).toEqual([])
    expect((await plan(lab, { select: 'sums', partitions: '2001-01-05' })).findings).toEqual([])
  })

  test('a day that was late is taken over by all that follow, as far as it changes them', async () => {
    let late = 0
    const arriving = asset({ partitions: days, run: (_inputs, { partition }) => [{ sold: partition.key === '2001-01-03' ? late : 1 }] })
    const peaks = asset({
      partitions: days,
      inputs: { arriving, before: self(previous) },
      contract: dataContract({ row: z.object({ peak: z.int() }) }),
      run: ({ arriving, before }) => [{ peak: Math.max(before?.[0]?.peak ?? 0, ...arriving.map(({ sold }) => sold)) }],
    })
    const lab = memoryConfig(catalog({ arriving, peaks }))
    await materialize(lab)
    late = 1
    const cutOff = await materialize(lab, { select: ['arriving', 'peaks'], partitions: '2001-01-03', force: true })
    expect(cutOff.steps).toEqual({ ...none, done: 2 })
    expect((await materialize(lab)).steps).toEqual(none)
    late = 7
    await materialize(lab, { select: 'arriving', partitions: '2001-01-03', force: true })
    expect((await materialize(lab)).steps).toEqual({ ...none, done: 4 })
    expect(await read(lab, `peaks@${lastDay}`)).toEqual([{ peak: 7 }])
  })
})

test('segments go on by themselves, each through its own past', async () => {
  const cells = product({ day: days, shop: segments(['north', 'south']) })
  const stock = asset({
    partitions: cells,
    inputs: { before: self(perDimension({ day: previous, shop: same })) },
    contract: dataContract({ row: z.object({ left: z.int() }) }),
    run: ({ before }, { partition }) => {
      if (partition.shop === 'north' && partition.day.key === '2001-01-03') throw new Error('north is closed')
      return [{ left: (before?.[0]?.left ?? 10) - 1 }]
    },
  })
  const lab = memoryConfig(catalog({ stock }))
  const { steps, blocked } = await materialize(lab, { concurrency: 4 })
  expect(steps).toEqual({ done: 2 + 6, reused: 0, skipped: 0, failed: 1, blocked: 3 })
  expect(blocked.map(({ partitions }) => partitions)).toEqual(['day=2001-01-04..2001-01-06,shop=north'])
  expect(await read(lab, `stock@day=${lastDay},shop=south`)).toEqual([{ left: 4 }])
})

test('many days of its own past, of every segment, come as a map by key', async () => {
  const cells = product({ day: days, shop: segments(['north', 'south']) })
  const seen = asset({
    partitions: cells,
    inputs: { before: self(perDimension({ day: offset(-2, -1), shop: all })) },
    contract: dataContract({ row: z.object({ count: z.int() }) }),
    run: ({ before }) => [{ count: before.size }],
  })
  const lab = memoryConfig(catalog({ seen }))
  await materialize(lab, { concurrency: 4 })
  const counts = await Promise.all(['01', '02', '03', '06'].map(day => read(lab, `seen@day=2001-01-${day},shop=north`)))
  expect(counts).toEqual([[{ count: 0 }], [{ count: 2 }], [{ count: 4 }], [{ count: 4 }]])
})

test('a past that another partition of the same time would be part of is refused when it is mounted', () => {
  const cells = product({ day: days, month: monthly({ start: '2001-01-01', end: '2001-04-01' }) })
  const tangled = asset({
    partitions: cells,
    inputs: { before: self(perDimension({ month: previous, day: all })) },
    contract: dataContract({ row: z.object({ n: z.int() }) }),
    run: ({ before }) => [{ n: before.size }],
  })
  expect(() => catalog({ tangled })).toThrow(
    expect.objectContaining({ code: 'PARTITIONS_DO_NOT_FIT', fix: 'choose earlier partitions: self(...)' }),
  )
})
