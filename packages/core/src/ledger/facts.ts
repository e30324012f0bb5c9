/** The facts of a ledger: everything it remembers, as one numbered list from which all the rest can be built again. */
import type { Instant, PartitionDefinition } from '@varve/partitions'
import { canonicalJson } from '../foundation/canonical.ts'
import { VarveError } from '../foundation/errors.ts'
import type { ExternalVerdict, Loss, Materialization, NewErasure, Observation, Refusal, RunRecord, Sequence } from './records.ts'

export interface FactBodies {
  readonly 'run-started': Pick<RunRecord, 'id' | 'environment' | 'holder' | 'request'>
  readonly 'run-ended': { readonly id: string; readonly status: EndStatus }
  readonly 'partitions-defined': { readonly environment: string; readonly asset: string; readonly definition: PartitionDefinition }
  readonly materialized: Omit<Materialization, 'sequence'>
  /** `materialization` is null where the pointer names nothing from now on. */
  readonly 'pointer-moved': {
    readonly environment: string
    readonly asset: string
    readonly partition: string
    readonly materialization: string | null
  }
  readonly refused: Omit<Refusal, 'sequence'>
  readonly observed: Omit<Observation, 'sequence' | 'verdict'>
  readonly judged: { readonly external: string; readonly version: string; readonly verdict: ExternalVerdict }
  readonly 'keys-added': { readonly set: string; readonly keys: readonly string[] }
  readonly 'keys-removed': { readonly set: string; readonly keys: readonly string[] }
  /** Members whose stored bytes were found missing or corrupt. */
  readonly lost: { readonly members: readonly Loss[] }
  /** Hashes of members that were lost and are whole again. */
  readonly 'found-whole': { readonly members: readonly string[] }
  readonly erased: Omit<NewErasure, 'at'>
  /** A commit record of format 1, which had a place of its own in the order. */
  readonly committed: { readonly run: string; readonly environment: string }
}

export type EndStatus = Exclude<RunRecord['status'], 'running'>
export type FactKind = keyof FactBodies

/** What a fact says, before it has its place in the order. */
export type NewFact = { [K in FactKind]: { readonly at: Instant; readonly kind: K; readonly body: FactBodies[K] } }[FactKind]
export type Fact = NewFact & { readonly sequence: Sequence }

/** A fact as a journal holds it: the body is canonical JSON. */
export interface JournalRow {
  readonly sequence: Sequence
  readonly at: Instant
  readonly kind: string
  readonly body: string
}

export function journalRow({ sequence, at, kind, body }: Fact): JournalRow {
  return { sequence, at, kind, body: canonicalJson(body) }
}

/** @throws LEDGER_VERSION_UNKNOWN for a kind that this Varve does not know */
export function factOf({ sequence, at, kind, body }: JournalRow): Fact {
  if (!(kind in kinds)) throw unknownKind(kind, sequence)
  return { sequence, at, kind, body: JSON.parse(body) } as Fact // the bodies of a kind are what that kind was recorded with
}

/** The fact as it is in an order in which earlier facts have other numbers: everything in a body that names a point of the order. */
export function withSequences<F extends NewFact>(fact: F, at: (sequence: Sequence) => Sequence): F {
  if (fact.kind !== 'materialized') return fact
  const lineage = fact.body.lineage.map(input => ({ ...input, asOf: input.asOf === null ? null : at(input.asOf) }))
  return { ...fact, body: { ...fact.body, lineage } }
}

/** Which facts a run leaves behind that must outlive the ledger file, so that its end is written to the storage root. */
export function isLasting(kind: string): boolean {
  return kind in kinds && kinds[kind as FactKind] === 'lasting'
}

/** `passing`: a run that finds nothing to do records only these. */
const kinds: Readonly<Record<FactKind, 'lasting' | 'passing'>> = {
  'run-started': 'passing',
  'run-ended': 'passing',
  observed: 'passing',
  'partitions-defined': 'lasting',
  materialized: 'lasting',
  'pointer-moved': 'lasting',
  refused: 'lasting',
  judged: 'lasting',
  'keys-added': 'lasting',
  'keys-removed': 'lasting',
  lost: 'lasting',
  'found-whole': 'lasting',
  erased: 'lasting',
  committed: 'passing',
}

function unknownKind(kind: string, sequence: Sequence): VarveError {
  return new VarveError('LEDGER_VERSION_UNKNOWN', {
    what: `fact ${sequence} is of a kind that this Varve does not know: '${kind}'`,
    why: 'it was written by a newer Varve',
    fix: 'use the Varve that wrote it, or a newer one',
    details: { sequence, kind },
  })
}
