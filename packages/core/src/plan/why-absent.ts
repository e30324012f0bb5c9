/** Why a set does not have a partition that a mapping reads: most sets of time can say. */
import { isTimeSet, type PartitionsAsOf, type TimeSet } from '@varve/partitions'

/** `unknown`: only whoever defines the set can say. */
export type AbsenceReason = 'before' | 'after' | 'left out' | 'to come' | 'unknown'

/** Undefined where the set has it. */
export function whyAbsent(key: string, of: PartitionsAsOf): AbsenceReason | undefined {
  if (key === '' || of.ordinalOf(key) !== undefined) return undefined
  return isTimeSet(of.set) ? whyAbsentFromTime(key, of, of.set) : 'unknown'
}

/** The last instant that a Date can hold: what an end bounds is asked for all of it. */
const endOfTime = 8.64e15
const longestWindow = 400 * 86_400_000

function whyAbsentFromTime(key: string, of: PartitionsAsOf, set: TimeSet): AbsenceReason {
  // Other texts do not sort by time, and neither do keys that are none.
  if (!/^%Y(-%m(-%d(T%H(:%M)?)?)?)?$/.test(set.format) || !/^\d{4}(-\d{2}){0,2}(T|$)/.test(key)) return 'unknown'
  const text = `${key}${'-01-01'.slice(key.length - 4)}`
  const day = Date.parse(text.slice(0, 10))
  if (Number.isNaN(day)) return 'unknown'
  if (text < set.start) return 'before'
  const { end, exclude, endOffset } = set
  // Without `exclude` it is no date, or one on which no window starts.
  const never = exclude === undefined ? 'unknown' : 'left out'
  if (end !== undefined) {
    if (text >= end) return 'after'
    const all = set.asOf(endOfTime)
    if (all.ordinalOf(key) !== undefined) return 'to come'
    return exclude === undefined && isAfter(key, all) ? 'after' : never
  }
  if (!isAfter(key, of)) return never
  if (endOffset < 0) return 'to come'
  return set.asOf(day + longestWindow).ordinalOf(key) === undefined ? never : 'to come'
}

function isAfter(key: string, of: PartitionsAsOf): boolean {
  return of.count === 0 || key > of.at(of.count - 1).key
}
