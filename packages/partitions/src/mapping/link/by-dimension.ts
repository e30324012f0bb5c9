/** Reading a product dimension by dimension, each through a mapping of its own, rectangle by rectangle. */
import { intersectionOf, ordinalsOf, type Ranges } from '../../ordinal/ranges.ts'
import type { PartitionSet, PartitionsAsOf } from '../../partition-set.ts'
import { axesOf, axisOf } from '../../set/axes-of.ts'
import type { Axis, Product } from '../../set/product.ts'
import { type Box, boxesOf, rangesOfRectangle } from '../../subset/rectangles.ts'
import { everything, type PartitionSubset, subsetOfRanges } from '../../subset/subset.ts'
import type { Mapping, UpstreamAnswer } from '../law/mapping.ts'
import { noneMissing } from '../law/missing.ts'
import { missingCombinations } from './missing-combinations.ts'
import { readingSet } from './reading-set.ts'

/** How one upstream dimension is read; those without a link are read whole. */
export interface Link {
  /** The dimension that is read. */
  readonly to: string
  /** The dimension that reads; `itself` where the reading side is not a product. */
  readonly from: string
  readonly mapping: Mapping
}

/** Why the links cannot be followed, as a sentence. The caller has checked that the upstream has their dimensions. */
export function refusalOfLinks(links: readonly Link[], upstream: Product, downstream: PartitionSet): string | undefined {
  for (const { to, from, mapping } of links) {
    const reading = readingSet(downstream, from)
    if (typeof reading === 'string') return reading
    const refusal = mapping.refusal(upstream.sets[to]!, reading)
    if (refusal !== undefined) return `dimension ${to}: ${refusal}`
  }
  return undefined
}

/** Each rectangle of readers reads the product of what its sides read. */
export function readByDimension(links: readonly Link[], downstream: PartitionSubset, upstream: PartitionsAsOf): UpstreamAnswer {
  const [from, to] = [axesOf(downstream.of), axesOf(upstream)]
  const boxes = boxesOf(from, downstream.ranges, new Set(links.map(link => link.from)))
  const answers = separated(boxes, sharedBy(links)).map(box => to.map(axis => sideRead(axis, links, downstream.of, box)))
  return {
    existing: subsetOfRanges(
      upstream,
      answers.flatMap(sides =>
        rangesOfRectangle(
          to,
          sides.map(({ existing }) => existing.ranges),
        ),
      ),
    ),
    missing: missingCombinations(answers, to),
    short: answers.some(isShort),
  }
}

/** The inverse: the readers of a rectangle are, in each dimension, those that every link of that dimension gives. */
export function readersByDimension(links: readonly Link[], upstream: PartitionSubset, downstream: PartitionsAsOf): PartitionSubset {
  const [from, to] = [axesOf(upstream.of), axesOf(downstream)]
  const boxes = boxesOf(from, upstream.ranges, new Set(links.map(link => link.to)))
  const readers = boxes.map(box => to.map(axis => sideReading(axis, links, upstream.of, box)))
  return subsetOfRanges(
    downstream,
    readers.flatMap(sides => rangesOfRectangle(to, sides)),
  )
}

function sideRead(axis: Axis, links: readonly Link[], downstream: PartitionsAsOf, box: Box): UpstreamAnswer {
  const link = links.find(({ to }) => to === axis.name)
  if (link === undefined) return { existing: everything(axis.of), missing: noneMissing, short: false }
  return link.mapping.upstream(subsetOfRanges(axisOf(downstream, link.from).of, box.get(link.from)!), axis.of)
}

function sideReading(axis: Axis, links: readonly Link[], upstream: PartitionsAsOf, box: Box): Ranges {
  return links
    .filter(({ from }) => from === axis.name)
    .map(({ to, mapping }) => mapping.downstream(subsetOfRanges(axisOf(upstream, to).of, box.get(to)!), axis.of).ranges)
    .reduce(intersectionOf, everything(axis.of).ranges)
}

/** Short where the start of the upstream set cut off a combination, but not where another dimension has nothing to combine. */
function isShort(sides: readonly UpstreamAnswer[]): boolean {
  return sides.some(({ short }) => short) && sides.every(({ existing, missing, short }) => short || existing.count + missing.count > 0)
}

/** Dimensions that read several: 2001-01-02 reads 2001-01-02 in both, and not each combination of two days. */
function sharedBy(links: readonly Link[]): readonly string[] {
  const names = links.map(({ from }) => from)
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}

function separated(boxes: readonly Box[], names: readonly string[]): readonly Box[] {
  return names.reduce(
    (parts, name) =>
      parts.flatMap(box => Array.from(ordinalsOf(box.get(name)!), (ordinal): Box => new Map([...box, [name, [[ordinal, ordinal + 1]]]]))),
    boxes,
  )
}
