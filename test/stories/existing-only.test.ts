/** Assets that do not wait for partitions that their upstream lacks. */
import { asset, catalog, daily, existingOnly, from, last, materialize, monthly, overlap, read, same } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'

const days = daily({ start: '2001-01-01', end: '2001-01-06' })
const orders = asset({
  partitions: daily({ start: '2001-01-03', end: '2001-01-05' }),
  run: (_inputs, { partition }) => [{ day: partition.key }],
})

test('semantics 15: a day that the upstream lacks blocks its reader, unless the edge says otherwise', async () => {
  const strict = asset({ partitions: days, inputs: { orders }, run: ({ orders }) => ({ orders: orders.length }) })
  const lenient = asset({
    partitions: days,
    inputs: { own: from(orders, { partitions: existingOnly(same) }), seen: from(orders, { partitions: existingOnly(last(3)) }) },
    run: ({ own, seen }) => ({ own: own?.[0]?.day ?? null, seen: [...seen.keys()] }),
  })
  const lab = memoryConfig(catalog({ orders, strict, lenient }))
  const { steps, blocked } = await materialize(lab)
  expect(steps).toEqual({ done: 2 + 2 + 5, reused: 0, skipped: 0, failed: 0, blocked: 3 })
  expect(blocked.map(({ asset, partitions, by }) => [asset, partitions, by.code])).toEqual([
    ['strict', '2001-01-01', 'INPUT_MISSING'],
    ['strict', '2001-01-02', 'INPUT_MISSING'],
    ['strict', '2001-01-05', 'INPUT_MISSING'],
  ])
  const made = await Promise.all(['01', '03', '04', '05'].map(day => read(lab, `lenient@2001-01-${day}`)))
  expect(made).toEqual([
    { own: null, seen: [] },
    { own: '2001-01-03', seen: ['2001-01-03'] },
    { own: '2001-01-04', seen: ['2001-01-03', '2001-01-04'] },
    { own: null, seen: ['2001-01-03', '2001-01-04'] },
  ])
})

test('a month to date is made again when another of its days exists', async () => {
  let now = Date.UTC(2001, 0, 4)
  const sales = asset({ partitions: daily({ start: '2001-01-01' }), run: () => [{ sold: 1 }] })
  const toDate = asset({
    partitions: monthly({ start: '2001-01-01', endOffset: 1 }),
    inputs: { sales: from(sales, { partitions: existingOnly(overlap) }) },
    run: ({ sales }) => ({ sold: [...sales.values()].flat().length }),
  })
  const lab = memoryConfig(catalog({ sales, toDate }), { clock: { now: () => now } })
  expect((await materialize(lab)).steps).toEqual({ done: 3 + 1, reused: 0, skipped: 0, failed: 0, blocked: 0 })
  expect(await read(lab, 'toDate@2001-01-01')).toEqual({ sold: 3 })
  now = Date.UTC(2001, 0, 5)
  expect((await materialize(lab)).steps).toEqual({ done: 1 + 1, reused: 0, skipped: 0, failed: 0, blocked: 0 })
  expect(await read(lab, 'toDate@2001-01-01')).toEqual({ sold: 4 })
})
