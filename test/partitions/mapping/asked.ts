/** Mappings asked in selection text, and the sets most of them are asked about. */
import {
  daily,
  formatSelection,
  type Mapping,
  type MissingKeys,
  type PartitionSet,
  parseSelection,
  product,
  segments,
} from '@varve/partitions'
import { expect } from 'vitest'

export const now = Date.UTC(2001, 5, 1)
export const chicago = (start: string, end?: string) => daily({ start, timezone: 'America/Chicago', ...(end === undefined ? {} : { end }) })
export const days = chicago('2001-01-01', '2001-04-01')
export const origins = segments(['ATL', 'DFW', 'ORD'])
export const cells = product({ day: days, origin: origins })

export function upstream(mapping: Mapping, up: PartitionSet, down: PartitionSet, selected: string) {
  const { existing, missing, short } = mapping.upstream(parseSelection(selected, down.asOf(now)), up.asOf(now))
  return { existing: formatSelection(existing), missing: keysOf(missing), short }
}

export function downstream(mapping: Mapping, up: PartitionSet, down: PartitionSet, selected: string) {
  return formatSelection(mapping.downstream(parseSelection(selected, up.asOf(now)), down.asOf(now)))
}

/** The keys; their number is the count. */
export function keysOf(missing: MissingKeys): readonly string[] {
  const keys = [...missing]
  expect(missing.count).toBe(keys.length)
  return keys
}
