/** Selection text for people to read: cut where it would be long, with how much more there is. */
import { countOf, intersectionOf, type Ranges } from '../ordinal/ranges.ts'
import { type PartitionSubset, subsetOfRanges } from '../subset/subset.ts'
import { hasWindows } from '../time/time-set.ts'
import { formatBy, formatRanges } from './format-selection.ts'

export interface ShortSelection {
  readonly text: string
  /** Whether nothing was cut: only then {@link parseSelection} reads the text. */
  readonly isWhole: boolean
}

/**
 * Like {@link formatSelection}, with so many ranges at most, and so many keys of segments in a row: a subset with a gap after every other day of
 * a thousand years would be megabytes of text.
 *
 * @example
 * ```ts
 * shortSelection(parseSelection('2001-01-01,2001-01-03,2001-01-05', days.asOf(now)), 2).text
 * // '2001-01-01,2001-01-03,... and 1 more range'
 * ```
 */
export function shortSelection(subset: PartitionSubset, max: number): ShortSelection {
  const { of, ranges } = subset
  let isWhole = ranges.length <= max
  const shown = isWhole ? subset : subsetOfRanges(of, ranges.slice(0, max))
  const text = formatBy((axis, part) => {
    const keys = hasWindows(axis) ? 0 : countOf(part) - max
    if (keys <= 0) return formatRanges(axis, part)
    isWhole = false
    return `${formatRanges(axis, firstKeys(part, max))},${andMore(keys, 'key')}`
  }, shown)
  const left = ranges.length - max
  return { text: left > 0 ? `${text}${'axes' in of ? ';' : ','}${andMore(left, 'range')}` : text, isWhole }
}

function andMore(count: number, noun: string): string {
  return `... and ${count.toLocaleString('en-US')} more ${noun}${count === 1 ? '' : 's'}`
}

/** @param max fewer than there are. */
function firstKeys(ranges: Ranges, max: number): Ranges {
  let end = 0
  let left = max
  for (const [from, to] of ranges) {
    end = Math.min(to, from + left)
    left -= end - from
    if (left === 0) break
  }
  return intersectionOf(ranges, [[0, end]])
}
