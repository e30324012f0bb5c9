/** What becomes of partitions where a set is defined anew: which stay valid, which are new, which are hidden, and why. */
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
  /** In what the definitions differ, each thing once. */
  readonly facts: readonly ChangeFact[]
  /** What that means for the partitions; null where it cannot be told: the old set asked a calendar function that is gone, or cannot be made. */
  readonly effect: ChangeEffect | null
}

export interface ChangeEffect {
  /** Partitions of the new set that the old one had under the same key, over the same windows: what was made for them is what they want. */
  readonly kept: PartitionSubset
  /** The other partitions of the new set, those of the same key and another window among them. */
  readonly added: PartitionSubset
  /** Partitions of the old set that no longer are. What was made for them stays where it is, and counts again once they are back. */
  readonly hidden: PartitionSubset
}

/**
 * Compares a definition that was remembered with a set; undefined where they hold the same partitions, however they are written. A calendar
 * function counts as the same where its source text is.
 *
 * Works on ranges: its cost does not grow with the number of windows, except that where a zone or grid changed, weeks, months, years and
 * cron ticks at uneven times are compared one by one.
 *
 * @param now both sets are looked at as of this instant.
 * @param keys what stands in the dynamic sets that either is made of.
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

/** What keeps a set from being made of a definition, whatever its calendars say. */
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
