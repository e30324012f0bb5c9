/** How many cases a property is tried on: a sample in `npm test`, all in `npm run test:long`. */
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    counts: 'samples' | 'full'
  }
}

/**
 * A fifth of them in `npm test`.
 *
 * @example
 * fc.assert(fc.property(pairs, agrees), { numRuns: sampleOf(150) })
 */
export function sampleOf(full: number): number {
  return inject('counts') === 'full' ? full : Math.ceil(full / 5)
}
