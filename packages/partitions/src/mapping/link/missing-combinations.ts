/** The combinations with a missing key in at least one dimension: counted in a grid that has a place for each missing key. */

import { complementOf, countOf, intersectionOf, normalized, ordinalsOf, type Ranges, rangesOf, unionOf } from '../../ordinal/ranges.ts'
import type { Axis } from '../../set/product.ts'
import { rangesOfRectangle, strided } from '../../subset/rectangles.ts'
import { escapeKey, unescapeKey } from '../../text/key-text.ts'
import type { UpstreamAnswer } from '../law/mapping.ts'
import { type MissingKeys, noneMissing } from '../law/missing.ts'

/** What is read of each dimension, in the order of the axes: every combination of it. */
type Sides = readonly UpstreamAnswer[]

/** Each missing combination once, however many of the boxes hold it. */
export function missingCombinations(boxes: readonly Sides[], axes: readonly Axis[]): MissingKeys {
  const incomplete = boxes.filter(box => missingOfOne(box) > 0)
  const [first, ...others] = incomplete
  if (first === undefined) return noneMissing
  return {
    get count() {
      return others.length === 0 ? missingOfOne(first) : countOf(gridOf(incomplete, axes).missing)
    },
    *[Symbol.iterator]() {
      const grid = gridOf(incomplete, axes)
      for (const ordinal of ordinalsOf(grid.missing)) yield grid.keyAt(ordinal)
    },
  }
}

function missingOfOne(box: Sides): number {
  const [all, existing] = [box.map(side => side.existing.count + side.missing.count), box.map(side => side.existing.count)]
  return all.reduce((product, size) => product * size, 1) - existing.reduce((product, size) => product * size, 1)
}

interface Grid {
  readonly missing: Ranges
  keyAt(ordinal: number): string
}

/** Missing keys come after the existing partitions of their dimension. */
function gridOf(boxes: readonly Sides[], axes: readonly Axis[]): Grid {
  const absent = axes.map((_, index) => [...new Set(boxes.flatMap(box => [...box[index]!.missing]))])
  const places = axes.map(({ of }, index) => new Map(absent[index]!.map((key, place) => [key, of.count + place])))
  const sizes = axes.map(({ of }, index) => of.count + absent[index]!.length)
  const steps = strided(sizes)
  const place = (side: UpstreamAnswer, index: number) =>
    unionOf(side.existing.ranges, rangesOf(Array.from(side.missing, key => places[index]!.get(key)!)))
  const all = normalized(boxes.flatMap(box => rangesOfRectangle(steps, box.map(place))))
  const existing = normalized(
    boxes.flatMap(box =>
      rangesOfRectangle(
        steps,
        box.map(side => side.existing.ranges),
      ),
    ),
  )
  const keyOf = (index: number, ordinal: number) => {
    const { of } = axes[index]!
    const place = Math.floor(ordinal / steps[index]!.stride) % sizes[index]!
    return place < of.count ? of.at(place).key : escapeKey(unescapeKey(absent[index]![place - of.count]!))
  }
  const byName = axes.map(({ name }, index) => ({ name, index })).sort((one, other) => (one.name < other.name ? -1 : 1))
  return {
    missing: intersectionOf(
      all,
      complementOf(
        existing,
        sizes.reduce((product, size) => product * size, 1),
      ),
    ),
    keyAt: ordinal => byName.map(({ name, index }) => `${name}=${keyOf(index, ordinal)}`).join(','),
  }
}
