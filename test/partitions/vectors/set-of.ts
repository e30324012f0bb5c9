/** A definition of the vectors as a partition set of ours. */
import { cron, daily, hourly, monthly, type PartitionSet, product, segments, type TimeSet, weekly } from '@varve/partitions'
import { weekdays } from '../../../packages/partitions/src/time/day/exclude.ts'
import type { SetVector, TimeVector } from './vector.ts'

export function setOf(definition: SetVector): PartitionSet {
  if (definition.type === 'static') return segments(definition.keys)
  if (definition.type === 'time') return timeSetOf(definition)
  return product(Object.fromEntries(Object.entries(definition.dimensions).map(([name, set]) => [name, setOf(set)])))
}

/** The defaults of the vectors are not ours: their weeks begin on Sunday, and their keys have another form. */
export function timeSetOf(definition: TimeVector): TimeSet {
  const { cadence, start, end, timezone, end_offset: endOffset, day_offset: day } = definition
  const format = definition.format ?? (cadence === 'hourly' ? '%Y-%m-%d-%H:%M' : '%Y-%m-%d')
  const common = {
    start,
    format,
    ...(end === undefined ? {} : { end }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(endOffset === undefined ? {} : { endOffset }),
  }
  const minuteOffset = definition.minute_offset ?? 0
  const begin = { hourOffset: definition.hour_offset ?? 0, minuteOffset }
  switch (cadence) {
    case 'hourly':
      return hourly({ ...common, minuteOffset })
    case 'daily':
      return daily({ ...common, ...begin })
    case 'weekly':
      return weekly({ ...common, ...begin, firstDay: weekdays[day ?? 0]! })
    case 'monthly':
      return monthly({ ...common, ...begin, day: day ?? 1 })
    case 'cron':
      return cron(definition.cron!, common)
  }
}

/** `2021-05-05T00:00:00Z`, as the vectors write instants. */
export function instantText(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}
