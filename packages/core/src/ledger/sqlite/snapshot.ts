/** Reads of the ledger over one SQLite transaction. */
import { factOf } from '../facts.ts'
import type { LedgerSnapshot, PointerRecord } from '../ledger.ts'
import type { ExternalVerdict, Materialization, Observation, Refusal, RunRecord } from '../records.ts'
import { commitEntries, commitEntry, newestCommit, recordBytes } from './commits.ts'
import type { Database } from './driver.ts'
import { journalBetween, newestSequence } from './journal.ts'
import { knownKeys, presentKeys } from './keys.ts'
import { allErasures, currentLosses, erasureOf, isStored, removals } from './losses.ts'
import { partitionsOf } from './partitions.ts'

/** A fact as the journal holds it. */
export interface FactRow {
  readonly sequence: number
  readonly body: string
}

interface RunRow extends Omit<RunRecord, 'holder' | 'request'> {
  readonly holder: string
  readonly request: string
}

const recorded = 'SELECT journal.sequence, body FROM materialization JOIN journal USING (sequence)'
const runColumns =
  'id, environment, holder, started_at AS startedAt, sequence, heartbeat_at AS heartbeatAt, lease_ms AS leaseMs, ended_at AS endedAt, status, request'

/** @param ledger its id. */
export function sqliteSnapshot(db: Database, ledger: string): LedgerSnapshot {
  return {
    sequence: newestSequence(db),
    current: (environment, asset) => {
      const rows = db.all<FactRow & { partition: string }>(
        `SELECT partition, journal.sequence, body FROM pointer JOIN journal ON journal.sequence = materialization
         WHERE environment = ? AND asset = ? ORDER BY partition`,
        ...[environment, asset],
      )
      return new Map(rows.map(row => [row.partition, toMaterialization(row)]))
    },
    currentOf: (environment, asset, partition) =>
      one(
        db.get<FactRow>(
          `SELECT journal.sequence, body FROM pointer JOIN journal ON journal.sequence = materialization
           WHERE environment = ? AND asset = ? AND partition = ?`,
          ...[environment, asset, partition],
        ),
      ),
    currentAt: (environment, asset, partition, asOf) =>
      one(
        db.get<FactRow>(
          `SELECT journal.sequence, body FROM (
             SELECT materialization FROM pointer_move
             WHERE environment = ? AND asset = ? AND partition = ? AND sequence <= ? ORDER BY sequence DESC LIMIT 1
           ) JOIN journal ON journal.sequence = materialization`,
          ...[environment, asset, partition, asOf],
        ),
      ),
    find: (asset, partition, version) =>
      many(
        db.all(
          `${recorded} WHERE asset = ? AND partition = ? AND version = ? AND ${isStored} ORDER BY sequence DESC`,
          ...[asset, partition, version],
        ),
      ),
    findByDefinition: (asset, partition, definitionHash) =>
      many(
        db.all(
          `${recorded} WHERE asset = ? AND partition = ? AND definition_hash = ? AND ${isStored} ORDER BY sequence DESC`,
          ...[asset, partition, definitionHash],
        ),
      ),
    materialization: id => one(db.get<FactRow>(`${recorded} WHERE id = ?`, id)),
    history: (asset, partition) =>
      partition === null
        ? many(db.all(`${recorded} WHERE asset = ? ORDER BY sequence DESC`, asset))
        : many(db.all(`${recorded} WHERE asset = ? AND partition = ? ORDER BY sequence DESC`, asset, partition)),
    readersOf: asset =>
      many(
        db.all(
          `SELECT journal.sequence, body FROM lineage_input JOIN journal ON journal.sequence = materialization
           WHERE asset = ? ORDER BY materialization DESC`,
          asset,
        ),
      ),
    all: () => parsed(db.all<FactRow>(`${recorded} ORDER BY sequence`)),
    pointers: environment => pointers(db, environment),
    environments: () =>
      // steps from name to name over the primary key instead of reading every pointer
      db
        .all<{ name: string }>(
          `WITH RECURSIVE step (name) AS (
             SELECT min(environment) FROM pointer
             UNION ALL SELECT (SELECT min(environment) FROM pointer WHERE environment > name) FROM step WHERE name IS NOT NULL
           ) SELECT name FROM step WHERE name IS NOT NULL`,
        )
        .map(({ name }) => name),
    refusalOf: (asset, partition, version) => refusalOf(db, asset, partition, version),
    partitionsOf: (environment, asset) => partitionsOf(db, environment, asset),
    observation: external => observation(db, external),
    externalVerdict: (external, version, contract) =>
      verdict(
        db.get(
          `SELECT body FROM external_verdict JOIN journal USING (sequence)
           WHERE external = ? AND version = ? AND contract = ? ORDER BY sequence DESC LIMIT 1`,
          ...[external, version, contract],
        ),
      ),
    dynamicKeys: () => presentKeys(db),
    knownKeys: set => knownKeys(db, set),
    run: id => {
      const row = db.get<RunRow>(`SELECT ${runColumns} FROM run WHERE id = ?`, id)
      return row && toRun(row)
    },
    runs: () => db.all<RunRow>(`SELECT ${runColumns} FROM run ORDER BY sequence DESC`).map(toRun),
    losses: () => currentLosses(db),
    erasureOf: (asset, partition) => erasureOf(db, asset, partition),
    erasures: () => allErasures(db),
    removals: () => removals(db),
    commit: sequence => commitEntry(db, sequence),
    newestCommit: which => newestCommit(db, which),
    commits: () => commitEntries(db),
    commitBytes: sequence => recordBytes(db, ledger, sequence),
    facts: (after, upTo) => journalBetween(db, after, upTo).map(factOf),
  }
}

