/** What a changed definition does to partitions: which stay valid, which are new, which are hidden, and why. */
import { calendarsOf, definitionOf, isSameDefinition, type PartitionDefinition } from '../definition/definition.ts'
import { partitionSetOf, rebuilt } from '../definition/partition-set-of.ts'
import { isPartitionError, type PartitionError } from '../errors.ts'
import type { DynamicKeys, Instant, PartitionSet } from '../partition-set.ts'
import { complement, type PartitionSubset, subsetOfRanges } from '../subset/subset.ts'
import type { Calendar } from '../time/day/exclude.ts'
import type { ChangeFact } from './fact.ts'
import { factsOf } from './facts-of.ts'
import { sharedOf } from './shared.ts'

export interface DefinitionChange {
  /** What differs between the definitions, each difference once. */
  readonly facts: readonly ChangeFact[]
  /** What that means for the partitions; null where it is unknown: the calendar function of the old set is gone, or the old definition is not possible here. */
  readonly effect: ChangeEffect | null
}

export interface ChangeEffect {
  /** Partitions of the new set that the old one had under the same key, over the same windows: their materializations stay valid. */
  readonly kept: PartitionSubset
  /** The other partitions of the new set, also those of the same key with another window. */
  readonly added: PartitionSubset
  /** Partitions of the old set that the new one does not have. Their materializations stay, and count again if the partitions come back. */
  readonly hidden: PartitionSubset
}

/**
 * Compares a definition that was remembered with a set; undefined where both hold the same partitions, however they are written. Calendar
 * functions count as the same where their source text is the same.
 *
 * Works on ranges: its cost does not grow with the number of windows, except that where a zone or grid changed, weeks, months, years and
 * cron ticks at uneven times are compared one by one.
 *
 * @param now both sets are compared as of this instant.
 * @param keys the keys of the dynamic sets in either.
 *
 * @example
 * ```ts
 * const change = changeOf(definitionOf(daily({ start: '2001-02-01' })), daily({ start: '2001-01-01' }), now)
 * change?.effect?.added.count   // 31
 * ```
 */
export function changeOf(before: PartitionDefinition, after: PartitionSet, now: Instant, keys?: DynamicKeys): DefinitionChange | undefined {
  const definition = definitionOf(after)
  if (isSameDefinition(before, definition)) return undefined
  const flaw = flawOf(before)
  if (flaw) return { facts: [{ kind: 'unreadable', why: flaw.what }], effect: null }
  const facts = factsOf(before, definition)
  if (facts.length === 0) return undefined
  const calendars = calendarsOf(after).filter(calendar => calendar !== undefined)
  return { facts, effect: isKnown(before, calendars) ? effectOf(partitionSetOf(before, calendars), after, now, keys) : null }
}

/** Why no set can be made of a definition, whatever its calendars are. */
function flawOf(definition: PartitionDefinition): PartitionError | undefined {
  try {
    rebuilt(definition, () => () => false)
    return undefined
  } catch (error) {
    if (isPartitionError(error)) return error
    throw error
  }
}

function effectOf(before: PartitionSet, after: PartitionSet, now: Instant, keys: DynamicKeys | undefined): ChangeEffect {
  const [from, to] = [before.asOf(now, keys), after.asOf(now, keys)]
  const shared = sharedOf(from, to)
  const kept = subsetOfRanges(to, shared.after)
  return { kept, added: complement(kept), hidden: complement(subsetOfRanges(from, shared.before)) }
}

/** Whether each calendar of a definition is among these functions. */
function isKnown(definition: PartitionDefinition, calendars: readonly Calendar[]): boolean {
  if (definition.kind === 'product') return Object.values(definition.dimensions).every(dimension => isKnown(dimension, calendars))
  const source = 'start' in definition ? (definition.exclude?.calendar ?? null) : null
  return source === null || calendars.some(calendar => String(calendar) === source)
}
