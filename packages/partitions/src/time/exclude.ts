/** Dates left out of a time set: which of its windows are none, counted as far as they are asked for. */
import type { Day } from './calendar.ts'
import { dateOf, formatDay, msPerDay } from './calendar.ts'
import { Holes } from './holes.ts'
import type { OffsetTable } from './offsets.ts'
import type { Ticks } from './ticks.ts'

export type Weekday = 'sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday'

/** In order, from Sunday. */
export const weekdays: readonly Weekday[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** A window is left out where the local date on which it starts is named by any of these. */
export interface Exclude {
  /** Dates as `YYYY-MM-DD`. */
  readonly dates?: readonly string[]
  readonly weekdays?: readonly Weekday[]
  /** A calendar of your own: true for a date, `YYYY-MM-DD`, to leave out. It must always answer alike, and is asked once per date. */
  readonly calendar?: (date: string) => boolean
}

/** Calendars are asked about no later year, so that one that leaves out everything comes to an end. */
const yearMax = 9999

export function weekdayOf(day: Day): Weekday {
  return weekdays[(((day + 4) % 7) + 7) % 7]!
}

/** Which ticks begin a window, by index. */
export class ExcludedTicks {
  readonly #holes = new Holes()
  readonly #ticks: Ticks
  readonly #table: OffsetTable
  readonly #excludes: (day: Day) => boolean
  #next = 0
  #isPastLast = false

  constructor(ticks: Ticks, table: OffsetTable, exclude: Exclude) {
    const dates = new Set(exclude.dates)
    const days = new Set(exclude.weekdays)
    this.#ticks = ticks
    this.#table = table
    this.#excludes = day => days.has(weekdayOf(day)) || dates.has(formatDay(day)) || exclude.calendar?.(formatDay(day)) === true
  }

  keptBefore(tick: number): number {
    while (this.#next < tick && !this.#isPastLast) this.#growByDay()
    return this.#holes.keptBefore(tick)
  }

  tickOf(kept: number): number {
    while (this.#next - this.#holes.total <= kept && !this.#isPastLast) this.#growByDay()
    return this.#holes.indexAt(kept)
  }

  has(tick: number): boolean {
    this.keptBefore(tick + 1)
    return this.#holes.has(tick)
  }

  #growByDay(): void {
    const day = Math.floor(this.#ticks.nominalAt(this.#next) / msPerDay)
    const after = Math.max(this.#next + 1, this.#ticks.countThrough(this.#table.reach((day + 1) * msPerDay) - 1))
    if (this.#excludes(day)) this.#holes.add(this.#next, after)
    this.#next = after
    this.#isPastLast = dateOf(day).year >= yearMax
  }
}
