/** Questions about a product of days and segments, up to 365 x 5,000 cells. */
import { daily, dimension, last, monthly, ordinals, overlap, perDimension, product, same, segments, subsetOf } from '@varve/partitions'
import { randomFrom } from '../support/random.ts'
import { type SideBySide, sideBySide } from '../support/side-by-side.ts'
import type { Row, Table } from '../support/table.ts'

const msPerDay = 86_400_000
const start = Date.UTC(2001, 0, 1)
const dayCount = 365
const questionCount = 20_000

export function productRows(): Table {
  const results = new Map<string, Map<string, SideBySide>>()
  const against = new Map<string, string>()
  for (const origins of [5, 500, 5000]) {
    for (const [name, baseline, measured] of measure(origins)) {
      against.set(name, baseline)
      results.set(name, (results.get(name) ?? new Map<string, SideBySide>()).set(`x ${origins}`, measured))
    }
  }
  return { rows: [...results].map(([name, each]): Row => ({ name, against: against.get(name)!, results: each })), notes: [] }
}

function* measure(origins: number): Generator<readonly [name: string, against: string, SideBySide]> {
  const random = randomFrom(origins)
  const names = Array.from({ length: origins }, (_, index) => `origin-${index}`)
  const days = daily({ start: '2001-01-01', end: '2002-01-01' })
  const set = product({ day: days, origin: segments(names) })
  const of = set.asOf(start + 2 * dayCount * msPerDay)
  const ofDays = days.asOf(of.now)

  const dates = Array.from({ length: dayCount }, (_, day) => new Date(start + day * msPerDay).toISOString().slice(0, 10))
  const keys = dates.flatMap(date => names.map(name => `day=${date},origin=${name}`))
  const byKey = new Map(keys.map((key, index) => [key, index]))

  const ofEach = Array.from({ length: questionCount }, () => random(keys.length))
  const keysAsked = ofEach.map(ordinal => keys[ordinal]!)
  yield [
    'key -> day window and origin',
    'Map of every key',
    sideBySide({
      questions: keysAsked,
      ours: key => {
        const { parts } = of.at(of.ordinalOf(key)!)
        return { day: parts[0]!.window!.start, origin: parts[1]!.key }
      },
      baseline: key => {
        const ordinal = byKey.get(key)!
        return { day: start + Math.floor(ordinal / origins) * msPerDay, origin: names[ordinal % origins]! }
      },
    }),
  ]
  yield [
    'nth key',
    'array of keys',
    sideBySide({ questions: ofEach, ours: (ordinal): string => of.at(ordinal).key, baseline: ordinal => keys[ordinal]! }),
  ]
  yield [
    'contains a key (half are none)',
    'Map of every key',
    sideBySide({
      questions: keysAsked.map((key, index) => (index % 2 === 0 ? key : `${key}x`)),
      ours: key => of.ordinalOf(key) !== undefined,
      baseline: key => byKey.has(key),
    }),
  ]
  yield [
    'count at an instant (asOf)',
    'arithmetic',
    sideBySide({
      questions: ofEach.map(() => start + random(dayCount * msPerDay)),
      ours: (instant): number => set.asOf(instant).count,
      baseline: instant => Math.floor((instant - start) / msPerDay) * origins,
    }),
  ]
  const few = ofEach.slice(0, questionCount / 4)
  yield [
    'the day that a cell reads',
    'arithmetic',
    sideBySide({
      questions: few,
      ours: ordinal => [...ordinals(dimension('day').upstream(subsetOf(of, [ordinal]), ofDays).existing)],
      baseline: ordinal => [Math.floor(ordinal / origins)],
    }),
  ]
  const week = perDimension({ day: last(7), origin: same })
  yield [
    'the cells that last(7) of a cell reads',
    'arithmetic',
    sideBySide({
      questions: few,
      ours: ordinal => [...ordinals(week.upstream(subsetOf(of, [ordinal]), of).existing)],
      baseline: ordinal => Array.from({ length: 7 }, (_, back) => ordinal - (6 - back) * origins).filter(read => read >= 0),
    }),
  ]
  const months = product({ month: monthly({ start: '2001-01-01', end: '2002-01-01' }), origin: segments(names) }).asOf(of.now)
  const inMonth = perDimension({ month: dimension('day', overlap), origin: same })
  yield [
    'the cell of the month that a cell reads',
    'arithmetic',
    sideBySide({
      questions: few,
      ours: ordinal => [...ordinals(inMonth.upstream(subsetOf(of, [ordinal]), months).existing)],
      baseline: ordinal => [new Date(start + Math.floor(ordinal / origins) * msPerDay).getUTCMonth() * origins + (ordinal % origins)],
    }),
  ]
}
