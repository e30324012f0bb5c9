/** Row 7 in SQLite: materializations, pointers by compare-and-set, outbox and commit record of one group. */
import { invariant } from '../../foundation/invariant.ts'
import type { JournalRow } from '../facts.ts'
import { checkCovers } from '../lease-lost.ts'
import type { Lease, PublishGroup, PublishItem, PublishResult } from '../ledger.ts'
import type { Sequence } from '../records.ts'
import { type Book, nameNumber } from './book.ts'
import { writeRecord } from './commits.ts'
import { noteHead } from './heads.ts'
import { movedText, newestSequence, noteMoment } from './journal.ts'
import { addMaterialization, folderOf, recordedText } from './materializations.ts'
import { isErased, noteMove, setPointers } from './pointers.ts'
import { bytesOf, hashBytes, hexOf, idBytes } from './row/hash-bytes.ts'
import { storedKey } from './row/stored-key.ts'
import type { MovedPointer } from './tree-queue.ts'

/** Runs inside a write transaction. What is asked of the ledger is asked once for the group. */
export function publishGroup(book: Book, group: PublishGroup): readonly PublishResult[] {
  for (const item of group.items) if (item.kind === 'materialize') checkCovers(item.lease, item.materialization)
  const work = workOf(book, group)
  const results = group.items.map((item, place) => publishItem(work, item, place))
  dropLeases(book, work.released)
  if (work.facts.length > 0) finish(work)
  return results
}

/** What is known before the group, and what the group has changed so far. */
interface Work {
  readonly book: Book
  readonly group: PublishGroup
  readonly environment: number
  readonly targets: readonly Target[]
  /** What pointers name, by target. */
  readonly named: Map<string, Sequence>
  /** Materializations by id. */
  readonly known: Map<string, Sequence>
  /** Tokens of leases that are held. */
  readonly held: Set<number>
  readonly released: Lease[]
  readonly hasLosses: boolean
  readonly before: Sequence
  readonly facts: JournalRow[]
  readonly moved: MovedPointer[]
  /** The newest fact of each asset. */
  readonly heads: Map<number, Sequence>
}

interface Target {
  readonly asset: number
  readonly key: string
  readonly text: string
}

function workOf(book: Book, group: PublishGroup): Work {
  const targets = group.items.map(item => {
    const { asset, partition } = item.kind === 'materialize' ? item.materialization : item
    const [number, key] = [nameNumber(book, asset), storedKey(partition)]
    return { asset: number, key, text: targetText(number, key) }
  })
  const environment = nameNumber(book, group.environment)
  return {
    book,
    group,
    environment,
    targets,
    named: namedBefore(book, environment, targets),
    known: knownBefore(book, group, targets),
    held: heldOf(book, group),
    released: [],
    hasLosses: book.db.get('SELECT 1 FROM loss LIMIT 1') !== undefined,
    before: newestSequence(book.db),
    facts: [],
    moved: [],
    heads: new Map(),
  }
}

function namedBefore({ db }: Book, environment: number, targets: readonly Target[]): Map<string, Sequence> {
  const named = new Map<string, Sequence>()
  for (const asset of new Set(targets.map(target => target.asset))) {
    const keys = targets.filter(target => target.asset === asset).map(({ key }) => key)
    const rows = db.all<{ key: string; materialization: number }>(
      `SELECT pointer.key, materialization FROM json_each(?) AS wanted
       CROSS JOIN pointer ON environment = ? AND asset = ? AND pointer.key = wanted.value`,
      ...[JSON.stringify(keys), environment, asset],
    )
    for (const { key, materialization } of rows) named.set(targetText(asset, key), materialization)
  }
  return named
}

function targetText(asset: number, key: string): string {
  return `${asset} ${key}`
}

/** Those of the group that were recorded before: the answer was lost, and the same is published again. */
function knownBefore({ db }: Book, { items }: PublishGroup, targets: readonly Target[]): Map<string, Sequence> {
  const wanted = items.map((item, place) => {
    if (item.kind === 'move') return null
    const { asset, key } = targets[place]!
    const { version, id } = item.materialization
    return [asset, key, hexOf(bytesOf(version, hashBytes)), hexOf(bytesOf(id, idBytes))]
  })
  const rows = db.all<{ place: number; sequence: number }>(
    `SELECT wanted.key AS place, sequence FROM json_each(?) AS wanted
     CROSS JOIN materialization ON asset = wanted.value ->> 0 AND materialization.key = wanted.value ->> 1
       AND substr(version, 1, 4) = substr(unhex(wanted.value ->> 2), 1, 4) AND materialization.id = unhex(wanted.value ->> 3)`,
    JSON.stringify(wanted),
  )
  return new Map(rows.map(({ place, sequence }) => [idOf(items[place]!), sequence]))
}

