/** A cron expression as the days on which it ticks and the times of such a day. */
import { Cron } from 'croner'
import { PartitionError } from '../../errors.ts'
import { dayOf, daysInMonth, msPerMinute, weekdayOf } from '../day/calendar.ts'
import type { IsDay } from '../day/repeating-days.ts'

export interface CronExpression {
  /** The fields with one space between. */
  readonly text: string
  /** Undefined where it ticks every day. */
  readonly isDay: IsDay | undefined
  /** Milliseconds after midnight, sorted. */
  readonly times: readonly number[]
  readonly isInEveryHour: boolean
  /** Whether it ticks on at most one day of each year, or of each month. */
  readonly onceEach: 'year' | 'month' | undefined
}

/** A leap year: the parser is asked about its dates. */
const yearAsked = 2000

export function parseCron(expression: string): CronExpression {
  const fields = typeof expression === 'string' ? expression.trim().split(/\s+/) : []
  if (fields.length !== 5) throw unreadable(expression, 'it has five fields: minute, hour, day of month, month, weekday')
  const text = fields.join(' ')
  const [minute, hour, day, month, weekday] = fields
  const minutes = matching(parse(`${minute} * * * *`, text), 60, value => Date.UTC(yearAsked, 0, 1, 0, value))
  const hours = matching(parse(`0 ${hour} * * *`, text), 24, value => Date.UTC(yearAsked, 0, 1, value))
  if (parse(`0 0 ${day} ${month} ${weekday}`, text).nextRun(new Date(0)) === null)
    throw unreadable(expression, 'it never ticks: no month has that day')
  return {
    text,
    isDay: day === '*' && month === '*' && weekday === '*' ? undefined : ticksOn(day!, month!, weekday!, text),
    times: hours.flatMap(h => minutes.map(m => (h * 60 + m) * msPerMinute)),
    isInEveryHour: hours.length === 24,
    onceEach: onceEach(day!, month!, weekday!, text),
  }
}

function onceEach(day: string, month: string, weekday: string, text: string): CronExpression['onceEach'] {
  if (!/^\d+$/.test(day) || weekday !== '*') return undefined
  return monthsOf(month, text).length === 1 ? 'year' : 'month'
}

function monthsOf(month: string, text: string): readonly number[] {
  return matching(parse(`0 0 1 ${month} *`, text), 12, value => Date.UTC(yearAsked, value, 1))
}

/** Fields of time, days and months do not depend on each other or on a zone, so the parser is asked in UTC only. */
function parse(pattern: string, expression: string): Cron {
  try {
    return new Cron(pattern, { timezone: 'UTC', mode: '5-part' })
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)
    throw unreadable(expression, message, error)
  }
}

/** The values of a field, counted from 0, at whose instants an expression ticks. */
function matching(cron: Cron, count: number, instantOf: (value: number) => number): readonly number[] {
  return Array.from({ length: count }, (_, value) => value).filter(value => cron.match(new Date(instantOf(value))))
}

/** Asks the parser for all its answers at the first question, and then lets go of it: the parser takes far more memory than its answers. */
function ticksOn(day: string, month: string, weekday: string, text: string): IsDay {
  let months: readonly number[] | undefined
  let days: ReadonlyMap<number, ReadonlySet<number>> | undefined
  const isByLength = /[lw]/i.test(day + weekday)
  return date => {
    months ??= monthsOf(month, text)
    days ??= daysByShape(parse(`0 0 ${day} * ${weekday}`, text), isByLength ? [28, 29, 30, 31] : [31])
    const shape = shapeOf(isByLength ? date.daysInMonth : 31, (date.weekday - date.day + 36) % 7)
    return months.includes(date.month - 1) && days.get(shape)!.has(date.day)
  }
}

/** Whether it ticks on a day depends on the first weekday of the month, and on its length where days are counted from the end (`L`, `W`). */
function daysByShape(cron: Cron, lengths: readonly number[]): ReadonlyMap<number, ReadonlySet<number>> {
  const days = new Map<number, ReadonlySet<number>>()
  for (const length of lengths) {
    for (let weekday = 0; weekday < 7; weekday += 1) days.set(shapeOf(length, weekday), daysOfMonth(cron, length, weekday))
  }
  return days
}

function shapeOf(length: number, firstWeekday: number): number {
  return length * 7 + firstWeekday
}

/** The days on which an expression ticks in a month of that length that begins on that weekday. */
function daysOfMonth(cron: Cron, length: number, firstWeekday: number): ReadonlySet<number> {
  let [year, month] = [yearAsked, 1]
  while (daysInMonth(year, month) !== length || weekdayOf(dayOf(year, month, 1)) !== firstWeekday) {
    month = (month % 12) + 1
    if (month === 1) year += 1
  }
  return new Set(matching(cron, length, value => Date.UTC(year, month - 1, value + 1)).map(value => value + 1))
}

function unreadable(expression: string, why: string, cause?: unknown): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `Cron expression ${JSON.stringify(expression)} cannot be used`,
    where: 'cron(), expression',
    why,
    fix: "write five fields, such as '0 6 * * 1-5'",
    details: { expression },
    cause,
  })
}
