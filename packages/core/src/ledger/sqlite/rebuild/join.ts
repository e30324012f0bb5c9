/** Joins a ledger that went its own way to one that was rebuilt from a storage root: a restored copy, or one that the root is behind of. */
import { type Instant, spellingOf } from '@varve/partitions'
import { type Fact, type FactBodies, factOf, type JournalRow, withSequences } from '../../facts.ts'
import type { CommitEntry, KnownKey, Materialization, Sequence } from '../../records.ts'
import { writeRecordOfRest } from '../commits.ts'
import type { Database } from '../driver.ts'
import { addFact, journalBetween, newestSequence, record } from '../journal.ts'
import { knownKeys } from '../keys.ts'
import { isErased, pointerOf } from '../publish.ts'
import type { OldLedger } from './old.ts'

/** A pointer that both set, each to something else. Both materializations stay in the history. */
export interface Conflict extends Pointed {
  /** What the storage root says, which stays. Null where the partition was erased. */
  readonly kept: string | null
  /** What the other ledger had made current. */
  readonly other: string | null
}

/** A key that both added or removed, each with another result: in another case, say. The storage root's word stays. */
export interface KeyConflict {
  readonly set: string
  readonly kept: Omit<KnownKey, 'sequence'>
  readonly other: Omit<KnownKey, 'sequence'>
}

export interface Conflicts {
  readonly conflicts: readonly Conflict[]
  readonly keyConflicts: readonly KeyConflict[]
}

interface Pointed {
  readonly environment: string
  readonly asset: string
  readonly partition: string
}

/** The newest point of the order up to which both say the same. */
export function commonPoint(db: Database, entries: readonly CommitEntry[], old: OldLedger): Sequence {
  const known = new Map(old.entries.map(({ sequence, sha256 }) => [sequence, sha256]))
  let common = entries.findLast(({ sequence, sha256 }) => known.get(sequence) === sha256)?.sequence ?? 0
  if (common === 0 && old.id !== idOf(db)) return 0
  for (;;) {
    const [here] = journalBetween(db, common, common + 1)
    const [there] = old.rows(common, common + 1)
    if (!here || !there || !isSame(here, there)) return common
    common += 1
  }
}

/** Facts that records of format 1 left out, and no later record holds yet. */
export function fillGaps(db: Database, old: OldLedger, common: Sequence): void {
  for (const row of old.rows(0, common)) {
    if (db.get('SELECT 1 FROM journal WHERE sequence = ?', row.sequence) === undefined) addFact(db, row)
  }
}

interface Join {
  readonly old: OldLedger
  readonly common: Sequence
  readonly at: Instant
}

/**
 * Appends what the other ledger recorded after the common point, with new numbers. Its lineage says *what was current at sequence n*:
 * so pointers that the root moved since go back to the common point first, the other's facts follow, and at the end the root's pointers are set again.
 */
export function joinOther(db: Database, ledger: string, { old, common, at }: Join): Conflicts {
  const others = old.rows(common, Number.MAX_SAFE_INTEGER).map(factOf)
  const moved = movedAfter(db, common).map(pointed => ({ pointed, kept: current(db, pointed) }))
  if (others.some(({ kind }) => kind === 'materialized')) {
    for (const { pointed } of moved) setPointer(db, pointed, currentAt(db, pointed, common), at)
  }
  const upTo = newestSequence(db)
  const here = journalBetween(db, common, upTo).map(factOf)
  replay(db, ledger, others, { old, common })
  for (const fact of here) if (fact.kind === 'erased') eraseAgain(db, fact, upTo, at)
  for (const { pointed, kept } of moved) setPointer(db, pointed, kept !== null && isErased(db, kept) ? null : kept, at)
  const movedThere = new Set(movedAfter(old.db, common).map(text))
  const conflicts = moved
    .filter(({ pointed }) => movedThere.has(text(pointed)))
    .map(({ pointed, kept }) => ({ ...pointed, kept, other: current(old.db, pointed) }))
    .filter(({ kept, other }) => kept !== other)
    .map(conflict => ({ ...conflict, kept: current(db, conflict) }))
  return { conflicts, keyConflicts: keyConflicts(db, old.db, common) }
}

/**
 * What the other ledger made of a partition that the root has erased is erased too: nobody asked for it after the erasure. Where the root
 * was asked to make it again, the erasure is answered.
 *
 * @param upTo the root's newest fact.
 */
function eraseAgain(db: Database, { sequence, body }: Extract<Fact, { kind: 'erased' }>, upTo: Sequence, at: Instant): void {
  const materializations = db.all<{ sequence: Sequence; body: string }>(
    `SELECT sequence, body FROM materialization JOIN journal USING (sequence) WHERE asset = ? AND partition = ? AND sequence > ?`,
    ...[body.asset, body.partition, sequence],
  )
  if (materializations.length === 0 || materializations.some(row => row.sequence <= upTo)) return
  const hashes = materializations.flatMap((row): readonly string[] => {
    const { artifact }: Materialization = JSON.parse(row.body)
    return artifact.members.map(({ sha256 }) => sha256)
  })
  record(db, { kind: 'erased', at, body: { ...body, members: [...new Set([...body.members, ...hashes])].sort() } })
}

