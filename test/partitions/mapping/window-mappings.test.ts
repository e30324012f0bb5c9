/** The mappings by time, compared with plain enumeration: every window of both sets, compared by instant. */
import {
  cron,
  daily,
  type Exclude,
  everything,
  hourly,
  last,
  type Mapping,
  minutes,
  monthly,
  offset,
  ordinals,
  overlap,
  quarterly,
  subsetOf,
  type TimeOptions,
  type TimeSet,
  type Weekday,
  type Window,
  weekly,
  yearly,
} from '@varve/partitions'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleOf } from '../../support/sample.ts'
import { changesOf, zones } from '../time/zones.ts'
import { keysOf } from './asked.ts'

const msPerDay = 86_400_000
const stepsMax = 4
const changesByZone = Object.fromEntries(zones.map(zone => [zone, changesOf(zone)]))

type Make = (options: TimeOptions) => TimeSet

/** In groups, so that no pair holds too many windows to write down. */
const groups: readonly { readonly unit: number; readonly makes: readonly Make[] }[] = [
  {
    unit: msPerDay / 3,
    makes: [
      options => minutes({ ...options, every: 20 }),
      options => hourly({ ...options, minuteOffset: 45 }),
      options => cron('0 * * * *', options),
      options => daily({ ...options, hourOffset: 4, minuteOffset: 15 }),
    ],
  },
  {
    unit: msPerDay,
    makes: [
      options => hourly(options),
      options => cron('0 3,15 * * *', options),
      options => daily(options),
      options => weekly({ ...options, firstDay: 'wednesday' }),
    ],
  },
  {
    unit: 40 * msPerDay,
    makes: [
      options => daily(options),
      options => cron('30 2 * * 1-5', options),
      options => weekly({ ...options, firstDay: 'thursday' }),
      options => monthly({ ...options, day: 10 }),
      options => quarterly(options),
      options => yearly({ ...options, month: 4, day: 7 }),
    ],
  },
]

interface Definition {
  readonly zone: string
  readonly start: number
  readonly end: number | undefined
  readonly endOffset: number
  readonly exclude: Exclude | undefined
}

const calendar = (date: string) => Number(date.slice(8)) % 3 === 0
const weekdays: readonly Weekday[] = ['saturday', 'sunday', 'monday']
const exclude = fc.option(
  fc.record({ weekdays: fc.subarray([...weekdays]), hasCalendar: fc.boolean() }).map(
    drawn =>
      ({
        weekdays: drawn.weekdays,
        ...(drawn.hasCalendar ? { calendar } : {}),
      }) satisfies Exclude,
  ),
  { nil: undefined },
)
const definition = fc.record({
  zone: fc.constantFrom(...zones),
  start: fc.integer({ min: -6, max: 6 }),
  end: fc.option(fc.integer({ min: 7, max: 20 }), { nil: undefined }),
  endOffset: fc.integer({ min: -2, max: 2 }),
  exclude,
})
const steps = fc
  .tuple(fc.integer({ min: -stepsMax, max: stepsMax }), fc.integer({ min: -stepsMax, max: stepsMax }))
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)

interface Asked {
  readonly mapping: Mapping
  readonly first: number
  readonly last: number
  readonly up: Side
  readonly down: Side
}

/** A set, and every window that it would have around a time had it begun long before. */
interface Side {
  readonly of: ReturnType<TimeSet['asOf']>
  readonly enumerate: () => Enumeration
}

interface Enumeration {
  readonly windows: readonly Window[]
  /** Where among them the set begins. */
  readonly begin: number
  readonly keyAt: (index: number) => string
}

const asked = fc
  .record({
    group: fc.constantFrom(...groups),
    makes: fc.tuple(fc.nat(), fc.nat()),
    definitions: fc.tuple(definition, definition),
    /** Both sets share their windows. */
    isAlike: fc.boolean(),
    change: fc.nat(),
    hour: fc.integer({ min: -40, max: 40 }),
    now: fc.integer({ min: 5, max: 14 }),
    steps,
  })
  .map(
    ({
      group: { makes, unit },
      makes: [one, other],
      definitions: [down, upDrawn],
      isAlike,
      change,
      hour,
      now,
      steps: [first, last],
    }): Asked => {
      const up = isAlike ? { ...upDrawn, zone: down.zone, exclude: down.exclude } : upDrawn
      const changes = changesByZone[down.zone]!
      const around = (changes[change % Math.max(1, changes.length)] ?? 0) + hour * 3_600_000
      const side = (make: Make, drawn: Definition) => sideOf(make, drawn, around, unit, around + now * unit)
      const make = makes[one % makes.length]!
      return {
        mapping: mappingOf(first, last),
        first,
        last,
        down: side(make, down),
        up: side(isAlike ? make : makes[other % makes.length]!, up),
      }
    },
  )

function mappingOf(first: number, end: number): Mapping {
  if (end !== 0) return offset(first, end)
  return first === 0 ? overlap : last(1 - first)
}

