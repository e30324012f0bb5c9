/** Products: combinations of dimensions, in any order of declaration. */
import {
  daily,
  everything,
  firstOf,
  hourly,
  isSegments,
  lastOf,
  monthly,
  type PartitionSet,
  product,
  segments,
  unpartitioned,
} from '@varve/partitions'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { raised } from '../raised.ts'

const now = Date.UTC(2001, 5, 1)
const days = daily({ start: '2001-01-01', end: '2001-01-04' })

test('a partition of a product holds every dimension under its name', () => {
  const cells = product({ day: days, origin: segments(['ATL', 'ORD']) }).asOf(now)
  expect(cells.count).toBe(6)
  expect(cells.at(3)).toEqual({
    key: 'day=2001-01-02,origin=ORD',
    ordinal: 3,
    parts: [
      { dimension: 'day', key: '2001-01-02', window: { start: Date.UTC(2001, 0, 2), end: Date.UTC(2001, 0, 3) } },
      { dimension: 'origin', key: 'ORD' },
    ],
    value: { day: { key: '2001-01-02', start: new Date('2001-01-02'), end: new Date('2001-01-03') }, origin: 'ORD' },
  })
})

test('semantics 12: the order of declaration changes neither keys nor ordinals', () => {
  const one = product({ day: days, airline: segments(['AA', 'UA']), origin: segments(['ATL', 'ORD']) }).asOf(now)
  const other = product({ origin: segments(['ATL', 'ORD']), airline: segments(['AA', 'UA']), day: days }).asOf(now)
  const keysOf = (of: typeof one | typeof other) => Array.from({ length: of.count }, (_, ordinal) => of.at(ordinal).key)
  expect(keysOf(one)).toEqual(keysOf(other))
  expect(keysOf(one).slice(0, 3)).toEqual([
    'airline=AA,day=2001-01-01,origin=ATL',
    'airline=AA,day=2001-01-01,origin=ORD',
    'airline=UA,day=2001-01-01,origin=ATL',
  ])
})

test('a key may name its dimensions in another order; one too many, one too few or one twice is not a key', () => {
  const cells = product({ day: days, origin: segments(['ATL', 'ORD']) }).asOf(now)
  expect(cells.ordinalOf('origin=ORD,day=2001-01-02')).toBe(3)
  for (const key of [
    '',
    'day=2001-01-02',
    'day=2001-01-02,day=2001-01-02',
    'day=2001-01-02,origin=ORD,origin=ORD',
    'day=2001-01-02,ORD',
    '=,=',
  ]) {
    expect(cells.ordinalOf(key)).toBeUndefined()
  }
})

test('when the clock moves on, ordinals stay and new ones follow', () => {
  const cells = product({ day: daily({ start: '2001-01-01' }), airline: segments(['AA', 'UA', 'WN']) })
  const [before, after] = [cells.asOf(Date.UTC(2001, 0, 4)), cells.asOf(Date.UTC(2001, 0, 9))]
  for (let ordinal = 0; ordinal < before.count; ordinal += 1) expect(after.at(ordinal).key).toBe(before.at(ordinal).key)
  expect([before.count, after.count]).toEqual([9, 24])
})

test('keys and ordinals agree with enumeration for any segments, however they are spelt', () => {
  const names = fc.uniqueArray(
    fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', ',', '=', '%', '.', '@', ';', '|', '4', '1', ' ') }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  fc.assert(
    fc.property(names, names, (first, second) => {
      const cells = product({ x: segments(first), y: segments(second), day: days }).asOf(now)
      const keys = new Set<string>()
      for (let ordinal = 0; ordinal < cells.count; ordinal += 1) {
        const { key, value } = cells.at(ordinal)
        expect(cells.ordinalOf(key)).toBe(ordinal)
        expect(first).toContain(value.x)
        keys.add(key)
      }
      expect(keys.size).toBe(first.length * second.length * 3)
    }),
  )
})

const dimensionSets: fc.Arbitrary<PartitionSet> = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map(count => segments(Array.from({ length: count }, (_, index) => `s,${index}`))),
  fc.integer({ min: 1, max: 4 }).map(count => daily({ start: `2001-05-${28 - count}`, end: '2001-05-28' })),
  fc.integer({ min: 20, max: 23 }).map(hour => hourly({ start: `2001-05-31T${hour}:00` })),
  fc.integer({ min: 1, max: 5 }).map(month => monthly({ start: `2001-0${month}-01`, timezone: 'America/Chicago', format: '%Y-%m' })),
  fc.constant(daily({ start: '2001-06-01' })),
)

