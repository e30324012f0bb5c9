/** Selection text read against the partitions that exist: what a person or a file means by `2001-01,2001-03-01..2001-03-31`. */
import type { PartitionsAsOf } from '../partition-set.ts'
import { hasAxes, type ProductAsOf } from '../product.ts'
import type { Range, Ranges } from '../ranges.ts'
import { rangesOfRectangle, rectangleWith } from '../rectangles.ts'
import { type PartitionSubset, subsetOfRanges } from '../subset.ts'
import { hasWindows } from '../time/time-set.ts'
import { refuseAnywhere, selectItem } from './select-item.ts'
import { badSelection } from './selection-errors.ts'

/**
 * Reads `2001-01-01`, `2001-01-01..2001-03-31` (both ends included), `2001-01` and `2001` (all windows inside), `latest`, `*`, keys of
 * segments, lists of these with `,`, and for products `day=2001-01,origin=ORD,ATL`, where an item without `=` continues the dimension before
 * it and a dimension that is not named means all of it. `;` joins terms. `%XX` stands for a character of a key. `''` selects nothing.
 *
 * @throws PartitionError `UNKNOWN_PARTITION` for a key that does not exist (now), with the nearest one; `BAD_SELECTION` for text that this
 * set cannot be asked.
 *
 * @example
 * ```ts
 * parseSelection('2001-01-01..2001-01-31', days.asOf(now)).count   // 31
 * ```
 */
export function parseSelection(text: string, of: PartitionsAsOf): PartitionSubset {
  if (text.trim() === '') return subsetOfRanges(of, [])
  return subsetOfRanges(
    of,
    text.split(';').flatMap(term => (hasAxes(of) ? productTerm(term, of) : listTerm(term, of))),
  )
}

function listTerm(term: string, of: PartitionsAsOf): Ranges {
  return term.split(',').flatMap(item => selectItem(item.trim(), of, undefined))
}

function productTerm(term: string, of: ProductAsOf): Ranges {
  if (term.trim() === '*') return rangesOfRectangle(of.axes, rectangleWith(of.axes, new Map()))
  const narrowed = new Map<string, Range[]>()
  let current: string | undefined
  for (const item of (term.trim() === 'latest' ? `${onlyTimeAxis(of)}=latest` : term).split(',')) {
    const equals = item.indexOf('=')
    if (equals >= 0) current = item.slice(0, equals).trim()
    const axis = of.axes.find(candidate => candidate.name === current)
    if (current === undefined) throw unnamed(item.trim(), of)
    if (axis === undefined) throw unknownDimension(current, of)
    const named = narrowed.get(current) ?? []
    named.push(...selectItem(item.slice(equals + 1).trim(), axis.of, axis.name))
    narrowed.set(current, named)
  }
  const rectangle = rectangleWith(of.axes, new Map([...narrowed].map(([name, ranges]) => [name, mergedRanges(of, name, ranges)])))
  return rangesOfRectangle(of.axes, rectangle)
}

function mergedRanges(of: ProductAsOf, name: string, ranges: readonly Range[]): Ranges {
  return subsetOfRanges(of.axes.find(axis => axis.name === name)!.of, ranges).ranges
}

function onlyTimeAxis(of: ProductAsOf): string {
  const [axis, ...others] = of.axes.filter(candidate => hasWindows(candidate.of))
  if (axis !== undefined && others.length === 0) return axis.name
  throw badSelection('latest', of, undefined, {
    what: 'latest does not say of which dimension',
    why: axis === undefined ? 'this product has no dimension of time' : 'this product has several dimensions of time',
    fix: `name the dimension: ${(axis ?? of.axes[0]!).name}=latest`,
  })
}

function unnamed(item: string, of: ProductAsOf): Error {
  refuseAnywhere(item, of, undefined)
  return badSelection(item, of, undefined, {
    what: `${JSON.stringify(item)} does not say of which dimension`,
    why: `the dimensions are ${namesOf(of)}`,
    fix: `name the dimension, such as ${(of.axes.find(axis => axis.of.ordinalOf(item) !== undefined) ?? of.axes[0]!).name}=${item}`,
  })
}

function unknownDimension(name: string, of: ProductAsOf): Error {
  return badSelection(name, of, undefined, {
    what: `There is no dimension ${JSON.stringify(name)}`,
    why: `the dimensions are ${namesOf(of)}`,
    fix: 'use one of these, and write = in a key as %3D',
  })
}

function namesOf(of: ProductAsOf): string {
  return of.set.dimensions.map(({ name }) => name).join(', ')
}
