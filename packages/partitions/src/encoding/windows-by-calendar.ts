/** The windows that calendar functions have left: nobody but they can say, since other data than their text may decide what they answer. */
import { createHash } from 'node:crypto'
import type { Instant, PartitionSet, PartitionsAsOf } from '../partition-set.ts'
import { axesOf, namesOf } from '../set/axes-of.ts'
import { isProduct } from '../set/product.ts'
import { hasWindows, isTimeSet, type TimeSet, type TimesAsOf } from '../time/time-set.ts'
import type { Windows } from '../time/window/windows.ts'

/**
 * A fingerprint of the windows of the first partitions of a set, as far as a calendar function decides them; empty text where none does.
 *
 * @param count how many partitions, which are all or those that existed at an earlier instant.
 *
 * @example
 * ```ts
 * windowsByCalendar(days.asOf(now), 90)   // ''
 * ```
 */
export function windowsByCalendar(of: PartitionsAsOf, count: number): string {
  return axesOf(of)
    .map((axis, index) => {
      if (!hasWindows(axis.of) || axis.of.set.exclude?.calendar === undefined) return ''
      return windowsText(axis.of, index === 0 ? Math.ceil(count / axis.stride) : axis.of.count)
    })
    .join('')
}

/**
 * Whether the windows that two sets have decide what a mapping reads between them. It is not so where a calendar function is asked about
 * dates before a start: only sets of the very same windows do not ask.
 *
 * @example
 * ```ts
 * areReadByWindows(days, cells)   // true
 * ```
 */
export function areReadByWindows(one: PartitionSet, other: PartitionSet): boolean {
  const times = new Set([...timesIn(one), ...timesIn(other)])
  return times.size <= 1 || [...times].every(({ exclude }) => exclude?.calendar === undefined)
}

const known = new WeakMap<Windows, Map<number, string>>()

/** Where each stretch without a gap begins, and how many windows it has. */
function windowsText({ windows }: TimesAsOf, count: number): string {
  const texts = known.get(windows) ?? new Map<number, string>()
  known.set(windows, texts)
  const text = texts.get(count) ?? hashOf(windows.piecesOf([0, count]).map(([from, to]) => [windows.at(from).start, to - from]))
  texts.set(count, text)
  return text
}

function hashOf(stretches: readonly (readonly [start: Instant, count: number])[]): string {
  return createHash('sha256').update(JSON.stringify(stretches)).digest('hex')
}

function timesIn(set: PartitionSet): readonly TimeSet[] {
  if (isTimeSet(set)) return [set]
  return isProduct(set) ? namesOf(set).flatMap(name => timesIn(set.sets[name]!)) : []
}