interface Cell {
  readonly key: string
  readonly value: unknown
}

/** Each dimension by its own partitions; those of time vary slowest, and of either kind the first by name. */
function crossProduct(sets: Readonly<Record<string, PartitionSet>>): readonly Cell[] {
  const slowest = Object.keys(sets).sort((one, other) => {
    const [first, second] = [isSegments(sets[one]!), isSegments(sets[other]!)]
    return Number(first) - Number(second) || (one < other ? -1 : 1)
  })
  let cells: readonly Readonly<Record<string, Cell>>[] = [{}]
  for (const name of slowest) {
    const of = sets[name]!.asOf(now)
    const own = Array.from({ length: of.count }, (_, ordinal) => of.at(ordinal))
    cells = cells.flatMap(cell => own.map(({ key, value }) => ({ ...cell, [name]: { key, value } })))
  }
  const names = [...slowest].sort()
  return cells.map(cell => ({
    key: names.map(name => `${name}=${cell[name]!.key}`).join(),
    value: Object.fromEntries(names.map(name => [name, cell[name]!.value])),
  }))
}

test('count, first, last, nth and membership agree with a plain cross product, for any dimensions', () => {
  const names = fc.uniqueArray(fc.constantFrom('day', 'Origin', 'a', 'zone_2', '_x'), { minLength: 2, maxLength: 4 })
  fc.assert(
    fc.property(names, fc.array(dimensionSets, { minLength: 4, maxLength: 4 }), (dimensions, drawn) => {
      const sets = Object.fromEntries(dimensions.map((name, index) => [name, drawn[index]!]))
      const of = product(sets).asOf(now)
      const cells = crossProduct(sets)
      const found = Array.from({ length: of.count }, (_, ordinal) => of.at(ordinal))
      expect(found.map(({ key, value }) => ({ key, value }))).toEqual(cells)
      expect(found.map(({ key }) => of.ordinalOf(key))).toEqual([...cells.keys()])
      expect(found.map(({ parts }) => parts.map(part => part.dimension))).toEqual(cells.map(() => [...dimensions].sort()))
      expect([firstOf(everything(of))?.key, lastOf(everything(of))?.key]).toEqual([cells[0]?.key, cells.at(-1)?.key])
      // A coordinate that its own set does not have is in no cell.
      for (const { key } of found) for (const item of key.split(',')) expect(of.ordinalOf(key.replace(item, `${item}x`))).toBeUndefined()
    }),
    { numRuns: 60 },
  )
})

test('a product over nothing yet is empty', () => {
  const cells = product({ day: days, origin: segments(['ATL']) }).asOf(0)
  expect([cells.count, cells.ordinalOf('day=2001-01-01,origin=ATL')]).toEqual([0, undefined])
  expect(() => cells.at(0)).toThrow(RangeError)
})

test.each([
  [{ day: days }, 'A product needs at least two dimensions'],
  [{ day: days, cell: product({ day: days, origin: segments(['ATL']) }) }, 'Dimension cell is itself a product'],
  [{ day: days, whole: unpartitioned }, 'Dimension whole is unpartitioned'],
  [{ day: days, 'a=b': segments(['x']) }, 'Dimension name "a=b" is not a word'],
  [{ day: days, DAY: days }, 'Dimension names DAY and day differ only in case'],
  [{ day: days, origin: ['ATL'] as never }, 'Dimension origin is not a partition set'],
  [{ day: days, flights: { kind: 'asset' } as never }, 'Dimension flights is not a partition set'],
])('refused: %#', (dimensions, what) => {
  const { code, what: message } = raised(() => product(dimensions))
  expect({ code, message }).toEqual({ code: 'BAD_PARTITION_DEFINITION', message: what })
})

test('a product that cannot be counted exactly is refused when it is asked', () => {
  const many = segments(Array.from({ length: 10_000 }, (_, index) => `k${index}`))
  expect(raised(() => product({ a: many, b: many, c: many, d: many }).asOf(now)).what).toBe('The product of a, b, c, d is too large')
})
