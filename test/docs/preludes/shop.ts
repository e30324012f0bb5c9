/** The small shop that the page about running uses: four days of orders and what was earned on each. */
import { asset, catalog, daily } from 'varve'
import { frozenClock, memoryConfig } from 'varve/testing'

const days = daily({ start: '2001-01-01', end: '2001-01-05' })

const orders = asset({ partitions: days, run: (_inputs, { partition }) => [{ id: partition.key, amount: 3 }] })

const revenue = asset({
  partitions: days,
  inputs: { orders },
  run: ({ orders }) => [{ sum: orders.reduce((sum, { amount }) => sum + amount, 0) }],
})

export const config = memoryConfig(catalog({ orders, revenue }), { clock: frozenClock('2001-01-05T00:00:00Z') })
