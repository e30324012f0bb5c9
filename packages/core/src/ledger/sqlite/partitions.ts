/** The partition definition that each asset was last made under, in SQLite. */
import { type Instant, isSameDefinition, type PartitionDefinition } from '@varve/partitions'
import type { Database } from './driver.ts'
import { record } from './journal.ts'

interface Defined {
  readonly environment: string
  readonly asset: string
  readonly definition: PartitionDefinition
}

/** It is a fact where it differs from the one before. */
export function rememberPartitions(db: Database, defined: Defined, at: Instant): void {
  const { environment, asset, definition } = defined
  const before = partitionsOf(db, environment, asset)
  if (before && isSameDefinition(before, definition)) return
  record(db, { kind: 'partitions-defined', at, body: defined })
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
