/** Where the partitions of one set lie in another of the same kind: windows by date, segments by key. */

import { complementOf, intersectionOf, ordinalsOf, type Ranges, rangesOf, shifted } from '../../ordinal/ranges.ts'
import type { PartitionsAsOf } from '../../partition-set.ts'
import { haveSameKeys } from '../../set/dynamic.ts'
import { haveSameDates } from '../../time/alignment/same-dates.ts'
import { shiftBetween } from '../../time/alignment/shift-between.ts'
import { hasWindows, type TimesAsOf } from '../../time/time-set.ts'
import { type MissingKeys, missingAt, missingOf, noneMissing } from '../law/missing.ts'

export interface Translation {
  readonly existing: Ranges
  /** Keys that the other set does not have. */
  readonly missing: MissingKeys
}

/** The caller has checked that both sets are of one kind and fit, and that they are not products. */
export function translate(ranges: Ranges, from: PartitionsAsOf, to: PartitionsAsOf): Translation {
  if (hasWindows(from) && hasWindows(to))
    return haveSameDates(from.set, to.set) ? shiftWindows(ranges, from, to) : findWindows(ranges, from, to)
  return from.set === to.set && haveSameKeys(from, to) ? { existing: ranges, missing: noneMissing } : translateKeys(ranges, from, to)
}

function shiftWindows(ranges: Ranges, from: TimesAsOf, to: TimesAsOf): Translation {
  const shift = shiftBetween(from.windows, to.windows)
  const existing = shifted(ranges, shift, to.count)
  const absent = intersectionOf(ranges, complementOf(shifted(existing, -shift, from.count), from.count))
  return { existing, missing: missingAt(absent, from.windows.keyAt) }
}

/** Sets that leave out different dates are compared window by window. */
function findWindows(ranges: Ranges, from: TimesAsOf, to: TimesAsOf): Translation {
  const found: number[] = []
  const missing: number[] = []
  for (const ordinal of ordinalsOf(ranges)) {
    const { start } = from.windows.at(ordinal)
    const there = to.windows.indexFrom(start)
    if (there < to.count && to.windows.at(there).start === start) found.push(there)
    else missing.push(ordinal)
  }
  return { existing: rangesOf(found), missing: missingAt(rangesOf(missing), from.windows.keyAt) }
}

function translateKeys(ranges: Ranges, from: PartitionsAsOf, to: PartitionsAsOf): Translation {
  const found: number[] = []
  const missing: string[] = []
  for (const ordinal of ordinalsOf(ranges)) {
    const { key } = from.at(ordinal)
    const there = to.ordinalOf(key)
    if (there === undefined) missing.push(key)
    else found.push(there)
  }
  return { existing: rangesOf(found), missing: missingOf(missing) }
}
