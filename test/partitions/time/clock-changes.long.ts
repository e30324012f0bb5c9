/** Key, window and key again around every change of the clock from 1970 to 2037. */
import { describe, expect, test } from 'vitest'
import { checkClockChanges, setsIn } from './clock-changes.ts'
import { changesOf, zones } from './zones.ts'

describe.each(zones)('%s', zone => {
  test.each(setsIn(zone).map(set => [set.cadence.words, set] as const))('%s', (_, set) => {
    const checked = checkClockChanges(set, 1, 0)
    if (set.kind === 'hour') expect(checked).toBeGreaterThanOrEqual(changesOf(zone).length * 40)
  })
})
