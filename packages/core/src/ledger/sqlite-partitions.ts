/** The partition definition that each asset was last made under, in SQLite. */
import type { Instant, PartitionDefinition } from '@varve/partitions'
import type { Database } from './sqlite-driver.ts'
import { record } from './sqlite-journal.ts'

interface Defined {
  readonly environment: string
  readonly asset: string
  readonly definition: PartitionDefinition
}

/** It is a fact where it differs from the one before. */
export function rememberPartitions(db: Database, defined: Defined, at: Instant): void {
  const { environment, asset, definition } = defined
  if (JSON.stringify(partitionsOf(db, environment, asset)) === JSON.stringify(definition)) return
  const sequence = record(db, 'partitions-defined', at, defined)
  db.run(
    'INSERT INTO partition_definition (environment, asset, sequence) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence',
    ...[environment, asset, sequence],
  )
}

export function partitionsOf(db: Database, environment: string, asset: string): PartitionDefinition | undefined {
  const row = db.get<{ body: string }>(
    'SELECT body FROM partition_definition JOIN journal USING (sequence) WHERE environment = ? AND asset = ?',
    ...[environment, asset],
  )
  if (!row) return undefined
  const { definition }: Defined = JSON.parse(row.body)
  return definition
}
