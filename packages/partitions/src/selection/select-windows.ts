/** Windows by text: a key, a period (all windows inside), `latest`, or a range of these with both ends included. */
import type { Range, Ranges } from '../ordinal/ranges.ts'
import type { TimesAsOf } from '../time/time-set.ts'
import { instantNear } from './instant-near.ts'
import { type LocalPeriod, periodOf } from './local-period.ts'
import { badSelection, unknownPartition } from './selection-errors.ts'
import { nearestKey, reasonOf } from './unknown-window.ts'

export function selectWindows(item: string, of: TimesAsOf, dimension: string | undefined): Ranges {
  const ends = item.split('..').map(end => end.trim())
  const [first, last] = ends
  if (ends.length === 1) return [windowsOf(item, of, dimension)]
  if (ends.length > 2 || first === '' || last === '' || first === undefined || last === undefined) throw halfRange(item, of, dimension)
  const from = windowsOf(first, of, dimension)[0]
  const to = windowsOf(last, of, dimension)[1]
  if (to <= from) throw backwards(item, first, last, of, dimension)
  return [[from, to]]
}

function windowsOf(text: string, of: TimesAsOf, dimension: string | undefined): Range {
  if (of.count === 0) throw unknownPartition(text, of, dimension, { what: `${text} is not a partition (yet)`, why: noneYet(of) }, undefined)
  if (text === 'latest') return [of.count - 1, of.count]
  const ordinal = of.ordinalOf(text)
  if (ordinal !== undefined) return [ordinal, ordinal + 1]
  const period = periodOf(text)
  const range = period === undefined ? undefined : inside(period, of)
  if (range !== undefined) return range
  throw unknownPartition(text, of, dimension, reasonOf(text, of), nearestKey(text, of))
}

/** The existing windows that lie wholly in a period; undefined where there are none. */
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

function halfRange(item: string, of: TimesAsOf, dimension: string | undefined): Error {
  return badSelection(item, of, dimension, {
    what: `${JSON.stringify(item)} is not a range`,
    why: 'a range has two ends, both included',
    fix: 'write it as FIRST..LAST, such as 2001-01-01..2001-01-31',
  })
}

function backwards(item: string, first: string, last: string, of: TimesAsOf, dimension: string | undefined): Error {
  return badSelection(item, of, dimension, {
    what: `${item} ends before it begins`,
    why: `${last} comes before ${first}`,
    fix: `write ${last}..${first}`,
  })
}
