/** Which windows a window reads some steps back or ahead, and which of these are missing or cut off. */
import { intersectionOf, normalized, type Range, type Ranges } from '../../ordinal/ranges.ts'
import type { PartitionsAsOf } from '../../partition-set.ts'
import { type PartitionSubset, subsetOfRanges } from '../../subset/subset.ts'
import { type Alignment, alignedWith, alignmentOf } from '../../time/alignment/alignment.ts'
import { endlessWindows } from '../../time/alignment/endless-windows.ts'
import type { UpstreamAnswer } from '../law/mapping.ts'
import { missingAt } from '../law/missing.ts'
import { timesOf } from './times-of.ts'

/** From the window `first` steps away to the one `last` steps away, both included; 0 is the window itself, -1 the one before it. */
export interface Steps {
  readonly first: number
  readonly last: number
}

const beforeStart: Ranges = [[Number.NEGATIVE_INFINITY, 0]]

/**
 * Windows that do not exist yet are missing. Windows before the start of the upstream set are missing only if they share time with a reader
 * itself; the start cuts off the others.
 */
export function upstreamBySteps(steps: Steps, downstream: PartitionSubset, upstream: PartitionsAsOf): UpstreamAnswer {
  const to = timesOf(upstream)
  const alignment = alignmentOf(timesOf(downstream.of), to)
  const read = alignedWith(reaching(downstream.ranges, steps), alignment)
  const reachesBack = read.length > 0 && read[0]![0] < 0
  const own = reachesBack && holdsItself(steps) ? intersectionOf(alignedWith(downstream.ranges, alignment), beforeStart) : []
  const ahead = intersectionOf(read, [[to.count, Number.POSITIVE_INFINITY]])
  return {
    existing: subsetOfRanges(upstream, intersectionOf(read, [[0, to.count]])),
    missing: missingAt([...own, ...ahead], endlessWindows(to.set, to.windows).keyAt),
    short: reachesBack && isCut(steps, downstream.ranges, alignment),
  }
}

/** The inverse has the negated steps, swapped. */
export function downstreamBySteps({ first, last }: Steps, upstream: PartitionSubset, downstream: PartitionsAsOf): PartitionSubset {
  const to = timesOf(downstream)
  const sharing = alignedWith(upstream.ranges, alignmentOf(timesOf(upstream.of), to, Math.min(0, first)))
  return subsetOfRanges(downstream, intersectionOf(reaching(sharing, { first: -last, last: -first }), [[0, to.count]]))
}

/** Moves and lengthens ranges: all windows that are so many steps away from one of theirs. */
function reaching(ranges: Ranges, { first, last }: Steps): Ranges {
  return normalized(ranges.map(([from, to]): Range => [from + first, to + last]))
}

function holdsItself({ first, last }: Steps): boolean {
  return first <= 0 && last >= 0
}

/** Whether any reader reads a window before the start of the upstream set that shares no time with the reader itself. */
function isCut(steps: Steps, ranges: Ranges, alignment: Alignment): boolean {
  if (!holdsItself(steps)) return true
  for (const range of ranges) {
    for (const piece of alignment.piecesOf(range)) {
      const earliest = piece[0] + steps.first
      // Later pieces do not read further back.
      if (alignment.onto([earliest, earliest + 1])[0] >= 0) return false
      if (isPieceCut(steps, piece, alignment)) return true
    }
  }
  return false
}

/**
 * The windows of a piece follow each other without a gap, so its first and last reader decide for all. An upstream window that the piece reads
 * and that ends before the last reader begins shares no time with the reader just after it (or with the first reader, if it is before that).
 * The same holds for one that begins after the first reader has ended, and the reader just before it.
 */
function isPieceCut({ first, last }: Steps, piece: Range, alignment: Alignment): boolean {
  const before = intersectionOf(alignedWith(reaching([piece], { first, last }), alignment), beforeStart)
  if (before.length === 0) return false
  const [from, to] = piece
  const ofFirst = alignment.onto([from, from + 1])
  const ofLast = alignment.onto([to - 1, to])
  return (first < 0 && before[0]![0] < ofLast[0]) || (last > 0 && before[before.length - 1]![1] > ofFirst[1])
}
