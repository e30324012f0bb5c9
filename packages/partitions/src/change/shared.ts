/** The partitions that two sets have in common at an instant: the same key, in the same dimensions, over the same windows. */

import { type Ranges, rangesOf } from '../ordinal/ranges.ts'
import type { PartitionsAsOf } from '../partition-set.ts'
import { namesOf } from '../set/axes-of.ts'
import { hasAxes, type ProductAsOf } from '../set/product.ts'
import { rangesOfRectangle } from '../subset/rectangles.ts'
import { hasWindows } from '../time/time-set.ts'
import { type Shared, sharedWindows } from './shared-windows.ts'

const none: Shared = { before: [], after: [] }

export function sharedOf(before: PartitionsAsOf, after: PartitionsAsOf): Shared {
  return haveSameDimensions(before, after) ? sharedIn(before, after) : none
}

/** Dimensions are part of a partition's name: an hour is another partition than sixty minutes. */
function haveSameDimensions({ set: one }: PartitionsAsOf, { set: other }: PartitionsAsOf): boolean {
  return namesOf(one).join() === namesOf(other).join()
}

function sharedIn(before: PartitionsAsOf, after: PartitionsAsOf): Shared {
  if (hasWindows(before) && hasWindows(after)) return sharedWindows(before, after)
  if (hasWindows(before) || hasWindows(after)) return none
  return hasAxes(before) && hasAxes(after) ? sharedCombinations(before, after) : sharedKeys(before, after)
}

function sharedKeys(before: PartitionsAsOf, after: PartitionsAsOf): Shared {
  const found: (readonly [before: number, after: number])[] = []
  for (let ordinal = 0; ordinal < before.count; ordinal += 1) {
    const there = after.ordinalOf(before.at(ordinal).key)
    if (there !== undefined) found.push([ordinal, there])
  }
  return { before: rangesOf(found.map(([ordinal]) => ordinal)), after: rangesOf(found.map(([, ordinal]) => ordinal)) }
}

/** What is shared is a rectangle: every combination of what each dimension shares. */
function sharedCombinations(before: ProductAsOf, after: ProductAsOf): Shared {
  const byName = new Map(after.axes.map(({ name, of }) => [name, sharedIn(before.axes.find(axis => axis.name === name)!.of, of)] as const))
  const rangesIn = ({ axes }: ProductAsOf, side: keyof Shared): Ranges =>
    rangesOfRectangle(
      axes,
      axes.map(({ name }) => byName.get(name)![side]),
    )
  return { before: rangesIn(before, 'before'), after: rangesIn(after, 'after') }
}
