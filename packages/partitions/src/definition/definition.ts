/** A partition set's definition as plain JSON: what is hashed and compared; equal definitions hold equal partitions at every instant (and look at dynamic keys). */

import { PartitionError } from '../errors.ts'
import type { PartitionSet } from '../partition-set.ts'
import { isDynamicSegments } from '../set/dynamic.ts'
import { isProduct } from '../set/product.ts'
import { isSegments } from '../set/segments.ts'
import { isUnpartitioned } from '../set/unpartitioned.ts'
import type { Calendar, Weekday } from '../time/day/exclude.ts'
import type { TimeKind } from '../time/tick/cadence.ts'
import { isTimeSet, type TimeSet } from '../time/time-set.ts'

/** It holds only the options that differ from their default. */
export interface TimeDefinition {
  readonly kind: TimeKind
  readonly start: string
  readonly end: string | null
  readonly timezone: string
  /** `every`, `cron`, `firstDay`, `month`, `day`, `begin`, `minuteOffset`: what moves the windows. */
  readonly grid?: Readonly<Record<string, string | number>>
  readonly endOffset?: number
  readonly format?: string
  /** `calendar` is the source text of the function. */
  readonly exclude?: { readonly dates: readonly string[]; readonly weekdays: readonly Weekday[]; readonly calendar: string | null }
}

export type PartitionDefinition =
  | { readonly kind: 'none' }
  | TimeDefinition
  | { readonly kind: 'segment'; readonly keys: readonly string[] }
  /** Its keys are not part of the definition. */
  | { readonly kind: 'dynamic'; readonly name: string }
  | { readonly kind: 'product'; readonly dimensions: Readonly<Record<string, PartitionDefinition>> }

/** Dimensions are sorted by name, so the order in which they are declared does not count. The order of segments does count. */
export function definitionOf(set: PartitionSet): PartitionDefinition {
  if (isUnpartitioned(set)) return { kind: 'none' }
  if (isTimeSet(set)) return timeDefinitionOf(set)
  if (isSegments(set)) return { kind: 'segment', keys: set.keys }
  if (isDynamicSegments(set)) return { kind: 'dynamic', name: set.name }
  if (isProduct(set)) {
    return { kind: 'product', dimensions: Object.fromEntries(set.dimensions.map(({ name }) => [name, definitionOf(set.sets[name]!)])) }
  }
  throw new PartitionError('INVARIANT_BROKEN', {
    what: `A partition set of kind ${set.kind} has no definition`,
    why: 'the functions that make sets are daily and the like, segments, dynamicSegments, product and unpartitioned',
    fix: 'make the set with one of these',
    details: { kind: set.kind },
  })
}

/** True where two sets have the same definition, whether or not they are one object. Calendar functions are the same only where they are one function. */
export function haveSameDefinition(one: PartitionSet, other: PartitionSet): boolean {
  if (one === other) return true
  const [calendars, others] = [calendarsOf(one), calendarsOf(other)]
  return isSameDefinition(definitionOf(one), definitionOf(other)) && calendars.every((calendar, index) => calendar === others[index])
}

/** The order in which fields are written does not count: a definition that was stored and read again may have another. */
export function isSameDefinition(one: PartitionDefinition, other: PartitionDefinition): boolean {
  return sortedText(one) === sortedText(other)
}

function sortedText(definition: PartitionDefinition): string {
  return JSON.stringify(definition, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** Leaves defaults out, so that an option that is added to this package later changes no definition. */
function timeDefinitionOf({ kind, start, end, timezone, cadence, endOffset, format, exclude }: TimeSet): TimeDefinition {
  const excluded = exclude === undefined ? undefined : definitionOfExclude(exclude)
  return {
    kind,
    start,
    end: end ?? null,
    timezone,
    ...(Object.keys(cadence.grid).length === 0 ? {} : { grid: cadence.grid }),
    ...(endOffset === 0 ? {} : { endOffset }),
    ...(format === cadence.format ? {} : { format }),
    ...(excluded === undefined ? {} : { exclude: excluded }),
  }
}

function definitionOfExclude({ dates, weekdays, calendar }: NonNullable<TimeSet['exclude']>): NonNullable<TimeDefinition['exclude']> {
  return {
    dates: [...new Set(dates)].sort(),
    weekdays: [...new Set(weekdays)].sort(),
    calendar: calendar === undefined ? null : String(calendar),
  }
}

/** The calendar function of each time set in a set; undefined where a time set has none. */
export function calendarsOf(set: PartitionSet): readonly (Calendar | undefined)[] {
  if (isTimeSet(set)) return [set.exclude?.calendar]
  return isProduct(set) ? set.dimensions.flatMap(({ name }) => calendarsOf(set.sets[name]!)) : []
}
