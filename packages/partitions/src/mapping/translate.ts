/** Where the partitions of one set lie in another of the same kind: windows by date, segments by key, products dimension by dimension. */
import type { PartitionsAsOf } from '../partition-set.ts'
import { hasAxes, type ProductAsOf } from '../product.ts'
import { complementOf, intersectionOf, normalized, ordinalsOf, type Ranges, rangesOf, shifted } from '../ranges.ts'
import { rangesOfRectangle, rectanglesOf } from '../rectangles.ts'
import { haveSameDates } from '../time/same-dates.ts'
import { hasWindows, type TimesAsOf, type Windows } from '../time/windows.ts'

export interface Translation {
  readonly existing: Ranges
  /** The keys that the other set lacks; listed when asked for. */
  missing(): readonly string[]
}

/** The caller has made sure that both sets are of one kind and fit. */
export function translate(ranges: Ranges, from: PartitionsAsOf, to: PartitionsAsOf): Translation {
  if (hasWindows(from) && hasWindows(to))
    return haveSameDates(from.set, to.set) ? shiftWindows(ranges, from, to) : findWindows(ranges, from, to)
  if (hasAxes(from) && hasAxes(to)) return translateProduct(ranges, from, to)
  return from.set === to.set ? { existing: ranges, missing: () => [] } : translateKeys(ranges, from, to)
}

/** What to add to an index of one set of windows to get the index of the same window in another of the same cadence, zone and dates left out. */
export function shiftBetween(from: Windows, to: Windows): number {
  const [start, otherStart] = [from.at(0).start, to.at(0).start]
  return start >= otherStart ? to.indexFrom(start) : -from.indexFrom(otherStart)
}

function shiftWindows(ranges: Ranges, from: TimesAsOf, to: TimesAsOf): Translation {
  const shift = shiftBetween(from.windows, to.windows)
  const existing = shifted(ranges, shift, to.count)
  return {
    existing,
    missing() {
      const absent = intersectionOf(ranges, complementOf(shifted(existing, -shift, from.count), from.count))
      return Array.from(ordinalsOf(absent), index => from.windows.keyAt(index))
    },
  }
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
  return { existing: rangesOf(found), missing: () => missing.map(ordinal => from.windows.keyAt(ordinal)) }
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
  return { existing: rangesOf(found), missing: () => missing }
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
  return { existing: normalized(existing), missing: () => translated.flatMap(missingCombinations) }
}

/** Every combination in which at least one dimension's key is absent. */
function missingCombinations(axes: readonly AxisTranslation[]): readonly string[] {
  const sorted = [...axes].sort((one, other) => (one.name < other.name ? -1 : 1))
  if (sorted.every(axis => axis.missing().length === 0)) return []
  let combinations: readonly { readonly text: string; readonly isMissing: boolean }[] = [{ text: '', isMissing: false }]
  for (const axis of sorted) {
    const here = Array.from(ordinalsOf(axis.existing), ordinal => ({ text: `${axis.name}=${axis.to.at(ordinal).key}`, isMissing: false }))
    const absent = axis.missing().map(key => ({ text: `${axis.name}=${key}`, isMissing: true }))
    combinations = combinations.flatMap(before =>
      [...here, ...absent].map(item => ({
        text: before.text === '' ? item.text : `${before.text},${item.text}`,
        isMissing: before.isMissing || item.isMissing,
      })),
    )
  }
  return combinations.filter(({ isMissing }) => isMissing).map(({ text }) => text)
}