function idOf(item: PublishItem): string {
  invariant(item.kind === 'materialize', 'a move has no id')
  return item.materialization.id
}

function heldOf({ db }: Book, { run, items }: PublishGroup): Set<number> {
  const tokens = items.flatMap(item => (item.kind === 'materialize' ? [item.lease.token] : []))
  const rows = db.all<{ token: number }>(
    'SELECT token FROM json_each(?) AS wanted CROSS JOIN lease ON token = wanted.value WHERE run = ?',
    ...[JSON.stringify(tokens), run],
  )
  return new Set(rows.map(({ token }) => token))
}

function publishItem(work: Work, item: PublishItem, place: number): PublishResult {
  const target = work.targets[place]!
  return item.kind === 'materialize' ? publishNew(work, item, target) : movePointer(work, item, target)
}

function publishNew(work: Work, item: Extract<PublishItem, { kind: 'materialize' }>, target: Target): PublishResult {
  const { book, group, environment } = work
  const { lease, materialization, expected } = item
  const before = work.named.get(target.text) ?? null
  const known = work.known.get(materialization.id)
  if (known !== undefined) {
    work.released.push(lease)
    return before === known ? 'published' : 'kept'
  }
  if (lease.run !== group.run || !work.held.delete(lease.token)) return 'fenced'
  work.released.push(lease)
  const isSet = before === expected
  const sequence = nextSequence(work)
  const { row, folder } = addMaterialization(book, materialization, sequence, isSet ? environment : null, work.hasLosses)
  work.known.set(materialization.id, sequence)
  addFact(work, target, sequence, 'materialized', recordedText(book, row))
  if (!isSet) return 'kept'
  setNamed(work, target, sequence, folder, before)
  addFact(work, target, sequence + 1, 'pointer-moved', movedText(book, { ...row, environment }))
  return 'published'
}

function movePointer(work: Work, item: Extract<PublishItem, { kind: 'move' }>, target: Target): PublishResult {
  const { book, environment } = work
  const { asset, partition, to, expected } = item
  const before = work.named.get(target.text) ?? null
  const row = book.db.get<{ id: Uint8Array; more: string | null }>(
    'SELECT id, more FROM materialization WHERE sequence = ? AND asset = ? AND key = ?',
    ...[to, target.asset, target.key],
  )
  invariant(row !== undefined, `a pointer of ${asset} ${partition} was to name ${to}, which the ledger does not know`)
  if (before === to) return 'published'
  if (before !== expected || isErased(book.db, to)) return 'kept'
  const sequence = nextSequence(work)
  noteMove(book.db, { environment, ...target }, to, sequence)
  setNamed(work, target, to, folderOf(book, to), before)
  addFact(work, target, sequence, 'pointer-moved', movedText(book, { environment, ...target, ...row }))
  return 'published'
}

/** The next fact says so; the tables that answer are written once for the group. */
function setNamed(work: Work, { asset, text }: Target, materialization: Sequence, folder: string, before: Sequence | null): void {
  work.moved.push({ asset, materialization, folder, sequence: nextSequence(work), before })
  work.named.set(text, materialization)
}

function nextSequence({ before, facts }: Work): Sequence {
  return before + facts.length + 1
}

function addFact({ group, facts, heads }: Work, { asset }: Target, sequence: Sequence, kind: string, body: string): void {
  facts.push({ sequence, at: group.at, kind, body })
  heads.set(asset, sequence)
}

/** Its pins go with each. */
function dropLeases({ db }: Book, leases: readonly Lease[]): void {
  for (const run of new Set(leases.map(lease => lease.run))) {
    const tokens = leases.filter(lease => lease.run === run).map(({ token }) => token)
    db.run('DELETE FROM lease WHERE token IN (SELECT value FROM json_each(?)) AND run = ?', JSON.stringify(tokens), run)
  }
}

/** One counter for all facts: other writers wait for this transaction. */
function finish({ book, group, environment, before, facts, moved, heads }: Work): void {
  const { db } = book
  if (moved.length > 0) setPointers(book, environment, moved)
  db.run('UPDATE counter SET sequence = sequence + ?, at = ?', facts.length, group.at)
  noteMoment(db, before + 1, group.at)
  for (const [asset, sequence] of heads) noteHead(db, asset, sequence)
  writeRecord(book, { after: before, facts })
}
