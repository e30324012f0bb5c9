/** The config of tests of loss and recovery. */
import { all, asset, catalog, daily, dataContract, defineConfig, dynamicSegments, file, from, ioManager, json } from 'varve'
import { z } from 'zod'

const days = daily({ start: '2001-01-01', end: '2001-01-04' })

export const orders = asset({
  partitions: days,
  contract: dataContract({ row: z.object({ day: z.string(), n: z.int() }) }),
  run: (_, { partition }) => [{ day: partition.key, n: Number(partition.key.slice(-2)) }],
})

export const total = asset({
  inputs: { orders: from(orders, { partitions: all }) },
  run: ({ orders }) => [{ n: [...orders.values()].flat().reduce((sum, { n }) => sum + n, 0) }],
})

export const visits = asset({ partitions: dynamicSegments('tenants'), run: (_, { partition }) => [{ tenant: String(partition) }] })

const assets = { orders, total, visits }

export function configOn(storage = './data') {
  return defineConfig({ entry: import.meta.url, catalog: catalog(assets), io: ioManager({ storage: file(storage), format: json() }) })
}

export const config = configOn()
