/** A small project whose every run of user code leaves a line in a log, so that a second run of one partition is provable. */
import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { asset, daily, dataContract, from, last, parquet, product, segments } from 'varve'
import { z } from 'zod'
import { mayReturn } from './crash-pace.ts'

/** Thirty days; tests that need fewer write another end here. */
const days = daily({ start: '2001-01-01', end: '2001-01-31' })
const lanes = segments(['north', 'south'])

/** Tests write another number here to get other code for the same partitions. */
const factor = 1

export const counts = asset({
  partitions: days,
  format: parquet(),
  contract: dataContract({ row: z.object({ lane: z.string(), count: z.int().min(0) }), unique: [['lane']] }),
  run: async (_inputs, { partition }) => {
    await work(`counts@${partition.key}`)
    const day = partition.start.getTime() / 86_400_000
    return ['north', 'south'].map((lane, index) => ({ lane, count: factor * (day * 2 + index) }))
  },
})

export const totals = asset({
  partitions: days,
  inputs: { recent: from(counts, { partitions: last(3) }) },
  run: async ({ recent }, { partition }) => {
    await work(`totals@${partition.key}`)
    return { total: [...recent.values()].flat().reduce((sum, { count }) => sum + count, 0), days: recent.size }
  },
})

export const cells = asset({
  partitions: product({ day: days, lane: lanes }),
  format: parquet(),
  contract: dataContract({ row: z.object({ lane: z.string(), day: z.string(), count: z.int() }) }),
  inputs: { counts },
  run: async ({ counts }, { partition }) => {
    await work(`cells@day=${partition.day.key},lane=${partition.lane}`)
    return counts.filter(({ lane }) => lane === partition.lane).map(row => ({ ...row, day: partition.day.key }))
  },
})

/** One short write in append mode is whole, whatever other processes write. */
async function work(step: string): Promise<void> {
  const log = process.env.CRASH_LOG
  if (log !== undefined) appendFileSync(log, `${step}\n`)
  await sleep(Number(process.env.CRASH_STEP_MS ?? 3))
  await mayReturn(step)
  if (log !== undefined) appendFileSync(`${log}.finished`, `${step}\n`)
}