function sideOf(make: Make, { zone, start, end, endOffset, exclude }: Definition, around: number, unit: number, now: number): Side {
  const options = { timezone: zone, ...(exclude === undefined ? {} : { exclude }) }
  const text = (at: number) => new Date(around + at * unit).toISOString().slice(0, 16)
  const of = make({ ...options, start: text(start), ...(end === undefined ? {} : { end: text(end) }), endOffset }).asOf(now)
  const enumerate = () => {
    // Of years that begin on some weekdays only, the fourth away may be a decade away.
    const reach = unit * 150
    const { windows } = make({ ...options, start: new Date(around - reach).toISOString().slice(0, 10) }).asOf(0)
    const size = windows.indexFrom(around + reach)
    const begin = windows.indexFrom(of.windows.at(0).start)
    if (begin < stepsMax || size < begin + of.count + stepsMax) throw new Error('too few windows were enumerated to step among')
    return { windows: Array.from({ length: size }, (_, index) => windows.at(index)), begin, keyAt: windows.keyAt }
  }
  return { of, enumerate }
}

interface Answer {
  readonly existing: readonly number[]
  readonly missing: readonly string[]
  readonly short: boolean
}

/** What each of some windows reads, by looking at every window of the upstream set. */
function enumerated({ first, last, up, down }: Asked, readers: readonly number[]): readonly Answer[] {
  const [from, to] = [down.enumerate(), up.enumerate()]
  return readers.map(reader => {
    const existing = new Set<number>()
    const missing = new Set<number>()
    const cut = new Set<number>()
    for (let step = first; step <= last; step += 1) {
      const window = from.windows[from.begin + reader + step]!
      for (const [index, other] of to.windows.entries()) {
        if (!shareTime(window, other)) continue
        const there = index - to.begin
        if (there >= 0 && there < up.of.count) existing.add(there)
        else if (there >= 0 || step === 0) missing.add(index)
        else cut.add(index)
      }
    }
    return {
      existing: [...existing].sort((one, other) => one - other),
      missing: [...missing].sort((one, other) => one - other).map(to.keyAt),
      short: [...cut].some(index => !missing.has(index)),
    }
  })
}

/** The windows that read any of some others, by looking at every one of the reading set. */
function enumeratedReaders({ first, last, up, down }: Asked, read: readonly number[]): readonly number[] {
  const from = down.enumerate()
  const windows = read.map(ordinal => up.of.windows.at(ordinal))
  return [...ordinals(everything(down.of))].filter(reader =>
    from.windows
      .slice(from.begin + reader + first, from.begin + reader + last + 1)
      .some(window => windows.some(other => shareTime(window, other))),
  )
}

function shareTime(one: Window, other: Window): boolean {
  return one.start < other.end && other.start < one.end
}

function answered({ mapping, up, down }: Asked, of: readonly number[]): Answer {
  const { existing, missing, short } = mapping.upstream(subsetOf(down.of, of), up.of)
  return { existing: [...ordinals(existing)], missing: keysOf(missing), short }
}

/** Some of the readers, from the start, the end and between. */
function readersOf({ down: { of } }: Asked): readonly number[] {
  const all = [...ordinals(everything(of))]
  return all.length <= 12 ? all : [...all.slice(0, 5), all[all.length >> 1]!, ...all.slice(-5)]
}

describe('any two sets of time, any steps', () => {
  test('semantics 14 and 15: what is read, missing and cut short is what enumeration finds', () => {
    fc.assert(
      fc.property(asked, each => {
        const readers = readersOf(each)
        expect(readers.map(reader => answered(each, [reader]))).toEqual(enumerated(each, readers))
      }),
      { numRuns: sampleOf(300) },
    )
  })

  test('many readers at once read what they read one by one', () => {
    fc.assert(
      fc.property(asked, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 5 })), { minLength: 1, maxLength: 2 }), (each, drawn) => {
        const { count } = each.down.of
        const readers = drawn.flatMap(([from, length]) =>
          count === 0 ? [] : Array.from({ length: length + 1 }, (_, index) => Math.min(count - 1, (from % count) + index)),
        )
        const singles = readers.map(reader => answered(each, [reader]))
        const together = answered(each, readers)
        expect(together.existing).toEqual([...new Set(singles.flatMap(({ existing }) => existing))].sort((one, other) => one - other))
        expect([...together.missing].sort()).toEqual([...new Set(singles.flatMap(({ missing }) => missing))].sort())
        expect(together.short).toBe(singles.some(({ short }) => short))
      }),
      { numRuns: sampleOf(300) },
    )
  })

  test('semantics 13: u is read by d exactly when d reads u', () => {
    fc.assert(
      fc.property(asked, fc.array(fc.nat(), { maxLength: 3 }), (each, drawn) => {
        const { mapping, up, down } = each
        const read = up.of.count === 0 ? [] : drawn.map(number => number % up.of.count)
        expect([...ordinals(mapping.downstream(subsetOf(up.of, read), down.of))]).toEqual(enumeratedReaders(each, read))
      }),
      { numRuns: sampleOf(300) },
    )
  })
})
