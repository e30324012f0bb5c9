/** The learning task: say today how late an origin's departures will be tomorrow; the last week is held out. */
import type { Partitions } from 'varve'
import type { DelayFeature } from './features.ts'

/** What is known of an origin today, and its mean delay tomorrow, in minutes; `flights` is how many tomorrow's mean is of. */
export interface Example {
  readonly weekMeanDelay: number
  readonly networkMeanDelay: number
  readonly tomorrow: number
  readonly flights: number
}

/** `intercept + weekMeanDelay * x + networkMeanDelay * y`, learned from `examples` pairs of days that end with `through`. */
export interface Model {
  readonly intercept: number
  readonly weekMeanDelay: number
  readonly networkMeanDelay: number
  readonly examples: number
  readonly through: string
}

const heldOutDays = 7

/** The examples to learn from and those of the held-out week, by the day that is predicted. */
export function split(features: Partitions<DelayFeature[]>): {
  training: Example[]
  heldOut: Example[]
  through: string
  from: string
  to: string
} {
  const days = [...features.keys()]
  const pairs = days.slice(1).map((day, index) => examplesOf(features.get(days[index]!)!, features.get(day)!))
  return {
    training: pairs.slice(0, -heldOutDays).flat(),
    heldOut: pairs.slice(-heldOutDays).flat(),
    through: days.at(-heldOutDays - 1) ?? '',
    from: days.at(-heldOutDays) ?? '',
    to: days.at(-1) ?? '',
  }
}

export function predict(model: Model, example: Example): number {
  return model.intercept + model.weekMeanDelay * example.weekMeanDelay + model.networkMeanDelay * example.networkMeanDelay
}

/** In minutes, every departure counted once. */
export function meanAbsoluteError(model: Model, examples: readonly Example[]): number {
  const flights = examples.reduce((sum, example) => sum + example.flights, 0)
  return examples.reduce((sum, example) => sum + example.flights * Math.abs(predict(model, example) - example.tomorrow), 0) / flights
}

/** The origins with departures on both days. */
function examplesOf(today: readonly DelayFeature[], tomorrow: readonly DelayFeature[]): Example[] {
  const known = new Map(today.map(row => [row.origin, row]))
  return tomorrow.flatMap(({ origin, meanDelay, flights }) => {
    const before = known.get(origin)
    if (!before) return []
    return [{ weekMeanDelay: before.weekMeanDelay, networkMeanDelay: before.networkMeanDelay, tomorrow: meanDelay, flights }]
  })
}
