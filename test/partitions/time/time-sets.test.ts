/** Every cadence against a walk of the clock: membership, count, first, last and nth agree with enumeration. */
import {
  cron,
  daily,
  everything,
  firstOf,
  hourly,
  lastOf,
  minutes,
  monthly,
  quarterly,
  type TimeSet,
  type Weekday,
  weekly,
  yearly,
} from '@varve/partitions'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { sampleOf } from '../../support/sample.ts'
import { type CronDays, cronField, ticksEver, ticksOn } from './cron-field.ts'
import { calendarWalk, plain, resolved, type Walk, type WalkedWindow, wallWalk, windowsAmong } from './enumeration.ts'
import { changesOf, zones } from './zones.ts'

const msPerDay = 86_400_000
const names: readonly Weekday[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

const common = fc.record({
  timezone: fc.constantFrom(...zones),
  startMinute: fc.integer({ min: 0, max: 67 * 365 * 1440 }),
  /** Which change of the clock to begin before, if any. */
  change: fc.option(fc.nat({ max: 300 })),
  span: fc.integer({ min: 0, max: 100 }),
  endAfter: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  endOffset: fc.integer({ min: -3, max: 3 }),
  excludedWeekdays: fc.option(fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }), { nil: undefined }),
  /** In days from the start, before it too. */
  excludedDates: fc.option(fc.array(fc.integer({ min: -3, max: 60 }), { maxLength: 20 }), { nil: undefined }),
  excludedEvery: fc.option(fc.integer({ min: 2, max: 5 }), { nil: undefined }),
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.integer({ min: 0, max: 59 }),
})
type Common = typeof common extends fc.Arbitrary<infer T> ? T : never

interface Asked {
  readonly walk: Walk
  readonly options: Parameters<typeof daily>[0]
}

/** `span` and `endAfter` count in `unit` milliseconds. */
function asked(drawn: Common, unit: number): Asked {
  const changes = changesOf(drawn.timezone)
  const change = drawn.change === null ? undefined : changes[drawn.change % Math.max(1, changes.length)]
  const minute = change === undefined ? drawn.startMinute : Math.floor(change / 60_000) - (drawn.startMinute % 2880)
  const localStart = minute * 60_000
  const start = plain(localStart).toString().slice(0, 16)
  const end =
    drawn.endAfter === undefined
      ? undefined
      : plain(localStart + drawn.endAfter * unit)
          .toString()
          .slice(0, 16)
  const isEvery = (date: string) => drawn.excludedEvery !== undefined && Number(date.slice(8)) % drawn.excludedEvery === 0
  const excludedDates = drawn.excludedDates?.map(days =>
    plain(localStart + days * msPerDay)
      .toString()
      .slice(0, 10),
  )
  const isExcluded = (date: string) =>
    isEvery(date) ||
    excludedDates?.includes(date) === true ||
    drawn.excludedWeekdays?.includes(names[Temporal.PlainDate.from(date).dayOfWeek % 7]!) === true
  const exclude = {
    ...(drawn.excludedWeekdays === undefined ? {} : { weekdays: drawn.excludedWeekdays }),
    ...(excludedDates === undefined ? {} : { dates: excludedDates }),
    ...(drawn.excludedEvery === undefined ? {} : { calendar: isEvery }),
  }
  const { timezone, endOffset } = drawn
  const now = resolved(start, timezone) + drawn.span * unit
  return {
    walk: { zone: timezone, start, end, now, endOffset, isExcluded },
    options: {
      start,
      ...(end === undefined ? {} : { end }),
      timezone,
      endOffset,
      ...(Object.keys(exclude).length === 0 ? {} : { exclude }),
    },
  }
}

function agree(set: TimeSet, now: number, walked: readonly WalkedWindow[]): void {
  const of = set.asOf(now)
  expect(of.count).toBe(walked.length)
  const keys = new Set<string>()
  for (const [ordinal, window] of walked.entries()) {
    const { key, parts } = of.at(ordinal)
    expect(parts[0]?.window).toEqual(window)
    expect([key, of.ordinalOf(key)]).toEqual([key, ordinal])
    keys.add(key)
  }
  expect(keys.size).toBe(walked.length)
  expect([firstOf(everything(of))?.parts[0]?.window, lastOf(everything(of))?.parts[0]?.window]).toEqual([walked[0], walked.at(-1)])
  for (const ordinal of [-1, walked.length]) expect(() => of.at(ordinal)).toThrow(RangeError)
  for (const key of keysAround(set, now)) if (!keys.has(key) && of.ordinalOf(key) !== undefined) expect(key).toBe('the key of a window')
}

/** Keys as such a set writes them, of its windows and of times that are none, from before its start until after `now`. */
function keysAround({ start, format }: TimeSet, now: number): readonly string[] {
  const from = Math.floor(Date.parse(`${start}Z`) / msPerDay) - 3
  const days = Math.min(Math.floor(now / msPerDay) + 3 - from, 100)
  const dates = Array.from({ length: days }, (_, day) => new Date((from + day) * msPerDay).toISOString().slice(0, 10))
  if (!format.includes('%H')) return dates
  const times = ['00:00', '00:45', '01:00', '01:30', '02:00', '02:59', '03:15', '12:00', '23:30']
  return dates.flatMap(date => times.flatMap(time => ['', '+00:00', '-06:00', '+10:30'].map(offset => `${date}T${time}${offset}`)))
}

