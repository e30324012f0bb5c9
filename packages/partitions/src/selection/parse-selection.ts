/** Selection text read against the partitions that exist: what a person or a file means by `2001-01,2001-03-01..2001-03-31`. */

import { normalized, type Range, type Ranges } from '../ordinal/ranges.ts'
import type { PartitionsAsOf } from '../partition-set.ts'
import { namesOf } from '../set/axes-of.ts'
import { hasAxes, type ProductAsOf } from '../set/product.ts'
import { rangesOfRectangle, rectangleWith } from '../subset/rectangles.ts'
import { type PartitionSubset, subsetOfRanges } from '../subset/subset.ts'
import { hasWindows } from '../time/time-set.ts'
import { refuseAnywhere, selectItem } from './select-item.ts'
import { badSelection, type Reading } from './selection-errors.ts'

/**
 * Reads `2001-01-01`, `2001-01-01..2001-03-31` (both ends included), `2001-01` and `2001` (all windows inside), `latest`, `*`, keys of
 * segments, lists of these with `,`, and for products `day=2001-01,origin=ORD,ATL`, where an item without `=` continues the dimension before
 * it and a dimension that is not named means all of it. `;` joins terms. `%XX` is a character of a key. `''` selects nothing.
 *
 * @throws PartitionError `UNKNOWN_PARTITION` for a key that does not exist (now), with the nearest one; `BAD_SELECTION` for text that is
 * not valid for this set.
 *
 * @example
 * ```ts
 * parseSelection('2001-01-01..2001-01-31', days.asOf(now)).count   // 31
 * ```
 */
export function parseSelection(text: string, of: PartitionsAsOf): PartitionSubset {
  if (typeof text !== 'string') throw noText(text, { of })
  if (text.trim() === '') return subsetOfRanges(of, [])
  const terms = text.split(';')
  return subsetOfRanges(
    of,
    terms.flatMap(term => (hasAxes(of) ? productTerm(term, of) : listTerm(term, of))),
  )
}

/** Possible in plain JavaScript. */
function noText(given: unknown, reading: Reading): Error {
  const shown = JSON.stringify(given) ?? typeof given
  return badSelection(shown, reading, {
    what: `A selection is text, and this is ${shown}`,
    why: 'it names partitions by their keys',
    fix: "write it as text: '2001-01-01..2001-03-31', '*' for all partitions, or '' for none",
  })
}

function listTerm(term: string, of: PartitionsAsOf): Ranges {
  return term.split(',').flatMap(item => selectItem(item.trim(), { of }))
}

function productTerm(term: string, of: ProductAsOf): Ranges {
  if (term.trim() === '*') return rangesOfRectangle(of.axes, rectangleWith(of.axes, new Map()))
  const narrowed = new Map<string, Range[]>()
  let current: string | undefined
  for (const item of (term.trim() === 'latest' ? `${onlyTimeAxis(of)}=latest` : term).split(',')) {
    const equals = item.indexOf('=')
    if (equals >= 0) current = item.slice(0, equals).trim()
    const axis = of.axes.find(candidate => candidate.name === current)
    if (current === undefined) throw unnamed(item.trim(), { of })
    if (axis === undefined) throw unknownDimension(current, { of })
    const ranges = narrowed.get(current) ?? []
    // One by one: a list of keys may be long.
    for (const range of selectItem(item.slice(equals + 1).trim(), { of: axis.of, dimension: axis.name })) ranges.push(range)
    narrowed.set(current, ranges)
  }
  const rectangle = rectangleWith(of.axes, new Map([...narrowed].map(([name, ranges]) => [name, normalized(ranges)])))
  return rangesOfRectangle(of.axes, rectangle)
}

function onlyTimeAxis(of: ProductAsOf): string {
  const [axis, ...others] = of.axes.filter(candidate => hasWindows(candidate.of))
  if (axis !== undefined && others.length === 0) return axis.name
  const reading = { of }
  throw badSelection('latest', reading, {
    what: 'latest does not say of which dimension',
    why: axis === undefined ? 'this product has no dimension of time' : 'this product has several dimensions of time',
    fix: `name the dimension: ${(axis ?? of.axes[0]!).name}=latest`,
  })
}

function unnamed(item: string, reading: Reading<ProductAsOf>): Error {
  refuseAnywhere(item, reading)
  const { axes } = reading.of
  return badSelection(item, reading, {
    what: `${JSON.stringify(item)} does not say of which dimension`,
    why: `the dimensions are ${namesOf(reading.of.set).join(', ')}`,
    fix: `name the dimension, such as ${(axes.find(axis => axis.of.ordinalOf(item) !== undefined) ?? axes[0]!).name}=${item}`,
  })
}

function unknownDimension(name: string, reading: Reading<ProductAsOf>): Error {
  return badSelection(name, reading, {
    what: `There is no dimension ${JSON.stringify(name)}`,
    why: `the dimensions are ${namesOf(reading.of.set).join(', ')}`,
    fix: 'use one of these, and write = in a key as %3D',
  })
}
