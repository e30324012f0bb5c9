/** Cron expressions against a calendar walked day by day: counting, first and last, membership and nth, over decades. */
import { cron } from '@varve/partitions'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleOf } from '../../support/sample.ts'
import { raised } from '../raised.ts'
import { cronField, ticksEver, ticksOn } from './cron-field.ts'

const msPerMinute = 60_000
const msPerDay = 86_400_000
const keyOf = (instant: number) => new Date(instant).toISOString().slice(0, 16)
const daysFrom = (first: number, count: number) => Array.from({ length: count }, (_, index) => new Date((first + index) * msPerDay))

const expressions = fc.record({
  minute: cronField(0, 59),
  hour: cronField(0, 23),
  ofMonth: cronField(1, 31),
  month: cronField(1, 12),
  ofWeek: cronField(0, 7),
})

test('semantics 10b: count, first, last, nth and membership agree with enumeration for any cron', () => {
  fc.assert(
    fc.property(
      expressions,
      fc.integer({ min: -200_000, max: 200_000 }),
      fc.integer({ min: 0, max: 12_000 }),
      fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      ({ minute, hour, ...days }, firstDay, span, picks) => {
        const expression = [minute, hour, days.ofMonth, days.month, days.ofWeek].map(field => field.text).join(' ')
        const start = new Date(firstDay * msPerDay).toISOString().slice(0, 10)
        if (!ticksEver(days)) {
          expect(raised(() => cron(expression, { start })).why).toBe('it never ticks: no month has that day')
          return
        }
        const times = [...hour.values].flatMap(h => [...minute.values].map(m => h * 60 + m)).sort((one, other) => one - other)
        const dates = daysFrom(firstDay, Math.min(span, Math.ceil(40_000 / times.length)))
        const now = (firstDay + dates.length) * msPerDay - 1
        const ticks = dates.filter(date => ticksOn(days, date)).flatMap(date => times.map(time => date.getTime() + time * msPerMinute))
        const starts = ticks.slice(0, -1)

        const of = cron(expression, { start }).asOf(now)
        expect([expression, start, of.count]).toEqual([expression, start, starts.length])
        const ordinals = starts.length === 0 ? [] : [0, starts.length - 1, ...picks.map(pick => pick % starts.length)]
        const found = ordinals.map(ordinal => ({ ...of.at(ordinal).parts[0]?.window, key: of.at(ordinal).key }))
        expect(found).toEqual(ordinals.map(n => ({ start: ticks[n], end: ticks[n + 1], key: keyOf(ticks[n]!) })))

        const positions = new Map(starts.map((tick, ordinal) => [keyOf(tick), ordinal]))
        const anywhere = picks.map(pick => keyOf(firstDay * msPerDay + (pick % (span * 1440 + 1)) * msPerMinute))
        const asked = [...ordinals.map(ordinal => keyOf(starts[ordinal]!)), ...minutesAround(starts[ordinals[2] ?? 0]), ...anywhere]
        expect(asked.map(key => [key, of.ordinalOf(key)])).toEqual(asked.map(key => [key, positions.get(key)]))
      },
    ),
    { numRuns: sampleOf(150) },
  )
})

test.each([
  { expression: '0 0 1 1 *', format: '%Y', keys: ['2001', '2002'] },
  { expression: '30 6 29 FEB *', format: '%Y', keys: ['2004', '2008'] },
  { expression: '0 6 15 * *', format: '%Y-%m', keys: ['2001-01', '2001-02'] },
])('a key of $expression needs no more than $format, since nothing else differs', ({ expression, format, keys }) => {
  const of = cron(expression, { start: '2001-01-01', timezone: 'America/Chicago', format }).asOf(Date.UTC(2020, 0))
  expect([of.at(0).key, of.at(1).key]).toEqual(keys)
  expect(keys.map(key => of.ordinalOf(key))).toEqual([0, 1])
})

test.each([
  { expression: '0 0 1 */6 *', format: '%Y', absent: '%m' },
  { expression: '0 0 1,15 1 *', format: '%Y', absent: '%m and %d' },
  { expression: '0 0 * * MON', format: '%Y-%m', absent: '%d' },
  { expression: '0 0 1 * MON', format: '%Y-%m', absent: '%d' },
])('a format is refused where keys of $expression differ in more than $format', ({ expression, format, absent }) => {
  const { what, why } = raised(() => cron(expression, { start: '2001-01-01', format }))
  expect(what).toBe(`Key format ${JSON.stringify(format)} gives several windows one key`)
  expect(why).toMatch(new RegExp(`differ in ${absent}$`))
})

/** Every minute of a day's surroundings. */
function minutesAround(instant = 0): readonly string[] {
  return Array.from({ length: 1440 }, (_, minute) => keyOf(instant + (minute - 720) * msPerMinute))
}

test.each([
  ['0 0 L * *', ['2001-01-31', '2001-02-28', '2001-03-31']],
  ['0 0 15W * *', ['2001-01-15', '2001-02-15', '2001-03-15', '2001-04-16']],
  ['0 0 LW 3,6 *', ['2001-03-30', '2001-06-29', '2002-03-29']],
  ['0 0 * * 5L', ['2001-01-26', '2001-02-23', '2001-03-30']],
  ['0 0 * * 1#5', ['2001-01-29', '2001-04-30', '2001-07-30']],
  ['0 0 29 2 *', ['2004-02-29', '2008-02-29', '2012-02-29']],
  ['0 0 * JAN MON', ['2001-01-01', '2001-01-08', '2001-01-15', '2001-01-22', '2001-01-29', '2002-01-07']],
])('days counted from the end of a month, by workday, by number and by name: %s', (expression, dates) => {
  const of = cron(expression, { start: '2001-01-01' }).asOf(Date.UTC(2040, 0, 1))
  expect(dates.map((_, ordinal) => of.at(ordinal).key.slice(0, 10))).toEqual(dates)
})

test('windows centuries away cost no more than near ones, and leap days skip 2100', () => {
  const of = cron('0 0 29 2 *', { start: '2001-01-01' }).asOf(Date.UTC(9999, 0, 1))
  expect([of.count, of.at(24).key, of.at(of.count - 1).key]).toEqual([1938, '2104-02-29T00:00', '9992-02-29T00:00'])
  expect(of.ordinalOf('2100-02-28T00:00')).toBeUndefined()
})
