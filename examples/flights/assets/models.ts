/** Two models of tomorrow's delay, trained side by side on the same examples. */
import { asset, json } from 'varve'
import { everyDay } from './features.ts'
import { type Model, split } from './learning.ts'
import { leastSquares } from './least-squares.ts'

/** Says the same for every origin and day: the mean of all it has seen. */
export const baseline = asset({
  description: 'Mean delay of all departures',
  group: 'models',
  inputs: { features: everyDay },
  format: json(),
  run: ({ features }): Model => {
    const { training, through } = split(features)
    const [intercept = 0] = leastSquares(training.map(({ tomorrow, flights }) => ({ x: [1], y: tomorrow, weight: flights })))
    return { intercept, weekMeanDelay: 0, networkMeanDelay: 0, examples: training.length, through }
  },
})

/** Linear in the origin's last week and in how the whole network does today. */
export const linear = asset({
  description: 'Least squares on an origin’s week and the network’s day',
  group: 'models',
  inputs: { features: everyDay },
  format: json(),
  run: ({ features }): Model => {
    const { training, through } = split(features)
    const [intercept = 0, weekMeanDelay = 0, networkMeanDelay = 0] = leastSquares(
      training.map(example => ({ x: [1, example.weekMeanDelay, example.networkMeanDelay], y: example.tomorrow, weight: example.flights })),
    )
    return { intercept, weekMeanDelay, networkMeanDelay, examples: training.length, through }
  },
})