/** Records end where the other ledger ended them, so that what a root is only behind of comes back byte for byte. */
function replay(db: Database, ledger: string, others: readonly Fact[], { old, common }: Pick<Join, 'old' | 'common'>): void {
  const ends = new Set(old.entries.map(({ sequence }) => sequence))
  const known = knownAfter(db, common)
  const numbers: Sequence[] = [] // of the facts after the common point
  const newNumber = (sequence: Sequence) => (sequence <= common ? sequence : (numbers[sequence - common - 1] ?? newestSequence(db)))
  for (const fact of others) {
    const news = newsOf(known, fact)
    if (news) record(db, withSequences(news, newNumber))
    numbers[fact.sequence - common - 1] = newestSequence(db)
    if (ends.has(fact.sequence)) writeRecordOfRest(db, ledger)
  }
}

interface Known {
  readonly ids: ReadonlySet<string>
  readonly definitions: ReadonlySet<string>
  /** When each external was last looked at. */
  readonly observed: ReadonlyMap<string, Instant>
  /** Keys of dynamic sets, by how they are compared. */
  readonly keys: ReadonlySet<string>
}

/** What the root says newer or already: the other ledger's word on it does not count. */
function knownAfter(db: Database, common: Sequence): Known {
  const facts = journalBetween(db, common, Number.MAX_SAFE_INTEGER).map(factOf)
  return {
    ids: new Set(facts.flatMap(fact => (fact.kind === 'materialized' || fact.kind === 'run-started' ? [fact.body.id] : []))),
    definitions: new Set(facts.flatMap(fact => (fact.kind === 'partitions-defined' ? [definedText(fact.body)] : []))),
    observed: new Map(facts.flatMap(fact => (fact.kind === 'observed' ? [[fact.body.external, fact.at] as const] : []))),
    keys: new Set(facts.flatMap(keysIn).map(keyText)),
  }
}

/** The part of a fact on which the root says nothing. */
function newsOf(known: Known, fact: Fact): Fact | undefined {
  if (fact.kind !== 'keys-added' && fact.kind !== 'keys-removed') return isKnown(known, fact) ? undefined : fact
  const keys = keysIn(fact).filter(key => !known.keys.has(keyText(key)))
  return keys.length === 0 ? undefined : { ...fact, body: { ...fact.body, keys: keys.map(({ key }) => key) } }
}

interface SetKey {
  readonly set: string
  readonly key: string
}

function keysIn(fact: Fact): readonly SetKey[] {
  if (fact.kind !== 'keys-added' && fact.kind !== 'keys-removed') return []
  const { set, keys } = fact.body
  return keys.map(key => ({ set, key }))
}

/** Keys that differ only in case are one: their folders would be. */
function keyText({ set, key }: SetKey): string {
  return JSON.stringify([set, spellingOf(key)])
}

function keyConflicts(db: Database, other: Database, common: Sequence): readonly KeyConflict[] {
  const changed = (from: Database) =>
    new Map(
      journalBetween(from, common, Number.MAX_SAFE_INTEGER).flatMap(row => keysIn(factOf(row)).map(key => [keyText(key), key] as const)),
    )
  const [here, there] = [changed(db), changed(other)]
  const stateOf = (from: Database, { set, key }: SetKey) => {
    const { sequence: _, ...state } = knownKeys(from, set).find(known => spellingOf(known.key) === spellingOf(key))!
    return state
  }
  return [...there.values()]
    .filter(key => here.has(keyText(key)))
    .map(key => ({ set: key.set, kept: stateOf(db, key), other: stateOf(other, key) }))
    .filter(({ kept, other }) => kept.key !== other.key || kept.present !== other.present)
}

function isKnown({ ids, definitions, observed }: Known, fact: Fact): boolean {
  if (fact.kind === 'materialized' || fact.kind === 'run-started') return ids.has(fact.body.id)
  if (fact.kind === 'partitions-defined') return definitions.has(definedText(fact.body))
  return fact.kind === 'observed' && (observed.get(fact.body.external) ?? Number.NEGATIVE_INFINITY) >= fact.at
}

function definedText({ environment, asset }: FactBodies['partitions-defined']): string {
  return JSON.stringify([environment, asset])
}

function movedAfter(db: Database, common: Sequence): readonly Pointed[] {
  return db
    .all<Pointed>(
      'SELECT DISTINCT environment, asset, partition FROM pointer_move WHERE sequence > ? ORDER BY environment, asset, partition',
      common,
    )
    .map(row => ({ ...row }))
}

function setPointer(db: Database, pointed: Pointed, materialization: string | null, at: Instant): void {
  if (current(db, pointed) !== materialization) record(db, { kind: 'pointer-moved', at, body: { ...pointed, materialization } })
}

function current(db: Database, { environment, asset, partition }: Pointed): string | null {
  return pointerOf(db, environment, asset, partition)
}

function currentAt(db: Database, { environment, asset, partition }: Pointed, asOf: Sequence): string | null {
  const row = db.get<{ id: string | null }>(
    `SELECT id FROM pointer_move LEFT JOIN materialization ON materialization.sequence = pointer_move.materialization
     WHERE environment = ? AND pointer_move.asset = ? AND pointer_move.partition = ? AND pointer_move.sequence <= ?
     ORDER BY pointer_move.sequence DESC LIMIT 1`,
    ...[environment, asset, partition, asOf],
  )
  return row?.id ?? null
}

function text({ environment, asset, partition }: Pointed): string {
  return JSON.stringify([environment, asset, partition])
}

function isSame(one: JournalRow, other: JournalRow): boolean {
  return one.at === other.at && one.kind === other.kind && one.body === other.body
}

function idOf(db: Database): string {
  return db.get<{ value: string }>(`SELECT value FROM meta WHERE key = 'id'`)!.value
}
