/** Airports by their code: one table without partitions. */
import { asset, dataContract } from 'varve'
import { z } from 'zod'
import { rawAirports } from './raw.ts'

const Airports = dataContract({
  row: z.object({
    iata: z.string().min(3).max(4),
    name: z.string(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    latitude: z.number(),
    longitude: z.number(),
  }),
  unique: [['iata']],
  volume: { rows: { min: 3000 } },
})

export const airports = asset({
  description: 'Airports, with the city each one serves',
  group: 'flights',
  inputs: { raw: rawAirports },
  contract: Airports,
  run: ({ raw }) =>
    raw.map(({ iata, name, city, state, latitude, longitude }) => {
      return { iata, name, city: known(city), state: known(state), latitude: Number(latitude), longitude: Number(longitude) }
    }),
})

/** The file writes `NA` where a value is not known. */
function known(text: string): string | null {
  return text === 'NA' ? null : text
}
