/** By which erasure the bytes of a materialization were removed; it stays in the history, and no version finds it any more. */
import type { Instant } from '@varve/partitions'
import type { Erasure, Materialization } from '../ledger/records.ts'

export type ErasedBy = (materialization: Pick<Materialization, 'asset' | 'partition' | 'sequence'>) => Erasure | undefined

/** @param erasures all of them, in ledger order. */
export function erasedBy(erasures: readonly Erasure[]): ErasedBy {
  const byPartition = new Map<string, Erasure[]>()
  for (const erasure of erasures) byPartition.set(nameOf(erasure), [...(byPartition.get(nameOf(erasure)) ?? []), erasure])
  return materialization => byPartition.get(nameOf(materialization))?.find(({ sequence }) => sequence > materialization.sequence)
}

/** An erasure as documents show it. */
export interface ErasureDocument {
  readonly at: string
  readonly reason: string
  readonly by: { readonly user: string | null; readonly host: string }
}

export function erasureDocument(erasure: Erasure | undefined): ErasureDocument | null {
  return erasure ? { at: isoOf(erasure.at), reason: erasure.reason, by: erasure.by } : null
}

/** `on 2026-01-05 by ann on build-7: customer asked` */
export function erasureText({ at, reason, by }: Erasure): string {
  return `on ${isoOf(at).slice(0, 10)}${by.user === null ? '' : ` by ${by.user}`} on ${by.host}: ${reason}`
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString()
}

function nameOf({ asset, partition }: Pick<Materialization, 'asset' | 'partition'>): string {
  return JSON.stringify([asset, partition])
}
