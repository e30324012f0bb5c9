/** The main job in memory: assets, partitions, gate, reuse, in milliseconds. */
import { asset, catalog, daily, dataContract, external, from, last, materialize, read } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

const days = daily({ start: '2001-01-01', end: '2001-01-11' })
const raw = external<{ day: string; n: number }[]>({
  description: 'rows',
  contract: undefined,
  observe: async () => undefined,
  open: async () => ({ value: async () => [] }),
})
const orders = asset({
  partitions: days,
  inputs: { raw },
  contract: dataContract({ row: z.object({ n: z.int().min(0) }) }),
  run: ({ raw }, { partition }) => raw.filter(row => row.day === partition.key).map(({ n }) => ({ n })),
})
const week = asset({
  partitions: days,
  inputs: { week: from(orders, { partitions: last(7) }) },
  run: ({ week }) => ({ total: [...week.values()].flat().reduce((sum, { n }) => sum + n, 0), days: week.size }),
})
const rows = Array.from({ length: 10 }, (_, i) => ({ day: `2001-01-${String(i + 1).padStart(2, '0')}`, n: i + 1 }))

test('a whole graph is made in memory, and a second time nothing runs', async () => {
  const lab = memoryConfig(catalog({ raw, orders, week }), { given: { raw: rows } })
  const first = await materialize(lab)
  expect(first).toMatchObject({
    status: 'complete',
    steps: { done: 20, reused: 0, skipped: 0, failed: 0, blocked: 0 },
    failures: [],
    blocked: [],
  })
  expect(await read(lab, 'week@2001-01-10')).toEqual({ total: 4 + 5 + 6 + 7 + 8 + 9 + 10, days: 7 })
  expect((await materialize(lab)).steps).toEqual({ done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 })
})

test('a bad row closes the gate of its day, and blocks exactly what reads that day', async () => {
  const bad = rows.map(row => (row.day === '2001-01-05' ? { ...row, n: -1 } : row))
  const lab = memoryConfig(catalog({ raw, orders, week }), { given: { raw: bad } })
  const outcome = await materialize(lab)
  expect(outcome.steps).toEqual({ done: 9 + 4, reused: 0, skipped: 0, failed: 1, blocked: 6 })
  expect(outcome.blocked).toEqual([
    {
      asset: 'week',
      partitions: '2001-01-05..2001-01-10',
      by: { asset: 'orders', partition: '2001-01-05', code: 'CONTRACT_BROKEN' },
      fix: 'fix orders first',
    },
  ])
  expect(outcome.failures).toMatchObject([
    {
      asset: 'orders',
      partition: '2001-01-05',
      code: 'CONTRACT_BROKEN',
      quarantine: { rows: 1, rules: [{ rule: 'row.too_small', column: 'n', count: 1 }] },
    },
  ])
  const again = await materialize(lab)
  expect(again.steps).toEqual({ done: 0, reused: 0, skipped: 0, failed: 1, blocked: 6 })
})
