/** A subset as selection text: compact, stable, and read back by `parseSelection` to the same subset. */

import { ordinalsOf, type Ranges } from '../ordinal/ranges.ts'
import type { PartitionsAsOf } from '../partition-set.ts'
import { hasAxes, type ProductAsOf } from '../set/product.ts'
import { type Rectangle, rectanglesOf } from '../subset/rectangles.ts'
import type { PartitionSubset } from '../subset/subset.ts'
import { escapeKey } from '../text/key-text.ts'
import { hasWindows } from '../time/time-set.ts'

/**
 * Writes windows as ranges (`2001-01-01..2001-03-31`), segments as lists, products as terms joined by `;`, the one partition of an
 * unpartitioned asset as `*`, and the empty subset as `''`.
 *
 * @example
 * ```ts
 * formatSelection(everything(cells.asOf(now)))   // 'day=2001-01-01..2001-03-31,origin=ATL,DFW,ORD'
 * ```
 */
export function formatSelection(subset: PartitionSubset): string {
  return formatBy(formatRanges, subset)
}

export type FormatRanges = (of: PartitionsAsOf, ranges: Ranges) => string

/** @param format how what is selected of one dimension is written. */
export function formatBy(format: FormatRanges, { of, ranges }: PartitionSubset): string {
  if (!hasAxes(of)) return format(of, ranges)
  return rectanglesOf(of.axes, ranges)
    .map(rectangle => formatTerm(format, of, rectangle))
    .join(';')
}

function formatTerm(format: FormatRanges, of: ProductAsOf, rectangle: Rectangle): string {
  return of.axes
    .map((axis, index) => ({ name: axis.name, text: format(axis.of, rectangle[index]!) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, text }) => `${name}=${text}`)
    .join(',')
}

export function formatRanges(of: PartitionsAsOf, ranges: Ranges): string {
  if (hasWindows(of)) return ranges.map(([from, to]) => formatSpan(of.windows.keyAt(from), of.windows.keyAt(to - 1))).join(',')
  if (of.set.kind === 'none') return ranges.length === 0 ? '' : '*'
  return Array.from(ordinalsOf(ranges), ordinal => escapeKey(of.at(ordinal).parts[0]!.key)).join(',')
}

function formatSpan(first: string, last: string): string {
  return first === last ? first : `${first}..${last}`
}
