/** Where the partitions of one set lie in another of the same kind: windows by date, segments by key, products dimension by dimension. */
import { haveSameKeys } from '../dynamic.ts'
import type { PartitionsAsOf } from '../partition-set.ts'
import { hasAxes, type ProductAsOf } from '../product.ts'
import { complementOf, countOf, intersectionOf, normalized, ordinalsOf, type Ranges, rangesOf, shifted } from '../ranges.ts'
import { rangesOfRectangle, rectanglesOf } from '../rectangles.ts'
import { haveSameDates } from '../time/same-dates.ts'
import { hasWindows, type TimesAsOf, type Windows } from '../time/windows.ts'
import { type MissingKeys, missingAt, missingFrom, missingOf, noneMissing } from './missing.ts'

export interface Translation {
  readonly existing: Ranges
  /** What the other set lacks. */
  readonly missing: MissingKeys
}

/** The caller has made sure that both sets are of one kind and fit. */
export function translate(ranges: Ranges, from: PartitionsAsOf, to: PartitionsAsOf): Translation {
  if (hasWindows(from) && hasWindows(to))
    return haveSameDates(from.set, to.set) ? shiftWindows(ranges, from, to) : findWindows(ranges, from, to)
  if (hasAxes(from) && hasAxes(to)) return translateProduct(ranges, from, to)
  return from.set === to.set && haveSameKeys(from, to) ? { existing: ranges, missing: noneMissing } : translateKeys(ranges, from, to)
}

/** What to add to an index of one set of windows to get the index of the same window in another of the same cadence, zone and dates left out. */
export function shiftBetween(from: Windows, to: Windows): number {
  const [start, otherStart] = [from.at(0).start, to.at(0).start]
  return start >= otherStart ? to.indexFrom(start) : -from.indexFrom(otherStart)
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

interface AxisTranslation extends Translation {
  readonly name: string
  readonly to: PartitionsAsOf
}

function translateProduct(ranges: Ranges, from: ProductAsOf, to: ProductAsOf): Translation {
  const translated = rectanglesOf(from.axes, ranges).map(rectangle =>
    to.axes.map((axis): AxisTranslation => {
      const index = from.axes.findIndex(candidate => candidate.name === axis.name)
      return { ...translate(rectangle[index]!, from.axes[index]!.of, axis.of), name: axis.name, to: axis.of }
    }),
  )
  const existing = translated.flatMap(axes =>
    rangesOfRectangle(
      to.axes,
      axes.map(axis => axis.existing),
    ),
  )
  return { existing: normalized(existing), missing: missingFrom(...translated.map(missingCombinations)) }
}

/** Every combination in which at least one dimension's key is absent. */
function missingCombinations(axes: readonly AxisTranslation[]): MissingKeys {
  const sorted = [...axes].sort((one, other) => (one.name < other.name ? -1 : 1))
  const size = (of: (axis: AxisTranslation) => number) => sorted.reduce((product, axis) => product * of(axis), 1)
  const existing = size(axis => countOf(axis.existing))
  return {
    count: size(axis => countOf(axis.existing) + axis.missing.count) - existing,
    *[Symbol.iterator]() {
      for (const { text, isMissing } of combinations(sorted)) if (isMissing) yield text
    },
  }
}

interface Combination {
  readonly text: string
  readonly isMissing: boolean
}

function* combinations([axis, ...rest]: readonly AxisTranslation[]): Generator<Combination, void, undefined> {
  if (axis === undefined) return
  for (const { text, isMissing } of coordinates(axis)) {
    const item = `${axis.name}=${text}`
    if (rest.length === 0) yield { text: item, isMissing }
    else for (const other of combinations(rest)) yield { text: `${item},${other.text}`, isMissing: isMissing || other.isMissing }
  }
}

function* coordinates({ existing, to, missing }: AxisTranslation): Generator<Combination, void, undefined> {
  for (const ordinal of ordinalsOf(existing)) yield { text: to.at(ordinal).key, isMissing: false }
  for (const text of missing) yield { text, isMissing: true }
}
