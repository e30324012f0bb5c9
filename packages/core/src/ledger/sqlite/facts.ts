/** What each fact changes in the tables that answer from the journal: the one place that writes them, on recording and on rebuilding. */
import { escapeKey, spellingOf } from '@varve/partitions'
import { canonicalJson } from '../../foundation/canonical.ts'
import { invariant } from '../../foundation/invariant.ts'
import type { Fact, FactBodies } from '../facts.ts'
import type { Sequence } from '../records.ts'
import type { Database } from './driver.ts'
import { hidePartition, queuePointer } from './tree-queue.ts'

/** Runs inside a write transaction, facts in their order; the fact is in the journal already. */
export function applyFact(db: Database, fact: Fact): void {
  const { sequence, at } = fact
  switch (fact.kind) {
    case 'run-started':
      startRun(db, fact.body, sequence, at)
      break
    case 'run-ended':
      db.run(`UPDATE run SET status = ?, ended_at = ? WHERE id = ? AND status = 'running'`, fact.body.status, at, fact.body.id)
      break
    case 'partitions-defined':
      db.run(
        'INSERT INTO partition_definition (environment, asset, sequence) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence',
        ...[fact.body.environment, fact.body.asset, sequence],
      )
      break
    case 'materialized':
      addMaterialization(db, fact.body, sequence)
      break
    case 'pointer-moved':
      movePointer(db, fact.body, sequence)
      break
    case 'refused': {
      const { asset, partition, version } = fact.body
      db.run('INSERT INTO refusal (sequence, asset, partition, version) VALUES (?, ?, ?, ?)', sequence, asset, partition, version)
      break
    }
    case 'observed':
      db.run('INSERT INTO observation (external, sequence) VALUES (?, ?)', fact.body.external, sequence)
      break
    case 'judged': {
      const { external, version, verdict } = fact.body
      db.run(
        'INSERT INTO external_verdict (external, version, contract, sequence) VALUES (?, ?, ?, ?)',
        ...[external, version, verdict.contract, sequence],
      )
      break
    }
    case 'keys-added':
    case 'keys-removed':
      setKeys(db, fact.body, fact.kind === 'keys-added', sequence)
      break
    case 'lost':
      for (const { sha256, found } of fact.body.members) {
        db.run(
          'INSERT INTO loss (sha256, found, sequence) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET found = excluded.found, sequence = excluded.sequence',
          ...[sha256, found, sequence],
        )
      }
      break
    case 'found-whole':
      endLosses(db, fact.body.members)
      break
    case 'erased':
      erase(db, fact.body, sequence)
      break
    case 'committed':
      break
  }
}

function startRun(db: Database, { id, environment, holder, request }: FactBodies['run-started'], sequence: Sequence, at: number): void {
  db.run(
    `INSERT INTO run (id, sequence, environment, holder, request, started_at, heartbeat_at, status) VALUES (?, ?, ?, ?, ?, ?, ?, 'running')`,
    ...[id, sequence, environment, canonicalJson(holder), canonicalJson(request), at, at],
  )
}

/** Bytes that were lost are whole again once they are published again. */
function addMaterialization(db: Database, materialization: FactBodies['materialized'], sequence: Sequence): void {
  const { id, asset, partition, version, definitionHash, lineage, artifact } = materialization
  db.run(
    'INSERT INTO materialization (sequence, id, asset, partition, version, definition_hash) VALUES (?, ?, ?, ?, ?, ?)',
    ...[sequence, id, asset, partition, version, definitionHash],
  )
  for (const input of new Set(lineage.map(({ asset }) => asset))) {
    db.run('INSERT INTO lineage_input (asset, materialization) VALUES (?, ?)', input, sequence)
  }
  endLosses(
    db,
    artifact.members.map(({ sha256 }) => sha256),
  )
}

function movePointer(db: Database, body: FactBodies['pointer-moved'], sequence: Sequence): void {
  const { environment, asset, partition, materialization } = body
  if (materialization === null) {
    removePointer(db, { environment, asset, partition }, sequence)
    return
  }
  const named = db.get<{ sequence: number }>('SELECT sequence FROM materialization WHERE id = ?', materialization)?.sequence
  invariant(named !== undefined, `a pointer of ${asset} ${partition} was to name ${materialization}, which the ledger does not know`)
  queuePointer(db, environment, named)
  db.run(
    `INSERT INTO pointer (environment, asset, partition, materialization, sequence) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET materialization = excluded.materialization, sequence = excluded.sequence`,
    ...[environment, asset, partition, named, sequence],
  )
  noteMove(db, { environment, asset, partition }, named, sequence)
}

interface Pointed {
  readonly environment: string
  readonly asset: string
  readonly partition: string
}

function removePointer(db: Database, pointed: Pointed, sequence: Sequence): void {
  const { environment, asset, partition } = pointed
  db.run('DELETE FROM pointer WHERE environment = ? AND asset = ? AND partition = ?', environment, asset, partition)
  noteMove(db, pointed, null, sequence)
  hidePartition(db, asset, partition, environment)
}

function noteMove(db: Database, { environment, asset, partition }: Pointed, to: Sequence | null, sequence: Sequence): void {
  db.run(
    'INSERT INTO pointer_move (environment, asset, partition, sequence, materialization) VALUES (?, ?, ?, ?, ?)',
    ...[environment, asset, partition, sequence, to],
  )
}

/** Texts are stored escaped, since SQLite ends them at a zero byte. */
function setKeys(db: Database, { set, keys }: FactBodies['keys-added'], present: boolean, sequence: Sequence): void {
  for (const key of keys) {
    db.run(
      `INSERT INTO dynamic_key (name, spelling, key, present, sequence) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET present = excluded.present, sequence = excluded.sequence`,
      ...[set, escapeKey(spellingOf(key)), escapeKey(key), present ? 1 : 0, sequence],
    )
  }
}

function endLosses(db: Database, members: readonly string[]): void {
  for (const sha256 of members) db.run('DELETE FROM loss WHERE sha256 = ?', sha256)
}

/** The materializations stay as history; what was erased is not lost. */
function erase(db: Database, { asset, partition, members }: FactBodies['erased'], sequence: Sequence): void {
  const pointed = db.all<{ environment: string }>(
    'SELECT environment FROM pointer WHERE asset = ? AND partition = ?',
    ...[asset, partition],
  )
  for (const { environment } of pointed) removePointer(db, { environment, asset, partition }, sequence)
  hidePartition(db, asset, partition)
  db.run('INSERT INTO erasure (asset, partition, sequence) VALUES (?, ?, ?)', asset, partition, sequence)
  db.run('INSERT INTO removal (sequence) VALUES (?)', sequence)
  endLosses(db, members)
}
