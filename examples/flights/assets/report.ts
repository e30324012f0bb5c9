/** Which model is better on the held-out week, by how much, and where departures were late most often. */
import { asset, json, type Partitions } from 'varve'
import { airports } from './airports.ts'
import { type DelayFeature, everyDay } from './features.ts'
import { meanAbsoluteError, split } from './learning.ts'
import { baseline, linear } from './models.ts'

export interface Report {
  readonly heldOut: { readonly from: string; readonly to: string; readonly examples: number }
  readonly meanAbsoluteErrorMinutes: { readonly baseline: number; readonly linear: number }
  readonly better: 'baseline' | 'linear'
  readonly byMinutes: number
  readonly latestOrigin: { readonly origin: string; readonly city: string | null; readonly departures: number; readonly lateShare: number }
}

/** Origins with fewer departures in the period are too small to be compared. */
const departuresMin = 300

export const modelReport = asset({
  description: 'The better model on the held-out week',
  group: 'models',
  inputs: { baseline, linear, features: everyDay, airports },
  format: json(),
  run: ({ baseline, linear, features, airports }): Report => {
    const { heldOut, from, to } = split(features)
    const error = { baseline: meanAbsoluteError(baseline, heldOut), linear: meanAbsoluteError(linear, heldOut) }
    const { origin, ...latest } = latestOrigin(features)
    const city = airports.find(airport => airport.iata === origin)?.city ?? null
    return {
      heldOut: { from, to, examples: heldOut.length },
      meanAbsoluteErrorMinutes: error,
      better: error.linear < error.baseline ? 'linear' : 'baseline',
      byMinutes: Math.abs(error.linear - error.baseline),
      latestOrigin: { origin, city, ...latest },
    }
  },
})

/** The origin with the largest share of late departures over all days. */
function latestOrigin(features: Partitions<DelayFeature[]>): { origin: string; departures: number; lateShare: number } {
  const totals = new Map<string, { departures: number; late: number }>()
  for (const { origin, flights, lateShare } of [...features.values()].flat()) {
    const { departures, late } = totals.get(origin) ?? { departures: 0, late: 0 }
    totals.set(origin, { departures: departures + flights, late: late + flights * lateShare })
  }
  const compared = [...totals].filter(([, { departures }]) => departures >= departuresMin)
  const shares = compared.map(([origin, { departures, late }]) => ({ origin, departures, lateShare: late / departures }))
  return shares.reduce((worst, each) => (each.lateShare > worst.lateShare ? each : worst))
}
