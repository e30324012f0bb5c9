/** Delays by route, for each day and each of the busiest origins: 1,800 partitions. */
import { asset, dataContract, product, segments } from 'varve'
import { z } from 'zod'
import { delaysBy, lateShare, mean } from './delay.ts'
import { days, flights } from './flights.ts'

/** The 20 origins with the most departures in the source, busiest first. */
const busiest = segments([
  ...(['DFW', 'ORD', 'ATL', 'LAX', 'PHX', 'STL', 'LAS', 'DTW', 'MSP', 'DEN'] as const),
  ...(['CLT', 'EWR', 'IAH', 'PHL', 'SFO', 'LGA', 'BOS', 'MCO', 'PIT', 'SEA'] as const),
])

/** In minutes, as the US Department of Transportation counts it. */
const lateAfterMinutes = 15

/** A day without departures from an origin is still a table: columns and no rows. */
export const routeDelays = asset({
  description: 'Delays of one origin on one day, by destination',
  group: 'flights',
  partitions: product({ day: days, origin: busiest }),
  inputs: { flights },
  contract: dataContract({
    row: z.object({
      destination: z.string().length(3),
      flights: z.int().min(1),
      meanDelay: z.number(),
      lateShare: z.number().min(0).max(1),
    }),
    unique: [['destination']],
  }),
  run: ({ flights }, { partition }) => {
    const departed = flights.filter(flight => flight.origin === partition.origin)
    return [...delaysBy(departed, flight => flight.destination)].map(([destination, delays]) => {
      return { destination, flights: delays.length, meanDelay: mean(delays), lateShare: lateShare(delays, lateAfterMinutes) }
    })
  },
})
