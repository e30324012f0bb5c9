/** Days picked by month, day of month and weekday, by rank: there are only fourteen kinds of year, and every 400 years the weekdays repeat. */
import { firstAbove } from '../../ordinal/sorted.ts'
import { type Day, dateOf, dayOf, daysInMonth, weekdayOf } from './calendar.ts'
import type { Sequence } from './sequence.ts'

export interface DayOfYear {
  /** 1 to 12. */
  readonly month: number
  /** 1 to 31. */
  readonly day: number
  /** How many days the month has. */
  readonly daysInMonth: number
  /** 0 is Sunday. */
  readonly weekday: number
}

/** The answer depends on nothing else. */
export type IsDay = (day: DayOfYear) => boolean

const yearsOfCycle = 400
const daysOfCycle = 146_097
/** Ranks count from the first picked day of this year. */
const firstYear = 2000

export function repeatingDays(isDay: IsDay): Sequence {
  const kinds = new Map<number, readonly number[]>()
  /** The picked days of each year of a cycle, counted from its first of January. */
  const years: (readonly number[])[] = []
  /** How many days the cycle has before each of its years, and at the end before the next cycle. */
  const before = [0]
  for (let index = 0; index < yearsOfCycle; index += 1) {
    const kind = kindOf(firstYear + index)
    const days = kinds.get(kind) ?? daysOf(firstYear + index, isDay)
    kinds.set(kind, days)
    years.push(days)
    before.push(before[index]! + days.length)
  }
  const daysPicked = before[yearsOfCycle]!
  return {
    rankOf(day) {
      const { year } = dateOf(day)
      const cycle = Math.floor((year - firstYear) / yearsOfCycle)
      const index = year - firstYear - cycle * yearsOfCycle
      return cycle * daysPicked + before[index]! + firstAbove(years[index]!, day - dayOf(year, 1, 1) - 1)
    },
    at(rank) {
      const cycle = Math.floor(rank / daysPicked)
      const inside = rank - cycle * daysPicked
      const index = firstAbove(before, inside) - 1
      return cycle * daysOfCycle + dayOf(firstYear + index, 1, 1) + years[index]![inside - before[index]!]!
    },
  }
}

/** By the weekday on which it begins, and whether it is a leap year. */
function kindOf(year: number): number {
  return weekdayOf(dayOf(year, 1, 1)) * 2 + (daysInMonth(year, 2) - 28)
}

function daysOf(year: number, isDay: IsDay): readonly Day[] {
  const picked: Day[] = []
  const firstWeekday = weekdayOf(dayOf(year, 1, 1))
  let index = 0
  for (let month = 1; month <= 12; month += 1) {
    const length = daysInMonth(year, month)
    for (let day = 1; day <= length; day += 1) {
      if (isDay({ month, day, daysInMonth: length, weekday: (firstWeekday + index) % 7 })) picked.push(index)
      index += 1
    }
  }
  return picked
}
