/** What differs between two definitions of time sets. */
import type { TimeDefinition } from '../definition/definition.ts'
import { rebuiltTimes } from '../definition/partition-set-of.ts'
import { haveSameGrid } from '../time/alignment/same-grid.ts'
import { shiftBetween } from '../time/alignment/shift-between.ts'
import { parseLocal } from '../time/clock/local-text.ts'
import { isSameZone } from '../time/clock/zone.ts'
import { type TimeSet, withAllDates } from '../time/time-set.ts'
import type { Windows } from '../time/window/windows.ts'
import type { ChangeFact } from './fact.ts'

export function timeFacts(before: TimeDefinition, after: TimeDefinition): readonly ChangeFact[] {
  const sets: Sets = [allDatesOf(before), allDatesOf(after)]
  return [...gridFacts(sets), ...boundFacts(sets), ...optionFacts(sets), ...excludeFacts(before, after)]
}

/** Before and after, with no dates left out. */
type Sets = readonly [before: TimeSet, after: TimeSet]

function allDatesOf(definition: TimeDefinition): TimeSet {
  return withAllDates(rebuiltTimes(definition, () => () => false))
}

function gridFacts([before, after]: Sets): readonly ChangeFact[] {
  const facts: ChangeFact[] = []
  const words = { before: before.cadence.words, after: after.cadence.words }
  const [grid, otherGrid] = [before.cadence.grid, after.cadence.grid]
  if (before.kind !== after.kind || grid.every !== otherGrid.every) facts.push({ kind: 'granularity', ...words })
  else if (JSON.stringify(grid) !== JSON.stringify(otherGrid)) facts.push({ kind: 'grid', ...words })
  if (!isSameZone(before.timezone, after.timezone)) facts.push({ kind: 'timezone', before: before.timezone, after: after.timezone })
  return facts
}

/** On the same grid, bounds that are written differently and cut off the same windows are the same. */
function boundFacts([before, after]: Sets): readonly ChangeFact[] {
  const facts: ChangeFact[] = []
  const [windows, others] = [before.asOf(0).windows, after.asOf(0).windows]
  const shift = haveSameGrid(before, after) ? shiftBetween(windows, others) : undefined
  if (before.start !== after.start && shift !== 0) facts.push({ kind: 'start', before: before.start, after: after.start })
  const isSameEnd = shift !== undefined && begunBy(after.end, others) === begunBy(before.end, windows) + shift
  if (before.end !== after.end && !isSameEnd) facts.push({ kind: 'end', before: before.end ?? null, after: after.end ?? null })
  return facts
}

/** How many windows have begun by a local time; no end is never reached. */
function begunBy(end: string | undefined, windows: Windows): number {
  return end === undefined ? Number.POSITIVE_INFINITY : windows.indexFrom(windows.instantOf(parseLocal(end)!) + 1)
}

function optionFacts([before, after]: Sets): readonly ChangeFact[] {
  const facts: ChangeFact[] = []
  // Another kind of windows has another format by default.
  if (before.kind === after.kind && before.format !== after.format)
    facts.push({ kind: 'format', before: before.format, after: after.format })
  if (before.endOffset !== after.endOffset) facts.push({ kind: 'endOffset', before: before.endOffset, after: after.endOffset })
  return facts
}

function excludeFacts({ exclude: before }: TimeDefinition, { exclude: after }: TimeDefinition): readonly ChangeFact[] {
  const named = (exclude: TimeDefinition['exclude']): readonly string[] => [...(exclude?.dates ?? []), ...(exclude?.weekdays ?? [])]
  const [had, has] = [new Set(named(before)), new Set(named(after))]
  const added = named(after).filter(name => !had.has(name))
  const removed = named(before).filter(name => !has.has(name))
  const calendar = (before?.calendar ?? null) !== (after?.calendar ?? null)
  return added.length + removed.length > 0 || calendar ? [{ kind: 'exclude', added, removed, calendar }] : []
}
