/** The local times of a cron expression by rank: days that are looked up once, as far as they are asked for, times the times of a day. */
import { type Day, dateOf, msPerDay } from './calendar.ts'
import type { CronExpression } from './cron-expression.ts'
import type { Nominal } from './nominal.ts'
import type { LocalTime } from './offsets.ts'
import { firstAbove } from './sorted.ts'

interface Days {
  /** The rank of the first day at or after the given one. */
  rankOf(day: Day): number
  at(rank: number): Day
}

/** Ranks count from the day before `start` at the earliest. */
export function cronNominal(next: CronExpression['days'], times: readonly number[], start: LocalTime): Nominal {
  const first = Math.floor(start / msPerDay) - 1
  const days = next === undefined ? everyDay : new ListedDays(next, first)
  return {
    at(rank) {
      const row = Math.floor(rank / times.length)
      return days.at(row) * msPerDay + times[rank - row * times.length]!
    },
    rankOf(local) {
      const day = Math.floor(local / msPerDay)
      const [row, after] = [days.rankOf(day), days.rankOf(day + 1)]
      return row * times.length + (after > row ? firstAbove(times, local - day * msPerDay - 1) : 0)
    },
  }
}

const everyDay: Days = { rankOf: day => day, at: rank => rank }

/** Looks days up one after another. */
class ListedDays implements Days {
  readonly #days: Day[] = []
  readonly #next: (after: Day) => Day | undefined
  /** The days up to and including this one are listed. */
  #listed: Day

  constructor(next: (after: Day) => Day | undefined, first: Day) {
    this.#next = next
    this.#listed = first - 1
  }

  rankOf(day: Day): number {
    while (this.#listed < day) this.#grow()
    return firstAbove(this.#days, day - 1)
  }

  at(rank: number): Day {
    while (this.#days.length <= rank && this.#listed !== Number.POSITIVE_INFINITY) this.#grow()
    const day = this.#days[rank]
    if (day === undefined) throw new RangeError(`cron windows end with the year ${dateOf(this.#days[this.#days.length - 1]!).year}`)
    return day
  }

  #grow(): void {
    const day = this.#next(this.#listed)
    if (day !== undefined) this.#days.push(day)
    this.#listed = day ?? Number.POSITIVE_INFINITY
  }
}
