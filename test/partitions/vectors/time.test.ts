/** The partition vectors about time: keys, windows, ticks, instants and lookups. */
import { cron, parseSelection } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { hasWindows, type TimesAsOf } from '../../../packages/partitions/src/time/time-set.ts'
import type { Windows } from '../../../packages/partitions/src/time/window/windows.ts'
import { instantText, setOf, timeSetOf } from './set-of.ts'
import { type Case, casesOf, type SetVector, type TimeVector } from './vector.ts'

/** Later than every window that the vectors ask for without saying when. */
const later = Date.UTC(2040, 0, 1)

interface Keys {
  readonly keys?: readonly string[]
  readonly count?: number
  readonly first?: string
  readonly last?: string
  readonly free_spelling?: readonly number[]
  readonly windows_utc?: readonly (readonly [string, string])[]
}

describe('keys', () => {
  test.each(casesOf<TimeVector, Keys>('keys').map(named))('%s', (_, { definition, now, expect: expected }) => {
    const of = timeSetOf(definition).asOf(Date.parse(now))
    const partitions = Array.from({ length: of.count }, (_each, ordinal) => of.at(ordinal))
    const windows = partitions.map(({ value }) => [instantText(value.start.getTime()), instantText(value.end.getTime())])
    if (expected.windows_utc !== undefined) expect(windows).toEqual(expected.windows_utc)
    if (expected.count !== undefined) expect(of.count).toBe(expected.count)
    if (expected.first !== undefined) expect(partitions[0]?.key).toBe(expected.first)
    if (expected.last !== undefined) expect(partitions[of.count - 1]?.key).toBe(expected.last)
    const free = expected.free_spelling ?? []
    if (expected.keys !== undefined) {
      expect(partitions.map(({ key }, index) => (free.includes(index) ? expected.keys![index] : key))).toEqual(expected.keys)
    }
    expect(new Set(partitions.map(({ key }) => key)).size).toBe(of.count)
    expect(partitions.map(({ key }) => of.ordinalOf(key))).toEqual(partitions.map(({ ordinal }) => ordinal))
  })
})

interface WindowOf {
  readonly window_utc: readonly [string, string]
  readonly hours: number
}

describe('windows', () => {
  test.each(casesOf<TimeVector, WindowOf>('window').map(named))('%s', (_, { definition, key, expect: expected }) => {
    const of = timeSetOf(definition).asOf(later)
    const { start, end } = of.at(of.ordinalOf(key)!).value
    expect([instantText(start.getTime()), instantText(end.getTime())]).toEqual(expected.window_utc)
    expect((end.getTime() - start.getTime()) / 3_600_000).toBe(expected.hours)
  })
})

describe('ticks', () => {
  test.each(casesOf<{ cron: string; timezone: string }, { utc: readonly string[] }>('ticks').map(named))(
    '%s',
    (_, { definition, from_local: start, expect: { utc } }) => {
      const { windows } = cron(definition.cron, { start, timezone: definition.timezone }).asOf(0)
      expect(utc.map((_tick, index) => instantText(windows.at(index).start))).toEqual(utc)
    },
  )
})

describe('instants', () => {
  test.each(casesOf<TimeVector, { key: string | null }>('instant').map(named))('%s', (_, { definition, instant, expect: { key } }) => {
    expect(keyAt(timeSetOf(definition).asOf(later).windows, Date.parse(instant))).toBe(key)
  })
})

describe('lookups', () => {
  test.each(casesOf<SetVector, { exists: boolean }>('lookup', 'has_key').map(named))(
    '%s',
    (_, { definition, key, now, expect: { exists } }) => {
      expect(setOf(definition).asOf(Date.parse(now)).ordinalOf(key) !== undefined).toBe(exists)
    },
  )

  test.each(casesOf<TimeVector, { key: string | null }>('lookup', 'next_key').map(named))('%s', (_, each) => {
    const of = asOf(each)
    const next = of.ordinalOf(each.key)! + 1
    expect(next < of.count ? of.at(next).key : null).toBe(each.expect.key)
  })

  test.each(casesOf<TimeVector, { keys: readonly string[] }>('lookup', 'range').map(named))('%s', (_, each) => {
    const of = asOf(each)
    const { ranges } = parseSelection(`${each.from}..${each.to}`, of)
    expect(ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_each, step) => of.at(from + step).key))).toEqual(
      each.expect.keys,
    )
  })

  test('every kind of lookup is among these', () => {
    expect(new Set(casesOf('lookup').map(({ kind }) => kind))).toEqual(new Set(['has_key', 'next_key', 'range']))
  })
})

function named<D, E>(each: Case<D, E>): readonly [string, Case<D, E>] {
  return [`${each.id} ${each.title}`, each]
}

function asOf({ definition, now }: Case<TimeVector>): TimesAsOf {
  const of = timeSetOf(definition).asOf(Date.parse(now))
  if (!hasWindows(of)) throw new Error('a time set has windows')
  return of
}

function keyAt(windows: Windows, instant: number): string | null {
  const index = windows.indexFrom(instant + 1) - 1
  return index >= 0 && instant < windows.at(index).end ? windows.keyAt(index) : null
}
