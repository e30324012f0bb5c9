/** Row 7 in SQLite: materializations, pointers by compare-and-set, outbox and commit record of one group. */
import { invariant } from '../../foundation/invariant.ts'
import type { FactBodies } from '../facts.ts'
import { checkCovers } from '../lease-lost.ts'
import type { PublishGroup, PublishItem, PublishResult } from '../ledger.ts'
import { recorded } from './commits.ts'
import type { Database } from './driver.ts'
import { record } from './journal.ts'
import { deleteLease, holdsLease } from './run.ts'
import { savepoint } from './transaction.ts'

/** Runs inside a write transaction. */
export function publishGroup(db: Database, ledger: string, group: PublishGroup): readonly PublishResult[] {
  return recorded(db, ledger, () => group.items.map(item => savepoint(db, () => publishItem(db, group, item))))
}

function publishItem(db: Database, group: PublishGroup, item: PublishItem): PublishResult {
  return item.kind === 'materialize' ? publishNew(db, group, item) : movePointer(db, group, item)
}

function publishNew(db: Database, group: PublishGroup, item: Extract<PublishItem, { kind: 'materialize' }>): PublishResult {
  const { lease, materialization, expected } = item
  const { id, asset, partition } = materialization
  checkCovers(lease, materialization)
  const before = pointerOf(db, group.environment, asset, partition)
  if (isKnown(db, id)) {
    deleteLease(db, lease) // the same publication again, after an answer that was lost
    return before === id ? 'published' : 'kept'
  }
  if (lease.run !== group.run || !holdsLease(db, lease)) return 'fenced'
  record(db, { kind: 'materialized', at: group.at, body: materialization })
  deleteLease(db, lease)
  return before === expected ? setPointer(db, group, { asset, partition, materialization: id }) : 'kept'
}

function movePointer(db: Database, group: PublishGroup, item: Extract<PublishItem, { kind: 'move' }>): PublishResult {
  const { asset, partition, to, expected } = item
  const before = pointerOf(db, group.environment, asset, partition)
  invariant(isKnown(db, to), `a pointer of ${asset} ${partition} was to name ${to}, which the ledger does not know`)
  if (before === to) return 'published'
  return before === expected && !isErased(db, to) ? setPointer(db, group, { asset, partition, materialization: to }) : 'kept'
}

function setPointer(
  db: Database,
  { environment, at }: PublishGroup,
  target: Omit<FactBodies['pointer-moved'], 'environment'>,
): PublishResult {
  record(db, { kind: 'pointer-moved', at, body: { environment, ...target } })
  return 'published'
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

/** Since it was made. */
export function isErased(db: Database, id: string): boolean {
  return (
    db.get(
      `SELECT 1 FROM materialization JOIN erasure USING (asset, partition) WHERE id = ? AND erasure.sequence > materialization.sequence`,
      id,
    ) !== undefined
  )
}

function isKnown(db: Database, id: string): boolean {
  return db.get('SELECT 1 FROM materialization WHERE id = ?', id) !== undefined
}
