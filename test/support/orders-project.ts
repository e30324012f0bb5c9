/** A small project on disk: ten days of orders from one JSON file, and a rolling week of them. */

/** Files for `makeProject`. `raw` is an external, `orders` and `week` have ten daily partitions, `total` has none. */
export const ordersProject: Readonly<Record<string, string>> = {
  'varve.config.ts': `import { catalog, defineConfig, file, ioManager, json } from 'varve'
import * as assets from './assets/orders.ts'

export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ ...assets }),
  io: ioManager({ storage: file('./data'), format: json() }),
})
`,
  'assets/orders.ts': `import { all, asset, daily, dataContract, externalFile, from, last } from 'varve'
import { z } from 'zod'

export const days = daily({ start: '2001-01-01', end: '2001-01-11' })

export const raw = externalFile<{ day: string; n: number }[]>('./raw.json', { format: 'json' })

export const orders = asset({
  partitions: days,
  inputs: { raw },
  contract: dataContract({ row: z.object({ n: z.int().min(0) }) }),
  run: ({ raw }, { partition }) => raw.filter(({ day }) => day === partition.key).map(({ n }) => ({ n })),
})

export const week = asset({
  partitions: days,
  inputs: { week: from(orders, { partitions: last(7) }) },
  run: ({ week }) => ({ sum: [...week.values()].flat().reduce((sum, { n }) => sum + n, 0), days: week.size }),
})

export const total = asset({
  inputs: { orders: from(orders, { partitions: all }) },
  run: ({ orders }) => ({ sum: [...orders.values()].flat().reduce((sum, { n }) => sum + n, 0) }),
})
`,
  'raw.json': rawOrders({}),
}

/** The text of `raw.json`: day d has one order of n = d, unless given otherwise. */
export function rawOrders(changed: Readonly<Record<string, number>>): string {
  const rows = Array.from({ length: 10 }, (_, index) => {
    const day = `2001-01-${String(index + 1).padStart(2, '0')}`
    return { day, n: changed[day] ?? index + 1 }
  })
  return JSON.stringify(rows, null, 1)
}
