/** What was loaded of the ledger, by asset and ordinal: planning and judging read nothing else of it. */
import { contains, type Partition, type PartitionSubset } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import type { JudgedAsset } from '../ledger/judged.ts'
import type { Erasure, Refusal } from '../ledger/records.ts'
import { madeFor } from './made-for.ts'
import type { PlanNode } from './node.ts'
import type { Row } from './row.ts'
import { type RowColumns, rowColumns } from './row-columns.ts'

export interface Loaded {
  of(asset: string): LoadedAsset
}

/**
 * Every answer throws INVARIANT_BROKEN for a partition that was not loaded: what was not asked for must never be taken for what is not there.
 */
export interface LoadedAsset {
  /** What the pointer names, where it was made for the windows that the partition has now. Of `current`. */
  row(ordinal: number): Row | undefined
  /** What the pointer names, whatever windows it was made for. Of `current`. */
  pointed(ordinal: number): Row | undefined
  /** Whatever was made and not erased, newest first, whatever windows it was made for. Of `others`. */
  versions(ordinal: number): readonly Row[]
  /** The newest of exactly this version that was not answered. Of `others`. */
  refusal(ordinal: number, version: string): Refusal | undefined
  /** After which nothing was made. Of `current` and `others`. */
  erasure(ordinal: number): Erasure | undefined
  /** What was current when it was erased, where it was made for the windows that the partition has now. Of `current` and `others`. */
  beforeErasure(ordinal: number): Row | undefined
}

/** Of which partitions of an asset the current rows are wanted, and of which everything else that may decide. */
export interface Wanting {
  readonly node: PlanNode
  readonly current: PartitionSubset
  readonly others: PartitionSubset
}

/** The answer to one question about an asset. */
export interface Piece {
  readonly current: PartitionSubset
  readonly others: PartitionSubset
  readonly pointed: RowColumns
  readonly versions: RowColumns
  readonly refusals: ReadonlyMap<string, readonly Refusal[]>
  readonly erased: ReadonlyMap<string, Erasure>
  readonly beforeErasure: RowColumns
}

export function pieceOf({ current, others }: Wanting, answer: JudgedAsset): Piece {
  const { asset } = answer
  const lost = new Set(answer.lost)
  return {
    current,
    others,
    pointed: rowColumns(asset, answer.current, lost),
    versions: rowColumns(asset, answer.versions, lost),
    refusals: byPartition(answer.refusals),
    erased: new Map(answer.erased.map(erasure => [erasure.partition, erasure])),
    beforeErasure: rowColumns(asset, answer.beforeErasure, lost),
  }
}

/** @param pieces all of one state; more may be added later. */
export function loadedAsset({ name, partitions }: PlanNode, pieces: readonly Piece[]): LoadedAsset {
  let last: Partition | undefined
  const partitionAt = (ordinal: number): Partition => {
    if (last?.ordinal !== ordinal) last = partitions.at(ordinal)
    return last
  }
  const pieceWith = (ordinal: number, wasAsked: (piece: Piece, ordinal: number) => boolean): Piece => {
    for (const piece of pieces) if (wasAsked(piece, ordinal)) return piece
    throw new VarveError('INVARIANT_BROKEN', { what: `${referenceText(name, partitionAt(ordinal).key)} is judged before it is loaded` })
  }
  const pointed = (ordinal: number): Row | undefined => pieceWith(ordinal, isCurrent).pointed.rowOf(partitionAt(ordinal).key)
  return {
    pointed,
    row: ordinal => madeFor(partitionAt(ordinal), pointed(ordinal)),
    versions: ordinal => pieceWith(ordinal, isOther).versions.rowsOf(partitionAt(ordinal).key),
    refusal: (ordinal, version) =>
      pieceWith(ordinal, isOther)
        .refusals.get(partitionAt(ordinal).key)
        ?.find(refusal => refusal.version === version),
    erasure: ordinal => pieceWith(ordinal, isEither).erased.get(partitionAt(ordinal).key),
    beforeErasure: ordinal => {
      const partition = partitionAt(ordinal)
      return madeFor(partition, pieceWith(ordinal, isEither).beforeErasure.rowOf(partition.key))
    },
  }
}

function isCurrent({ current }: Piece, ordinal: number): boolean {
  return contains(current, ordinal)
}

function isOther({ others }: Piece, ordinal: number): boolean {
  return contains(others, ordinal)
}

function isEither(piece: Piece, ordinal: number): boolean {
  return isCurrent(piece, ordinal) || isOther(piece, ordinal)
}

function byPartition(refusals: readonly Refusal[]): ReadonlyMap<string, readonly Refusal[]> {
  const found = new Map<string, Refusal[]>()
  for (const refusal of refusals) found.set(refusal.partition, [...(found.get(refusal.partition) ?? []), refusal])
  return found
}
