/** Joins a ledger that went its own way to one that was rebuilt from a storage root: a restored copy, or one that the root is behind of. */
import { type Instant, spellingOf } from '@varve/partitions'
import { compareText } from '../../compare-text.ts'
import { type Fact, type FactBodies, factOf, type JournalRow, withSequences } from '../../facts.ts'
import type { CommitEntry, KnownKey, Sequence } from '../../records.ts'
import { type Book, nameOf } from '../book.ts'
import { writeRecordOfRest } from '../commits.ts'
import { factsBetween, newestSequence, record } from '../journal.ts'
import { knownKeys } from '../keys.ts'
import { historyOf } from '../lists.ts'
import { bySequence } from '../materializations.ts'
import { isErased, pointedOf, pointerAt, pointerOf } from '../pointers.ts'
import { keyOfStored } from '../row/stored-key.ts'
import type { OldLedger } from './old.ts'
import type { Waiting } from './waiting.ts'

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
export function commonPoint(book: Book, waiting: Waiting, entries: readonly CommitEntry[], old: OldLedger): Sequence {
  const known = new Map(old.entries.map(({ sequence, sha256 }) => [sequence, sha256]))
  let common = entries.findLast(({ sequence, sha256 }) => known.get(sequence) === sha256)?.sequence ?? 0
  if (common === 0 && old.id !== book.id) return 0
  for (;;) {
    const [here] = waiting.between(common, common + 1)
    const [there] = old.rows(common, common + 1)
    if (!here || !there || !isSame(here, there)) return common
    common += 1
  }
}

/** Facts that records of format 1 left out, and no later record holds yet. */
export function fillGaps(waiting: Waiting, old: OldLedger, common: Sequence): void {
  for (let after: Sequence = 0; after < common; after += factsAtOnce) {
    const upTo = Math.min(common, after + factsAtOnce)
    const known = new Set(waiting.between(after, upTo).map(({ sequence }) => sequence))
    waiting.add(old.rows(after, upTo).filter(({ sequence }) => !known.has(sequence)))
  }
}

const factsAtOnce = 1_000

interface Join {
  readonly old: OldLedger
  readonly common: Sequence
  readonly at: Instant
}

/**
 * Appends what the other ledger recorded after the common point, with new numbers. Its lineage says *what was current at sequence n*:
 * so pointers that the root moved since go back to the common point first, the other's facts follow, and at the end the root's pointers are set again.
 */
export function joinOther(book: Book, { old, common, at }: Join): Conflicts {
  const { db } = book
  const others = old.rows(common, Number.MAX_SAFE_INTEGER).map(factOf)
  const moved = movedAfter(book, common).map(pointed => ({ pointed, kept: current(book, pointed) }))
  if (others.some(({ kind }) => kind === 'materialized')) {
    for (const { pointed } of moved) setPointer(book, pointed, currentAt(book, pointed, common), at)
  }
  const upTo = newestSequence(db)
  const here = factsBetween(book, common, upTo).map(factOf)
  replay(book, others, { old, common })
  for (const fact of here) if (fact.kind === 'erased') eraseAgain(book, fact, upTo, at)
  for (const { pointed, kept } of moved) setPointer(book, pointed, kept !== null && isErased(db, kept) ? null : kept, at)
  const movedThere = new Set(movedAfter(old.book, common).map(text))
  const conflicts = moved
    .filter(({ pointed }) => movedThere.has(text(pointed)))
    .map(({ pointed, kept }) => ({ pointed, kept: idOf(book, kept), other: idOf(old.book, current(old.book, pointed)) }))
    .filter(({ kept, other }) => kept !== other)
    .map(({ pointed, other }) => ({ ...pointed, kept: idOf(book, current(book, pointed)), other }))
  return { conflicts, keyConflicts: keyConflicts(book, old.book, common) }
}

/**
 * What the other ledger made of a partition that the root has erased is erased too: nobody asked for it after the erasure. Where the root
 * was asked to make it again, the erasure is answered.
 *
 * @param upTo the root's newest fact.
 */
function eraseAgain(book: Book, { sequence, body }: Extract<Fact, { kind: 'erased' }>, upTo: Sequence, at: Instant): void {
  const materializations = historyOf(book, body.asset, body.partition).filter(one => one.sequence > sequence)
  if (materializations.length === 0 || materializations.some(one => one.sequence <= upTo)) return
  const hashes = materializations.flatMap(({ artifact }) => artifact.members.map(({ sha256 }) => sha256))
  record(book, { kind: 'erased', at, body: { ...body, members: [...new Set([...body.members, ...hashes])].sort() } })
}

