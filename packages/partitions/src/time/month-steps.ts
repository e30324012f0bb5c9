/** A day of every month, quarter or year; months that lack the day are left out. */
import { dateOf, dayOf, daysInMonth, msPerDay } from './calendar.ts'
import type { Nominal } from './nominal.ts'
import { firstAbove } from './sorted.ts'

/** After 400 years the calendar repeats; counted from January 2000. */
const monthsOfCycle = 4800
const yearOfCycle = 2000

export interface MonthSteps {
  /** How many months one step makes: 1, 3 or 12. */
  readonly months: number
  /** The month of the step that holds the day, 0 for the first. */
  readonly month: number
  /** 1 to 31. */
  readonly day: number
  /** Milliseconds after midnight. */
  readonly time: number
}

export function monthSteps({ months, month, day, time }: MonthSteps): Nominal {
  const inCycle: number[] = []
  for (let candidate = month; candidate < monthsOfCycle; candidate += months) if (hasDay(candidate, day)) inCycle.push(candidate)
  const localOf = (absolute: number) => dayOf(yearOfCycle + Math.floor(absolute / 12), modulo(absolute, 12) + 1, day) * msPerDay + time
  const at = (rank: number) => localOf(Math.floor(rank / inCycle.length) * monthsOfCycle + inCycle[modulo(rank, inCycle.length)]!)
  return {
    at,
    rankOf(local) {
      const date = dateOf(Math.floor(local / msPerDay))
      const absolute = (date.year - yearOfCycle) * 12 + date.month - 1
      const cycle = Math.floor(absolute / monthsOfCycle)
      const rank = cycle * inCycle.length + firstAbove(inCycle, absolute - cycle * monthsOfCycle - 1)
      return at(rank) < local ? rank + 1 : rank
    },
  }
}

function hasDay(month: number, day: number): boolean {
  return day <= daysInMonth(yearOfCycle + Math.floor(month / 12), (month % 12) + 1)
}

function modulo(value: number, by: number): number {
  return value - Math.floor(value / by) * by
}
