/** The windows of a time set as arithmetic: index to window to key and back, counted from the set's start and bounded by no clock. */
import type { Range, Ranges } from '../../ordinal/ranges.ts'
import type { Instant, Window } from '../../partition-set.ts'
import { type KeyFormat, offsetText } from '../clock/key-format.ts'
import type { LocalTime, OffsetTable } from '../clock/offsets.ts'
import { msPerDay } from '../day/calendar.ts'
import type { CadenceTicks } from '../tick/cadence-ticks.ts'
import type { Ticks } from '../tick/ticks.ts'
import { evenTo } from './even-windows.ts'
import { unbrokenPieces } from './unbroken-pieces.ts'

/** Index 0 is the first window; indexes past the last existing window are those of windows to come. */
export interface Windows {
  readonly zone: string
  at(index: number): Window
  keyAt(index: number): string
  /** The index of a key among the first `count` windows; does not ask the zone about times after them. */
  indexOfKey(key: string, count: number): number | undefined
  /** The index of the first window that starts at or after an instant. */
  indexFrom(instant: Instant): number
  /** Cuts a range of indexes where dates are left out: the windows of each piece touch one another. */
  piecesOf(range: Range): Ranges
  /** How many windows begin at the first `ticks` ticks of the cadence; ticks are counted with those that are left out. */
  countAmong(ticks: number): number
  /** The index up to which windows from this one on follow each other at one length and have keys of one form; at least the next. */
  evenTo(index: number): number
  /** The first instant at which the clock has shown a local time. */
  instantOf(local: LocalTime): Instant
  /** What the clock shows. */
  localAt(instant: Instant): LocalTime
}

/** @param step the distance between local times of the cadence, where it has a single one. */
export function windowsOf(
  zone: string,
  table: OffsetTable,
  { all, kept }: CadenceTicks,
  format: KeyFormat,
  step: number | undefined,
): Windows {
  const windows: Windows = {
    zone,
    at(index) {
      const start = kept.at(index)
      return { start, end: all.at(kept === all ? index + 1 : all.countThrough(start)) }
    },
    keyAt: index => keyOf(table, kept, index, format),
    indexOfKey: (key, count) => indexOfKey(windows, format, key, count),
    indexFrom: instant => kept.countThrough(instant - 1),
    piecesOf: range => (kept === all ? [range] : unbrokenPieces(range, index => all.countThrough(kept.at(index)))),
    countAmong: ticks => (kept === all || ticks === 0 ? ticks : kept.countThrough(all.at(ticks - 1))),
    evenTo: index => (kept === all ? evenTo(all, table, step, index) : index + 1),
    instantOf: local => table.reach(local),
    localAt: instant => instant + table.at(instant).offset,
  }
  return windows
}

/**
 * A format with an hour writes what the clock shows as the window starts, and adds the offset where the clock has shown that time before:
 * `2001-10-28T01:00`, then `2001-10-28T01:00-06:00`. A format without an hour writes the window's date by the calendar.
 */
function keyOf(table: OffsetTable, ticks: Ticks, index: number, format: KeyFormat): string {
  if (!format.fields.has('H')) return format.write(ticks.nominalAt(index))
  const instant = ticks.at(index)
  const { offset, reached } = table.at(instant)
  const local = instant + offset
  return local < reached ? format.write(local) + offsetText(offset) : format.write(local)
}

/** How far a window may start after the earliest time that is written as its key: a year, for keys that are years. */
const longestUnwritten = 368 * msPerDay

function indexOfKey(windows: Windows, format: KeyFormat, key: string, count: number): number | undefined {
  const written = format.read(key)
  if (written === undefined || count === 0) return undefined
  const [first, last] = [windows.at(0).start, windows.at(count - 1).end]
  if (written.local < first - longestUnwritten || written.local > last + 2 * msPerDay) return undefined
  const instant = written.offset === undefined ? windows.instantOf(written.local) : written.local - written.offset
  const index = windows.indexFrom(instant)
  // The window of a date that the clock skipped begins at the same instant as that of the next date.
  for (const candidate of [index, index + 1]) if (candidate < count && windows.keyAt(candidate) === key) return candidate
  return undefined
}
