/** The two files that others made: observed by content, checked for shape, never run. */
import { dataContract, externalFile } from 'varve'
import { z } from 'zod'

const RawFlights = dataContract({
  row: z.object({ date: z.string(), delay: z.int(), distance: z.int(), origin: z.string(), destination: z.string() }),
})

const RawAirports = dataContract({
  row: z.object({
    iata: z.string(),
    name: z.string(),
    city: z.string(),
    state: z.string(),
    country: z.string(),
    latitude: z.string(),
    longitude: z.string(),
  }),
})

/** A sample of departures in the United States, first quarter of 2001. */
export const rawFlights = externalFile('./data/flights-20k.json', { format: 'json', contract: RawFlights })

export const rawAirports = externalFile('./data/airports.csv', { format: 'csv', contract: RawAirports })
