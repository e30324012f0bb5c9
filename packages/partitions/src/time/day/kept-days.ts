/** The days of a cadence without those that are left out: weekdays by arithmetic, dates from a list, those of a calendar by asking it in order. */
import { type Day, dayOf, formatDay, parseDay } from './calendar.ts'
import { type Exclude, weekdays } from './exclude.ts'
import { Holes } from './holes.ts'
import { type IsDay, repeatingDays } from './repeating-days.ts'
import type { Sequence } from './sequence.ts'

/** From this day on nothing is left out, so that the search ends even where every date is left out. */
const endOfExclusion = dayOf(10_000, 1, 1)

/** @param from the first day that the calendar is asked about. */
export function keptDays(days: Sequence, isDay: IsDay, exclude: Exclude, from: Day): Sequence {
  let kept = days
  if (exclude.weekdays !== undefined && exclude.weekdays.length > 0) kept = withoutWeekdays(kept, isDay, exclude.weekdays)
  if (exclude.dates !== undefined && exclude.dates.length > 0) kept = withoutDates(kept, exclude.dates)
  return exclude.calendar === undefined ? kept : new AskedDays(kept, exclude.calendar, from)
}

function withoutWeekdays(days: Sequence, isDay: IsDay, left: Exclude['weekdays'] & {}): Sequence {
  const kept = repeatingDays(day => isDay(day) && !left.includes(weekdays[day.weekday]!))
  const [end, later] = [kept.rankOf(endOfExclusion), days.rankOf(endOfExclusion)]
  return {
    rankOf: day => (day < endOfExclusion ? kept.rankOf(day) : end + days.rankOf(day) - later),
    at: rank => (rank < end ? kept.at(rank) : days.at(rank - end + later)),
  }
}

function withoutDates(days: Sequence, dates: readonly string[]): Sequence {
  const holes = new Holes()
  for (const day of [...new Set(dates.map(date => parseDay(date)!))].sort((one, other) => one - other)) {
    holes.add(days.rankOf(day), days.rankOf(day + 1))
  }
  return { rankOf: day => holes.keptBefore(days.rankOf(day)), at: rank => days.at(holes.indexAt(rank)) }
}

class AskedDays implements Sequence {
  readonly #holes = new Holes()
  readonly #days: Sequence
  readonly #calendar: (date: string) => boolean
  /** The rank of the first day not asked about. */
  #next: number

  constructor(days: Sequence, calendar: (date: string) => boolean, from: Day) {
    this.#days = days
    this.#calendar = calendar
    this.#next = days.rankOf(from)
  }

  rankOf(day: Day): number {
    const rank = this.#days.rankOf(day)
    const end = day < endOfExclusion ? rank : this.#days.rankOf(endOfExclusion)
    while (this.#next < end) this.#ask(this.#days.at(this.#next))
    return this.#holes.keptBefore(rank)
  }

  at(rank: number): Day {
    while (this.#next - this.#holes.total <= rank) {
      const day = this.#days.at(this.#next)
      if (day >= endOfExclusion) break
      this.#ask(day)
    }
    return this.#days.at(this.#holes.indexAt(rank))
  }

  #ask(day: Day): void {
    if (this.#calendar(formatDay(day))) this.#holes.add(this.#next, this.#next + 1)
    this.#next += 1
  }
}
