/** What the reads of one input come to: the content that is read, or what keeps it from being read. */
import { ordinals, type PartitionSubset } from '@varve/partitions'
import type { Basis } from '../ledger/judged.ts'
import type { DigestedReads, VersionRead } from '../version/reads-digest.ts'
import type { AvailableAt, Blocked } from './available.ts'
import type { PlanNode } from './node.ts'
import type { Cause } from './plan.ts'

/** `gone` and `lost`: what a step that must run waits for, although the version that it wants is known. */
export type Reads =
  | Blocked
  | { readonly kind: 'possible'; readonly gone: Blocked | undefined }
  | {
      readonly kind: 'known'
      readonly list: readonly VersionRead[] | DigestedReads
      readonly gone: Blocked | undefined
      readonly lost: Blocked | undefined
    }

export function readsOf(upstream: PlanNode, partitions: PartitionSubset, available: AvailableAt): Reads {
  const list: VersionRead[] = []
  const reading = readingOf(upstream, available, (partition, content, readHash) => list.push({ partition, content, readHash }))
  for (const ordinal of ordinals(partitions)) reading.add(ordinal)
  return readsFrom([reading.found()], upstream.name, () => list)
}

/** What became of reads that follow each other. */
export interface Found {
  /** The first that cannot be read. */
  readonly stop: { readonly kind: 'blocked' | 'missing'; readonly by: Cause } | undefined
  readonly missingCount: number
  readonly isPossible: boolean
  readonly gone: Cause | undefined
  /** The key of the first whose bytes are lost. */
  readonly lost: string | undefined
  readonly lostCount: number
}

/** Reads one partition after the other. */
export interface Reading {
  /** @returns its key */
  add(ordinal: number): string
  found(): Found
}

/** @param read is called with what is read, as far as it is known. */
export function readingOf(
  upstream: PlanNode,
  available: AvailableAt,
  read: (partition: string, content: string, readHash: string) => void,
): Reading {
  const { name, partitions } = upstream
  const readHashes = readHashesOf(upstream)
  let stop: Found['stop']
  let missingCount = 0
  let isPossible = false
  let gone: Cause | undefined
  let lost: string | undefined
  let lostCount = 0
  return {
    found: () => ({ stop, missingCount, isPossible, gone, lost, lostCount }),
    add: ordinal => {
      const found = available(name, ordinal)
      if (found.kind === 'content' || found.kind === 'gone') {
        const { of } = found
        const { partition } = of
        if (found.kind === 'gone') gone ??= found.by
        if (of.isLost) {
          lost ??= partition
          lostCount += 1
        }
        read(partition, of.content, readHashIn(readHashes, upstream, of.basis))
        return partition
      }
      const { key } = partitions.at(ordinal)
      if (found.kind === 'possible') isPossible = true
      else if (found.kind === 'blocked') stop ??= { kind: 'blocked', by: found.by }
      else {
        missingCount += 1
        stop ??= { kind: 'missing', by: { asset: name, partition: key, code: 'INPUT_MISSING' } }
      }
      return key
    },
  }
}

/** @param all in the order in which they are read. */
export function readsFrom(all: readonly Found[], asset: string, list: () => readonly VersionRead[] | DigestedReads): Reads {
  const blockedBy = (by: Cause, others = false): Blocked => ({ kind: 'blocked', by, others })
  const stop = all.find(found => found.stop)?.stop
  if (stop) return blockedBy(stop.by, stop.kind === 'missing' && total(all, found => found.missingCount) > 1)
  const goneBy = all.find(found => found.gone)?.gone
  const gone = goneBy && blockedBy(goneBy)
  if (all.some(found => found.isPossible)) return { kind: 'possible', gone }
  const lost = all.find(found => found.lost !== undefined)?.lost
  const lostCause = lost === undefined ? undefined : { asset, partition: lost, code: 'INPUT_LOST' }
  return { kind: 'known', list: list(), gone, lost: lostCause && blockedBy(lostCause, total(all, found => found.lostCount) > 1) }
}

function total(all: readonly Found[], countOf: (found: Found) => number): number {
  return all.reduce((sum, found) => sum + countOf(found), 0)
}

const known = new WeakMap<PlanNode, WeakMap<Basis, string>>()

/** Thousands of partitions share a basis. */
function readHashesOf(node: PlanNode): WeakMap<Basis, string> {
  let hashes = known.get(node)
  if (!hashes) {
    hashes = new WeakMap()
    known.set(node, hashes)
  }
  return hashes
}

function readHashIn(hashes: WeakMap<Basis, string>, node: PlanNode, basis: Basis): string {
  let hash = hashes.get(basis)
  if (hash === undefined) {
    hash = node.readHash(basis.stored)
    hashes.set(basis, hash)
  }
  return hash
}
