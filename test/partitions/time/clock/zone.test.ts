/** Beginnings of local days against Temporal itself, over every clock change of many zones. */
import { daily } from '@varve/partitions'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { OffsetTable } from '../../../../packages/partitions/src/time/clock/offsets.ts'
import { isSameZone, zoneNamed } from '../../../../packages/partitions/src/time/clock/zone.ts'
import { dayOf, formatDay, msPerDay } from '../../../../packages/partitions/src/time/day/calendar.ts'

const zones = [
  'UTC',
  'America/Chicago',
  'America/St_Johns',
  'America/Havana',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Asia/Gaza',
  'Australia/Lord_Howe',
  'Europe/Dublin',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kwajalein',
]

describe.each(zones)('%s', zone => {
  test('each day from 1970 to 2037 begins where Temporal has it begin', () => {
    const [from, to] = [dayOf(1970, 1, 1), dayOf(2038, 1, 1)]
    const table = new OffsetTable(zone, (from - 3) * msPerDay)
    const dayAt = (instant: number) => Math.floor(table.highestLocal(instant) / msPerDay)
    for (const day of daysNearChanges(zone, from, to)) {
      const start = Temporal.PlainDate.from(formatDay(day)).toZonedDateTime(zone)
      expect([formatDay(day), table.reach(day * msPerDay)]).toEqual([formatDay(day), start.epochMilliseconds])
      if (start.toPlainDate().toString() !== formatDay(day)) continue
      const begin = table.reach(day * msPerDay)
      expect([dayAt(begin), dayAt(begin - 1) < day]).toEqual([day, true])
    }
  })
})

test('days that zones skipped', () => {
  const [from, to] = [dayOf(1970, 1, 1), dayOf(2030, 1, 1)]
  const leftOut = (timezone: string) => {
    const days = daily({ start: '1970-01-01', end: '2030-01-01', timezone }).asOf(Date.UTC(2040, 0, 1))
    return Array.from({ length: to - from }, (_, index) => formatDay(from + index)).filter(key => days.ordinalOf(key) === undefined)
  }
  expect(leftOut('Pacific/Apia')).toEqual(['2011-12-30'])
  expect(leftOut('Pacific/Kwajalein')).toEqual(['1993-08-21'])
  expect(leftOut('America/Chicago')).toEqual([])
})

test('zones are known by name, and one zone may have two', () => {
  expect([zoneNamed('america/chicago'), zoneNamed('Mars/Olympus'), zoneNamed('')]).toEqual(['America/Chicago', undefined, undefined])
  expect([isSameZone('US/Central', 'America/Chicago'), isSameZone('America/Chicago', 'America/New_York')]).toEqual([true, false])
})

/** Two days either side of each change, and one day of each month. */
function daysNearChanges(zone: string, from: number, to: number): readonly number[] {
  const days = new Set<number>()
  for (let year = 1970; year < 2038; year += 1) for (let month = 1; month <= 12; month += 1) days.add(dayOf(year, month, 15))
  let change = new Temporal.ZonedDateTime(BigInt(from) * 86_400_000_000_000n, zone).getTimeZoneTransition('next')
  while (change !== null && change.epochMilliseconds < to * 86_400_000) {
    const day = Math.floor(change.epochMilliseconds / 86_400_000)
    for (let near = day - 2; near <= day + 2; near += 1) days.add(near)
    change = change.getTimeZoneTransition('next')
  }
  return [...days].filter(day => day >= from && day < to).sort((one, other) => one - other)
}
