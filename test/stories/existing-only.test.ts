/** Assets that do not wait for partitions that their upstream does not have. */
import { all, asset, catalog, daily, existingOnly, from, last, materialize, monthly, overlap, plan, read, same, specific } from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'

const days = daily({ start: '2001-01-01', end: '2001-01-06' })
const orders = asset({
  partitions: daily({ start: '2001-01-03', end: '2001-01-05' }),
  run: (_inputs, { partition }) => [{ day: partition.key }],
})

test('semantics 15: a day that the upstream does not have blocks its reader, unless the edge says otherwise', async () => {
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

describe('what a reader says of a day that is not there', () => {
  const readers = daily({ start: '2001-01-01', end: '2001-01-10' })
  const exists = 'read what exists with existingOnly(...)'
  const reasons = async (partitions: ReturnType<typeof daily>, mapping: typeof same | ReturnType<typeof specific>) => {
    const orders = asset({ partitions, run: () => [{ n: 1 }] })
    const reader = asset({ partitions: readers, inputs: { orders: from(orders, { partitions: mapping }) }, run: () => [{ n: 1 }] })
    const lab = memoryConfig(catalog({ orders, reader }), { clock: { now: () => Date.UTC(2001, 0, 8) } })
    return (await plan(lab)).findings.map(({ message, fix }) => `${message}; ${fix}`)
  }

  test('says whether it comes before the start, after the end, or is left out', async () => {
    expect(
      await reasons(daily({ start: '2001-01-03', end: '2001-01-07', exclude: { dates: ['2001-01-05', '2001-01-06'] } }), same),
    ).toEqual([
      'reader is blocked by orders@2001-01-01 and others of its partitions: 2001-01-01..2001-01-02; ' +
        `orders@2001-01-01 is before its start 2001-01-03: begin the reader later, or ${exists}`,
      'reader is blocked by orders@2001-01-05 and others of its partitions: 2001-01-05..2001-01-06; ' +
        `orders@2001-01-05 is left out of its dates: ${exists}`,
      `reader is blocked by orders@2001-01-07: 2001-01-07; orders@2001-01-07 is after its end 2001-01-07: end the reader earlier, or ${exists}`,
    ])
  })

  test.each([
    ['an end', { start: '2001-01-01', end: '2001-02-01' }],
    ['no end', { start: '2001-01-01' }],
    ['dates left out', { start: '2001-01-01', exclude: { dates: ['2001-01-09'] } }],
  ])('says to wait for what is to come of a set with %s', async (_, options) => {
    expect(await reasons(daily(options), specific(['2001-01-10']))).toEqual([
      'reader is blocked by orders@2001-01-10: 2001-01-01..2001-01-07; ' +
        `orders has no partition 2001-01-10 yet: wait for it, or ${exists}`,
    ])
  })

  test('does not say to wait for a date to come that is left out, and leaves it open where keys do not sort by time', async () => {
    const weekends = { start: '2001-01-01', exclude: { dates: ['2001-01-09'] } }
    expect(await reasons(daily(weekends), specific(['2001-01-09']))).toEqual([
      `reader is blocked by orders@2001-01-09: 2001-01-01..2001-01-07; orders@2001-01-09 is left out of its dates: ${exists}`,
    ])
    expect(await reasons(daily({ start: '2001-01-01', format: '%d.%m.%Y' }), specific(['10.01.2001']))).toEqual([
      'reader is blocked by orders@10.01.2001: 2001-01-01..2001-01-07; ' +
        `orders has no partition 10.01.2001: wait for it where it is to come, add it, or ${exists}`,
    ])
  })
})

test('of many partitions that are missing one is named', async () => {
  const report = asset({ inputs: { orders: from(orders, { partitions: all }) }, run: () => ({ n: 1 }) })
  const { findings } = await plan(memoryConfig(catalog({ orders, report })), { select: 'report' })
  expect(findings.map(({ message }) => message)).toContain('report is blocked by orders@2001-01-03 and others of its partitions: *')
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