export function toMaterialization({ sequence, body }: FactRow): Materialization {
  return { windows: null, stored: null, ...JSON.parse(body), sequence }
}

/** The newest verdict on a version under any contract. */
export function newestVerdict(db: Database, external: string, version: string): ExternalVerdict | undefined {
  return verdict(
    db.get(
      'SELECT body FROM external_verdict JOIN journal USING (sequence) WHERE external = ? AND version = ? ORDER BY sequence DESC LIMIT 1',
      ...[external, version],
    ),
  )
}

function one(row: FactRow | undefined): Materialization | undefined {
  return row && toMaterialization(row)
}

function many(rows: readonly FactRow[]): readonly Materialization[] {
  return rows.map(toMaterialization)
}

/** Parses one at a time: a ledger has many. */
function* parsed(rows: readonly FactRow[]): Iterable<Materialization> {
  for (const row of rows) yield toMaterialization(row)
}

function pointers(db: Database, environment: string | null): readonly PointerRecord[] {
  const rows = db.all<PointerRecord>(
    `SELECT environment, pointer.asset, pointer.partition, id AS materialization, pointer.sequence
     FROM pointer JOIN materialization ON materialization.sequence = pointer.materialization
     ${environment === null ? '' : 'WHERE environment = ?'} ORDER BY environment, pointer.asset, pointer.partition`,
    ...(environment === null ? [] : [environment]),
  )
  return rows.map(row => ({ ...row }))
}

function refusalOf(db: Database, asset: string, partition: string, version: string): Refusal | undefined {
  const row = db.get<FactRow>(
    `SELECT journal.sequence, body FROM refusal JOIN journal USING (sequence)
     WHERE asset = ? AND partition = ? AND version = ? AND NOT EXISTS (
       SELECT 1 FROM materialization
       WHERE materialization.asset = refusal.asset AND materialization.partition = refusal.partition AND materialization.version = refusal.version
         AND (materialization.sequence > refusal.sequence OR EXISTS (
           SELECT 1 FROM pointer_move
           WHERE pointer_move.materialization = materialization.sequence AND pointer_move.sequence > refusal.sequence))
     ) ORDER BY refusal.sequence DESC LIMIT 1`,
    ...[asset, partition, version],
  )
  return row && { ...JSON.parse(row.body), sequence: row.sequence }
}

function observation(db: Database, external: string): Observation | undefined {
  const row = db.get<FactRow>(
    'SELECT journal.sequence, body FROM observation JOIN journal USING (sequence) WHERE external = ? ORDER BY sequence DESC LIMIT 1',
    external,
  )
  if (!row) return undefined
  const seen: Omit<Observation, 'sequence' | 'verdict'> = JSON.parse(row.body)
  return { ...seen, sequence: row.sequence, verdict: seen.version === null ? null : (newestVerdict(db, external, seen.version) ?? null) }
}

function verdict(row: { readonly body: string } | undefined): ExternalVerdict | undefined {
  if (!row) return undefined
  const judged: { readonly verdict: ExternalVerdict } = JSON.parse(row.body)
  return judged.verdict
}

function toRun({ holder, request, ...row }: RunRow): RunRecord {
  return { ...row, holder: JSON.parse(holder), request: JSON.parse(request) }
}
