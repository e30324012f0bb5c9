/** Departures by day, with real instants instead of local text. */
import { asset, daily, dataContract } from 'varve'
import { z } from 'zod'
import { rawFlights } from './raw.ts'

/** The end is exclusive: 90 days, 2001-01-01 to 2001-03-31. */
export const days = daily({ start: '2001-01-01', end: '2001-04-01', timezone: 'America/Chicago' })

const Flights = dataContract({
  row: z.object({
    origin: z.string().length(3),
    destination: z.string().length(3),
    departedAt: z.date(),
    delay: z.int().min(-120).max(1440),
    distance: z.int().positive(),
  }),
  unique: [['departedAt', 'origin', 'destination', 'distance', 'delay']],
  volume: { rows: { min: 100 } },
})

/** The source writes local times without a zone; every one of them is read as Chicago time. */
export const flights = asset({
  description: 'Departures of one day',
  group: 'flights',
  partitions: days,
  inputs: { raw: rawFlights },
  contract: Flights,
  run: ({ raw }, { partition }) => {
    const day = partition.key.replaceAll('-', '/')
    return raw
      .filter(flight => flight.date.startsWith(day))
      .map(({ date, origin, destination, delay, distance }) => {
        return { origin, destination, departedAt: departure(partition.start, date), delay, distance }
      })
  },
})

/** `2001/01/01 00:47` is 47 minutes after midnight: right for these months, in which no clock changes. */
function departure(midnight: Date, date: string): Date {
  const minutes = Number(date.slice(11, 13)) * 60 + Number(date.slice(14, 16))
  return new Date(midnight.getTime() + minutes * 60_000)
}
