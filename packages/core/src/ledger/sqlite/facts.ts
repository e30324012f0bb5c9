/** What each fact changes in the tables that answer: the one place that writes them, on recording and on rebuilding. */
import { escapeKey, spellingOf } from '@varve/partitions'
import { canonicalJson } from '../../foundation/canonical.ts'
import type { Fact, FactBodies } from '../facts.ts'
import type { Sequence } from '../records.ts'
import { type Book, nameNumber } from './book.ts'
import type { Database } from './driver.ts'
import { noteHead } from './heads.ts'
import { beginLosses, endLosses, forgetHolders } from './loss-holders.ts'
import { addMaterialization } from './materializations.ts'
import { applyMove, removePointer } from './pointers.ts'
import { bytesOf, hashBytes } from './row/hash-bytes.ts'
import { storedKey } from './row/stored-key.ts'
import { hidePartition } from './tree-queue.ts'

/** Runs inside a write transaction, facts in their order; the fact itself is kept already, where no row of these tables keeps it. */
export function applyFact(book: Book, fact: Fact): void {
  const { db } = book
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
      addMaterialization(book, fact.body, sequence, null)
      noteHead(db, nameNumber(book, fact.body.asset), sequence)
      break
    case 'pointer-moved':
      applyMove(book, fact.body, sequence)
      noteHead(db, nameNumber(book, fact.body.asset), sequence)
      break
    case 'refused':
      addRefusal(book, fact.body, sequence)
      noteHead(db, nameNumber(book, fact.body.asset), sequence)
      break
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
      addLosses(db, fact.body, sequence)
      break
    case 'found-whole':
      endLosses(db, fact.body.members, sequence)
      break
    case 'erased':
      erase(book, fact.body, sequence)
      noteHead(db, nameNumber(book, fact.body.asset), sequence)
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

function addRefusal(book: Book, { asset, partition, version }: FactBodies['refused'], sequence: Sequence): void {
  book.db.run(
    'INSERT INTO refusal (sequence, asset, key, version) VALUES (?, ?, ?, ?)',
    ...[sequence, nameNumber(book, asset), storedKey(partition), bytesOf(version, hashBytes)],
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

function addLosses(db: Database, { members }: FactBodies['lost'], sequence: Sequence): void {
  for (const { sha256, found } of members) {
    db.run(
      'INSERT INTO loss (sha256, found, sequence) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET found = excluded.found, sequence = excluded.sequence',
      ...[sha256, found, sequence],
    )
  }
  beginLosses(
    db,
    members.map(({ sha256 }) => sha256),
    sequence,
  )
}

/** The materializations stay as history; what was erased is not lost. */
function erase(book: Book, { asset, partition, members }: FactBodies['erased'], sequence: Sequence): void {
  const { db } = book
  const [number, key] = [nameNumber(book, asset), storedKey(partition)]
  const environments = db.all<{ environment: number }>(
    `WITH RECURSIVE step (shown) AS (
       SELECT min(environment) FROM pointer
       UNION ALL SELECT (SELECT min(environment) FROM pointer WHERE environment > shown) FROM step WHERE shown IS NOT NULL
     ) SELECT environment FROM step JOIN pointer ON environment = shown AND asset = ? AND key = ?`,
    ...[number, key],
  )
  for (const { environment } of environments) removePointer(book, { environment, asset: number, key })
  hidePartition(book, number, key)
  db.run('INSERT INTO erasure (asset, key, sequence) VALUES (?, ?, ?)', number, key, sequence)
  db.run('INSERT INTO removal (sequence) VALUES (?)', sequence)
  forgetHolders(db, number, key)
  endLosses(db, members, sequence)
}
