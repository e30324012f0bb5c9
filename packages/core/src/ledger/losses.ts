/** What is new in a report of losses, as both ledgers decide it: saying the same again is no fact. */
import type { Erasure, Loss } from './records.ts'

/** Losses that are not known yet, or were found otherwise before. */
export function newLosses(known: ReadonlyMap<string, Loss['found']>, losses: readonly Loss[]): readonly Loss[] {
  const wanted = new Map(losses.map(({ sha256, found }) => [sha256, found]))
  return [...wanted].flatMap(([sha256, found]) => (known.get(sha256) === found ? [] : [{ sha256, found }]))
}

/** Those of the hashes that are lost by what is known. */
export function endedLosses(known: ReadonlyMap<string, Loss['found']>, hashes: readonly string[]): readonly string[] {
  return [...new Set(hashes)].filter(sha256 => known.has(sha256))
}

/** Those that are not about bytes which an erasure removes, or has removed. @param isHeld whether anything that was not erased holds the hash. */
export function notErased(losses: readonly Loss[], erasures: readonly Erasure[], isHeld: (sha256: string) => boolean): readonly Loss[] {
  const erased = new Set(erasures.flatMap(({ members }) => members))
  return losses.filter(({ sha256 }) => !erased.has(sha256) || isHeld(sha256))
}
