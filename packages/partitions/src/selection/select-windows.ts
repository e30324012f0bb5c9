/** Windows by text: a key, a period (all windows in it), `latest`, or a range of these with both ends included. */
import type { Range, Ranges } from '../ordinal/ranges.ts'
import type { TimesAsOf } from '../time/time-set.ts'
import { instantNear } from './instant-near.ts'
import { type LocalPeriod, periodOf } from './local-period.ts'
import { badSelection, type Reading, unknownPartition } from './selection-errors.ts'
import { nearestKey, reasonOf } from './unknown-window.ts'

export function selectWindows(item: string, reading: Reading<TimesAsOf>): Ranges {
  const ends = item.split('..').map(end => end.trim())
  const [first, last] = ends
  if (ends.length === 1) return [windowsOf(item, reading)]
  if (ends.length > 2 || first === '' || last === '' || first === undefined || last === undefined) throw halfRange(item, reading)
  const from = windowsOf(first, reading)[0]
  const to = windowsOf(last, reading)[1]
  if (to <= from) throw backwards(item, [first, last], reading)
  return [[from, to]]
}

function windowsOf(text: string, reading: Reading<TimesAsOf>): Range {
  const { of } = reading
  if (of.count === 0) throw unknownPartition(text, reading, { what: `${text} is not a partition (yet)`, why: noneYet(of) })
  if (text === 'latest') return [of.count - 1, of.count]
  const ordinal = of.ordinalOf(text)
  if (ordinal !== undefined) return [ordinal, ordinal + 1]
  const period = periodOf(text)
  const range = period === undefined ? undefined : inside(period, of)
  if (range !== undefined) return range
  throw unknownPartition(text, reading, reasonOf(text, of), { nearest: nearestKey(text, of) })
}

/** The existing windows that are wholly in a period; undefined where there are none. */
function inside({ begin, end }: LocalPeriod, of: TimesAsOf): Range | undefined {
  const { windows, count } = of
  const endInstant = instantNear(end, of)
  const from = windows.indexFrom(instantNear(begin, of))
  let to = Math.min(windows.indexFrom(endInstant), count)
  if (to > from && windows.at(to - 1).end > endInstant) to -= 1
  return from < to ? [from, to] : undefined
}

function noneYet(of: TimesAsOf): string {
  return `no window has ended as of ${new Date(of.now).toISOString()}`
}

function halfRange(item: string, reading: Reading): Error {
  return badSelection(item, reading, {
    what: `${JSON.stringify(item)} is not a range`,
    why: 'a range has two ends, both included',
    fix: 'write it as FIRST..LAST, such as 2001-01-01..2001-01-31',
  })
}

function backwards(item: string, [first, last]: readonly [string, string], reading: Reading): Error {
  return badSelection(item, reading, {
    what: `${item} ends before it begins`,
    why: `${last} comes before ${first}`,
    fix: `write ${last}..${first}`,
  })
}
