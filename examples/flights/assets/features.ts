/** What the models learn from: how each origin does today and has done over the last seven days. */
import { all, asset, dataContract, from, last, type RowOf } from 'varve'
import { z } from 'zod'
import { delaysBy, lateShare, mean } from './delay.ts'
import { days, flights } from './flights.ts'

const DelayFeatures = dataContract({
  row: z.object({
    origin: z.string().length(3),
    flights: z.int().min(1),
    meanDelay: z.number(),
    lateShare: z.number().min(0).max(1),
    weekMeanDelay: z.number(),
    networkMeanDelay: z.number(),
  }),
  unique: [['origin']],
  volume: { rows: { min: 20 } },
})

export type DelayFeature = RowOf<typeof DelayFeatures>

/** One row for each origin with a departure on the day; `networkMeanDelay` is the mean over all of them. */
export const delayFeatures = asset({
  description: 'Delays of each origin, today and over seven days',
  group: 'features',
  partitions: days,
  config: z.object({ lateAfterMinutes: z.int().default(15) }),
  inputs: { flights, week: from(flights, { partitions: last(7) }) },
  contract: DelayFeatures,
  run: ({ flights, week }, { config }) => {
    const weekDelays = delaysBy([...week.values()].flat(), flight => flight.origin)
    const networkMeanDelay = mean(flights.map(flight => flight.delay))
    return [...delaysBy(flights, flight => flight.origin)].map(([origin, delays]) => ({
      origin,
      flights: delays.length,
      meanDelay: mean(delays),
      lateShare: lateShare(delays, config.lateAfterMinutes),
      weekMeanDelay: mean(weekDelays.get(origin) ?? delays),
      networkMeanDelay,
    }))
  },
})

/** Every day's features at once, as the models and the report read them. */
export const everyDay = from(delayFeatures, { partitions: all })