describe('agrees with a walk of the clock', () => {
  test('minutes and hours', () => {
    fc.assert(
      fc.property(common, fc.constantFrom(5, 10, 15, 20, 30, 60), fc.boolean(), (drawn, every, isHourly) => {
        const { walk, options } = asked(drawn, 3_600_000)
        const step = isHourly ? 60 : every
        const minuteOffset = drawn.minute % step
        const set = isHourly ? hourly({ ...options, minuteOffset }) : minutes({ ...options, every, minuteOffset })
        const ticks = wallWalk(local => local.getUTCMinutes() % step === minuteOffset, walk.now + msPerDay, walk)
        agree(set, walk.now, windowsAmong(ticks, walk))
      }),
      { numRuns: sampleOf(40) },
    )
  })

  test('days and weeks', () => {
    fc.assert(
      fc.property(common, fc.constantFrom(undefined, ...names), (drawn, firstDay) => {
        const { walk, options } = asked(drawn, firstDay === undefined ? msPerDay : 7 * msPerDay)
        const begin = { hourOffset: drawn.hour, minuteOffset: drawn.minute }
        const set = firstDay === undefined ? daily({ ...options, ...begin }) : weekly({ ...options, ...begin, firstDay })
        const locals = dates(walk).filter(date => firstDay === undefined || names[date.dayOfWeek % 7] === firstDay)
        agree(set, walk.now, windowsAmong(calendarWalk(at(locals, drawn), walk), walk))
      }),
      { numRuns: sampleOf(80) },
    )
  })

  test('months, quarters and years', () => {
    fc.assert(
      fc.property(common, fc.constantFrom(1, 3, 12), fc.constantFrom(1, 2, 15, 29, 30, 31), fc.nat(), (drawn, step, day, drawnMonth) => {
        const { walk, options } = asked(drawn, 31 * msPerDay)
        const month = 1 + (drawnMonth % step)
        if (step === 12 && day > new Date(Date.UTC(2000, month, 0)).getUTCDate()) return
        const all = { ...options, day, hourOffset: drawn.hour, minuteOffset: drawn.minute }
        const set = step === 1 ? monthly(all) : step === 3 ? quarterly({ ...all, month }) : yearly({ ...all, month })
        const locals = dates({ ...walk, now: walk.now + 4500 * msPerDay }).filter(
          date => date.day === day && (date.month - month) % step === 0,
        )
        agree(set, walk.now, windowsAmong(calendarWalk(at(locals, drawn), walk), walk))
      }),
      { numRuns: sampleOf(20) },
    )
  })

  test('cron', () => {
    const some = (min: number, max: number) => fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 })
    const fields = fc.record({ ofMonth: cronField(1, 31), month: cronField(1, 12), ofWeek: cronField(0, 7) }).filter(ticksEver)
    fc.assert(
      fc.property(common, some(0, 59), cronField(0, 23), fields, (drawn, minute, hour, drawnDays) => {
        const { walk, options } = asked(drawn, msPerDay / 4)
        const isInEveryHour = hour.values.size === 24
        // A walk from minute to minute is for weeks, not for years.
        const days = isInEveryHour ? { ...drawnDays, month: { text: '*', values: allMonths } } : drawnDays
        const set = cron(`${minute.join()} ${hour.text} ${days.ofMonth.text} ${days.month.text} ${days.ofWeek.text}`, options)
        const times = [...hour.values].flatMap(h => minute.map(m => `${pad(h)}:${pad(m)}:00`)).sort()
        const ticks = isInEveryHour
          ? wallWalk(local => minute.includes(local.getUTCMinutes()) && ticksOn(days, local), walk.now + 65 * msPerDay, walk)
          : calendarWalk(
              datesThatTick(days, walk).flatMap(date => times.map(time => `${date}T${time}`)),
              walk,
            )
        agree(set, walk.now, windowsAmong(ticks, walk))
      }),
      { numRuns: sampleOf(40) },
    )
  })
})

const allMonths = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])

/** From before the start until five of them lie past `now`, however rare they are. */
function datesThatTick(days: CronDays, { start, now }: Walk): readonly string[] {
  const found: string[] = []
  for (let day = Date.parse(`${start.slice(0, 10)}Z`) - 2 * msPerDay, later = 0; later < 5; day += msPerDay) {
    if (!ticksOn(days, new Date(day))) continue
    found.push(new Date(day).toISOString().slice(0, 10))
    if (day > now + msPerDay) later += 1
  }
  return found
}

/** Local dates from before the start to far enough past `now`. */
function dates({ start, now }: Walk): readonly Temporal.PlainDate[] {
  const from = Math.floor(Date.parse(`${start}Z`) / msPerDay) - 2
  const to = Math.floor(now / msPerDay) + 40
  return Array.from({ length: to - from }, (_, index) => plain((from + index) * msPerDay).toPlainDate())
}

function at(locals: readonly Temporal.PlainDate[], { hour, minute }: Common): readonly string[] {
  return locals.map(date => `${date}T${pad(hour)}:${pad(minute)}:00`)
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
