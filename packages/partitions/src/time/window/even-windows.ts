/** How far windows follow each other at one length: as long as the zone's offset and the form of keys stay the same. */

import type { OffsetTable } from '../clock/offsets.ts'
import { msPerDay } from '../day/calendar.ts'
import type { Cadence } from '../tick/cadence.ts'
import type { Ticks } from '../tick/ticks.ts'

/** The distance between any two local times of a cadence that follow each other; undefined where it has no single one. */
export function stepOf({ isDay, times }: Cadence): number | undefined {
  const step = msPerDay / times.length
  return isDay === undefined && times.every((time, index) => time === times[0]! + index * step) ? step : undefined
}

/** The index up to which ticks from this one on begin windows of one length whose keys have one form; at least the next. */
export function evenTo(ticks: Ticks, table: OffsetTable, step: number | undefined, index: number): number {
  const start = ticks.at(index)
  if (step === undefined || ticks.at(index + 1) - start !== step) return index + 1
  const { end, offset, reached } = table.at(start)
  // Local times below `reached` are shown again, and keys say so.
  const bound = start + offset < reached ? reached - offset : end
  return index + Math.max(1, Math.ceil((bound - start) / step) - 1)
}