/** Records end where the other ledger ended them, so that what a root is only behind of comes back byte for byte. */
function replay(book: Book, others: readonly Fact[], { old, common }: Pick<Join, 'old' | 'common'>): void {
  const { db } = book
  const ends = new Set(old.entries.map(({ sequence }) => sequence))
  const known = knownAfter(book, common)
  const numbers: Sequence[] = [] // of the facts after the common point
  const newNumber = (sequence: Sequence) => (sequence <= common ? sequence : (numbers[sequence - common - 1] ?? newestSequence(db)))
  for (const fact of others) {
    const news = newsOf(known, fact)
    if (news) record(book, withSequences(news, newNumber))
    numbers[fact.sequence - common - 1] = newestSequence(db)
    if (ends.has(fact.sequence)) writeRecordOfRest(book)
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
function knownAfter(book: Book, common: Sequence): Known {
  const facts = factsBetween(book, common, Number.MAX_SAFE_INTEGER).map(factOf)
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

function keyConflicts(book: Book, other: Book, common: Sequence): readonly KeyConflict[] {
  const changed = (from: Book) =>
    new Map(
      factsBetween(from, common, Number.MAX_SAFE_INTEGER).flatMap(row => keysIn(factOf(row)).map(key => [keyText(key), key] as const)),
    )
  const [here, there] = [changed(book), changed(other)]
  const stateOf = (from: Book, { set, key }: SetKey) => {
    const { sequence: _, ...state } = knownKeys(from.db, set).find(known => spellingOf(known.key) === spellingOf(key))!
    return state
  }
  return [...there.values()]
    .filter(key => here.has(keyText(key)))
    .map(key => ({ set: key.set, kept: stateOf(book, key), other: stateOf(other, key) }))
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

/** By environment, asset and partition. */
function movedAfter(book: Book, common: Sequence): readonly Pointed[] {
  const moved = book.db.all<{ environment: number; asset: number; key: string }>(
    `SELECT environment, asset, key FROM materialization WHERE environment IS NOT NULL AND sequence >= ?1
     UNION SELECT environment, asset, key FROM move WHERE sequence > ?1`,
    common,
  )
  const all = new Map([...moved, ...erasedAfter(book, common)].map(row => [JSON.stringify(Object.values(row)), row]))
  return [...all.values()]
    .map(({ environment, asset, key }) => ({
      environment: nameOf(book, environment),
      asset: nameOf(book, asset),
      partition: keyOfStored(key),
    }))
    .sort((a, b) => compareText(a.environment, b.environment) || compareText(a.asset, b.asset) || compareText(a.partition, b.partition))
}

/** An erasure moves the pointers that named something. */
function erasedAfter({ db }: Book, common: Sequence) {
  return db
    .all<{ environment: number; asset: number; key: string; sequence: number }>(
      `SELECT DISTINCT named.environment, asset, key, erasure.sequence FROM erasure JOIN (
         SELECT environment, asset, key FROM materialization WHERE environment IS NOT NULL
         UNION SELECT environment, asset, key FROM move) AS named USING (asset, key) WHERE erasure.sequence > ?`,
      common,
    )
    .filter(({ sequence, ...pointed }) => pointerAt(db, pointed, sequence - 1) !== null)
    .map(({ environment, asset, key }) => ({ environment, asset, key }))
}

function setPointer(book: Book, pointed: Pointed, to: Sequence | null, at: Instant): void {
  if (current(book, pointed) === to) return
  record(book, { kind: 'pointer-moved', at, body: { ...pointed, materialization: idOf(book, to) } })
}

function current(book: Book, { environment, asset, partition }: Pointed): Sequence | null {
  return pointerOf(book.db, pointedOf(book, environment, asset, partition))
}

function currentAt(book: Book, { environment, asset, partition }: Pointed, asOf: Sequence): Sequence | null {
  return pointerAt(book.db, pointedOf(book, environment, asset, partition), asOf)
}

function idOf(book: Book, materialization: Sequence | null): string | null {
  return materialization === null ? null : bySequence(book, [materialization])[0]!.id
}

function text({ environment, asset, partition }: Pointed): string {
  return JSON.stringify([environment, asset, partition])
}

function isSame(one: JournalRow, other: JournalRow): boolean {
  return one.at === other.at && one.kind === other.kind && one.body === other.body
}
