/** Row 7 in SQLite: materializations, pointers by compare-and-set, outbox and commit record of one group. */
import type { Instant } from '@varve/partitions'
import { invariant } from '../foundation/invariant.ts'
import { type CommitRecord, commitBytes } from '../io/commit-record.ts'
import { checkCovers } from './lease-lost.ts'
import type { NewMaterialization, PublishGroup, PublishItem, PublishResult } from './ledger.ts'
import type { Materialization, Sequence } from './records.ts'
import type { Database } from './sqlite-driver.ts'
import { record } from './sqlite-journal.ts'
import { deleteLease, holdsLease } from './sqlite-run.ts'
import { savepoint } from './sqlite-transaction.ts'

interface Published {
  readonly result: PublishResult
  readonly materialization?: Materialization
  readonly pointer?: CommitRecord['pointers'][number]
}

/** Runs inside a write transaction. */
export function publishGroup(db: Database, ledger: string, group: PublishGroup): readonly PublishResult[] {
  const published = group.items.map(item => savepoint(db, () => publishItem(db, group, item)))
  const materializations = published.flatMap(({ materialization }) => materialization ?? [])
  const pointers = published.flatMap(({ pointer }) => pointer ?? [])
  if (materializations.length + pointers.length > 0) {
    const { environment, run, at } = group
    const sequence = record(db, 'committed', at, { run, environment })
    const bytes = commitBytes({ format: 1, ledger, sequence, environment, run, at, materializations, pointers })
    db.run('INSERT INTO commit_record (sequence, bytes, settled) VALUES (?, ?, 0)', sequence, bytes)
  }
  return published.map(({ result }) => result)
}

function publishItem(db: Database, group: PublishGroup, item: PublishItem): Published {
  return item.kind === 'materialize' ? publishNew(db, group, item) : movePointer(db, group, item)
}

function publishNew(db: Database, group: PublishGroup, item: Extract<PublishItem, { kind: 'materialize' }>): Published {
  const { lease, materialization, expected } = item
  const { id, asset, partition } = materialization
  checkCovers(lease, materialization)
  const before = pointerOf(db, group.environment, asset, partition)
  if (sequenceOf(db, id) !== undefined) {
    deleteLease(db, lease) // the same publication again, after an answer that was lost
    return { result: before === id ? 'published' : 'kept' }
  }
  if (lease.run !== group.run || !holdsLease(db, lease)) return { result: 'fenced' }
  const recorded = insertMaterialization(db, materialization, group.at)
  deleteLease(db, lease)
  if (before !== expected) return { result: 'kept', materialization: recorded }
  const sequence = setPointer(db, group, { asset, partition, id, recorded: recorded.sequence })
  return { result: 'published', materialization: recorded, pointer: { asset, partition, materialization: id, sequence } }
}

function movePointer(db: Database, group: PublishGroup, item: Extract<PublishItem, { kind: 'move' }>): Published {
  const { asset, partition, to, expected } = item
  const recorded = sequenceOf(db, to)
  invariant(recorded !== undefined, `a pointer of ${asset} ${partition} was to name ${to}, which the ledger does not know`)
  const before = pointerOf(db, group.environment, asset, partition)
  if (before === to) return { result: 'published' }
  if (before !== expected) return { result: 'kept' }
  const sequence = setPointer(db, group, { asset, partition, id: to, recorded })
  return { result: 'published', pointer: { asset, partition, materialization: to, sequence } }
}

function insertMaterialization(db: Database, materialization: NewMaterialization, at: Instant): Materialization {
  const { id, asset, partition, version, definitionHash, lineage } = materialization
  const sequence = record(db, 'materialized', at, materialization)
  db.run(
    'INSERT INTO materialization (sequence, id, asset, partition, version, definition_hash) VALUES (?, ?, ?, ?, ?, ?)',
    ...[sequence, id, asset, partition, version, definitionHash],
  )
  for (const input of new Set(lineage.map(({ asset }) => asset))) {
    db.run('INSERT INTO lineage_input (asset, materialization) VALUES (?, ?)', input, sequence)
  }
  return { ...materialization, sequence }
}

interface Target {
  readonly asset: string
  readonly partition: string
  readonly id: string
  readonly recorded: Sequence
}

function setPointer(db: Database, { environment, at }: PublishGroup, { asset, partition, id, recorded }: Target): Sequence {
  const sequence = record(db, 'pointer-moved', at, { environment, asset, partition, materialization: id })
  db.run(
    `INSERT INTO pointer (environment, asset, partition, materialization, sequence) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET materialization = excluded.materialization, sequence = excluded.sequence`,
    ...[environment, asset, partition, recorded, sequence],
  )
  db.run(
    'INSERT INTO pointer_move (environment, asset, partition, sequence, materialization) VALUES (?, ?, ?, ?, ?)',
    ...[environment, asset, partition, sequence, recorded],
  )
  db.run(
    `DELETE FROM outbox_tree WHERE environment = ?
       AND materialization IN (SELECT sequence FROM materialization WHERE asset = ? AND partition = ?)`,
    ...[environment, asset, partition], // what the pointer named before is owed no more
  )
  db.run('INSERT INTO outbox_tree (sequence, environment, materialization) VALUES (?, ?, ?)', sequence, environment, recorded)
  return sequence
}

/** The id that a pointer names. */
export function pointerOf(db: Database, environment: string, asset: string, partition: string): string | null {
  const row = db.get<{ id: string }>(
    `SELECT id FROM pointer JOIN materialization ON materialization.sequence = pointer.materialization
     WHERE environment = ? AND pointer.asset = ? AND pointer.partition = ?`,
    ...[environment, asset, partition],
  )
  return row?.id ?? null
}

function sequenceOf(db: Database, id: string): Sequence | undefined {
  return db.get<{ sequence: number }>('SELECT sequence FROM materialization WHERE id = ?', id)?.sequence
}
