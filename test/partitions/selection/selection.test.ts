/** Selection text, there and back. */
import {
  daily,
  equals,
  everything,
  formatSelection,
  hourly,
  minutes,
  nothing,
  parseSelection,
  product,
  segments,
  subsetOf,
  unpartitioned,
} from '@varve/partitions'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleOf } from '../../support/sample.ts'
import { raised } from '../raised.ts'

const now = Date.UTC(2001, 5, 1)
const days = daily({ start: '2001-01-01', end: '2001-04-01', timezone: 'America/Chicago' }).asOf(now)
const origins = segments(['ATL', 'DFW', 'ORD', 'latest', 'a,b', '..'])
const cells = product({ day: daily({ start: '2001-01-01', end: '2001-04-01' }), origin: origins }).asOf(now)

describe('windows', () => {
  test.each([
    ['2001-01-01', '2001-01-01', 1],
    ['2001-01-01..2001-03-31', '2001-01-01..2001-03-31', 90],
    ['2001-02', '2001-02-01..2001-02-28', 28],
    ['2001', '2001-01-01..2001-03-31', 90],
    ['latest', '2001-03-31', 1],
    ['2001-02-28, 2001-01-01 , 2001-03-01', '2001-01-01,2001-02-28..2001-03-01', 3],
    ['2001-01..2001-02', '2001-01-01..2001-02-28', 59],
    ['2001-03-30..latest', '2001-03-30..2001-03-31', 2],
    ['*', '2001-01-01..2001-03-31', 90],
    ['2001-01-01;2001-01-02', '2001-01-01..2001-01-02', 2],
    ['', '', 0],
  ])('%j selects %j', (text, written, count) => {
    const subset = parseSelection(text, days)
    expect([formatSelection(subset), subset.count]).toEqual([written, count])
  })

  test('a month that has begun selects the windows that exist', () => {
    const open = daily({ start: '2001-01-20' }).asOf(Date.UTC(2001, 1, 4))
    expect(formatSelection(parseSelection('2001-01,2001-02', open))).toBe('2001-01-20..2001-02-03')
  })

  test.each([
    ['2001-02-30', '2001-02-30 is not a calendar date', '2001-02 has 28 days', '2001-02-28'],
    ['2001-13', '2001-13 is not a calendar date', 'months are 01 to 12', '2001-03-31'],
    ['2001-04-01', '2001-04-01 is not a partition', 'it holds 2001-01-01 to 2001-03-31 as of 2001-06-01T00:00:00.000Z', '2001-03-31'],
    ['9999-12-31', '9999-12-31 is not a partition', 'it holds 2001-01-01 to 2001-03-31 as of 2001-06-01T00:00:00.000Z', '2001-03-31'],
    ['1999', '1999 is not a partition', 'it holds 2001-01-01 to 2001-03-31 as of 2001-06-01T00:00:00.000Z', '2001-01-01'],
    [
      '2001-03-30..2001-04-01',
      '2001-04-01 is not a partition',
      'it holds 2001-01-01 to 2001-03-31 as of 2001-06-01T00:00:00.000Z',
      '2001-03-31',
    ],
    ['2001-1-5', '"2001-1-5" is not a partition', 'its partitions are days, written YYYY-MM-DD', '2001-01-05'],
    ['ORD', '"ORD" is not a partition', 'its partitions are days, written YYYY-MM-DD', null],
  ])('%j is unknown', (text, what, why, nearest) => {
    const error = raised(() => parseSelection(text, days))
    expect({ code: error.code, what: error.what, why: error.why, nearest: error.details.nearest, set: error.details.set }).toEqual({
      code: 'UNKNOWN_PARTITION',
      what,
      why,
      nearest,
      set: 'daily from 2001-01-01 to 2001-04-01 (end excluded) in America/Chicago',
    })
  })

  test('a day that the zone skipped is named as such', () => {
    const apia = daily({ start: '2011-12-01', timezone: 'Pacific/Apia' }).asOf(Date.UTC(2012, 1, 1))
    const { why, details } = raised(() => parseSelection('2011-12-30', apia))
    expect([why, details.nearest]).toEqual(['the clocks of Pacific/Apia skipped that day', '2011-12-31'])
  })

  test('nothing exists yet', () => {
    const none = daily({ start: '2001-01-01' }).asOf(0)
    for (const text of ['latest', '2001-01-01', '2001']) {
      expect(raised(() => parseSelection(text, none)).why).toBe('no window has ended as of 1970-01-01T00:00:00.000Z')
    }
    expect(parseSelection('*', none).count).toBe(0)
  })

  test.each([
    '2001-01-01..',
    '..2001-01-01',
    '2001-01-01..2001-01-02..2001-01-03',
    '2001-01-02..2001-01-01',
    '2001-01-01,,2001-01-02',
    ',',
    ';',
    'missing',
    'stale',
  ])('%j is not a selection', text => {
    expect(raised(() => parseSelection(text, days)).code).toBe('BAD_SELECTION')
  })
})

test.each([undefined, null, 5, ['2001-01-01']])('%j is not text', given => {
  expect(raised(() => parseSelection(given as never, days))).toMatchObject({
    code: 'BAD_SELECTION',
    what: expect.stringMatching(/^A selection is text, and this is/),
  })
})

describe('segments', () => {
  test.each([
    ['ORD,ATL', 'ATL,ORD'],
    ['%6Catest,a%2Cb,%2E.', '%6Catest,a%2Cb,%2E.'],
    ['*', 'ATL,DFW,ORD,%6Catest,a%2Cb,%2E.'],
  ])('%j selects %j', (text, written) => {
    expect(formatSelection(parseSelection(text, origins.asOf(now)))).toBe(written)
  })

  test.each(['site=a,b', 'site=x,b'])('a key that holds a comma is suggested as it is written, where %j names a piece of it', text => {
    const of = product({ day: daily({ start: '2001-01-01' }), site: segments(['x', 'a,b']) }).asOf(now)
    const { code, fix, details } = raised(() => parseSelection(text, of))
    expect([code, fix, details.nearest]).toEqual([
      'UNKNOWN_PARTITION',
      'the nearest partition is a%2Cb; the set is 2 segments: x, a,b; the key "a,b" is written a%2Cb in a selection',
      'a%2Cb',
    ])
  })

  test('the nearest segment is suggested', () => {
    const { code, what: message, details } = raised(() => parseSelection('0RD', origins.asOf(now)))
    expect([code, message, details.nearest]).toEqual(['UNKNOWN_PARTITION', '"0RD" is not a partition', 'ORD'])
    expect(raised(() => parseSelection('entirely-different', origins.asOf(now))).details.nearest).toBeNull()
  })

  test.each(['latest', 'ATL..ORD', 'missing', 'ATL,'])('%j is not a selection of segments', text => {
    expect(raised(() => parseSelection(text, origins.asOf(now))).code).toBe('BAD_SELECTION')
  })
})

describe('products', () => {
  test.each([
    ['day=2001-01-01..2001-01-31,origin=ORD,ATL', 'day=2001-01-01..2001-01-31,origin=ATL,ORD', 62],
    ['origin=ORD,day=2001-02', 'day=2001-02-01..2001-02-28,origin=ORD', 28],
    ['origin=ORD', 'day=2001-01-01..2001-03-31,origin=ORD', 90],
    ['day=2001-01-01,2001-01-03,origin=ORD', 'day=2001-01-01,2001-01-03,origin=ORD', 2],
    ['latest', 'day=2001-03-31,origin=ATL,DFW,ORD,%6Catest,a%2Cb,%2E.', 6],
    ['day=latest,origin=%6Catest', 'day=2001-03-31,origin=%6Catest', 1],
    ['day=2001-01-01,origin=ORD;day=2001-01-02,origin=ATL', 'day=2001-01-01,origin=ORD;day=2001-01-02,origin=ATL', 2],
    ['day=2001-01-01;origin=ORD', 'day=2001-01-01,origin=ATL,DFW,ORD,%6Catest,a%2Cb,%2E.;day=2001-01-02..2001-03-31,origin=ORD', 95],
  ])('%j selects %j', (text, written, count) => {
    const subset = parseSelection(text, cells)
    expect([formatSelection(subset), subset.count]).toEqual([written, count])
  })

  test('all of a product is one term', () => {
    const plain = product({ day: daily({ start: '2001-01-01', end: '2001-04-01' }), origin: segments(['ATL', 'ORD']) }).asOf(now)
    expect(formatSelection(everything(plain))).toBe('day=2001-01-01..2001-03-31,origin=ATL,ORD')
    expect(formatSelection(parseSelection('*', plain))).toBe('day=2001-01-01..2001-03-31,origin=ATL,ORD')
  })

  test.each([
    ['ORD', 'BAD_SELECTION', 'name the dimension, such as origin=ORD'],
    ['2001-01-01', 'BAD_SELECTION', 'name the dimension, such as day=2001-01-01'],
    ['dya=2001-01-01', 'BAD_SELECTION', 'use one of these, and write = in a key as %3D'],
    [',day=2001-01-01', 'BAD_SELECTION', 'remove it, or write the key that belongs there'],
    ['missing,origin=ORD', 'BAD_SELECTION', 'select missing alone; a key of that name is written %6Dissing'],
    ['day=', 'BAD_SELECTION', 'remove it, or write the key that belongs there'],
    [
      'day=2001-02-30,origin=ORD',
      'UNKNOWN_PARTITION',
      'the nearest partition is 2001-02-28; the set is daily from 2001-01-01 to 2001-04-01 (end excluded) in UTC',
    ],
    ['day=2001-02,origin=ORL', 'UNKNOWN_PARTITION', 'the nearest partition is ORD; the set is 6 segments: ATL, DFW, ORD, latest, a,b, ...'],
  ])('%j says how to select', (text, code, fix) => {
    const error = raised(() => parseSelection(text, cells))
    expect([error.code, error.fix]).toEqual([code, fix])
  })

  test('one segment of a million windows is a million ranges, and is selected all the same', () => {
    const windows = minutes({ every: 5, start: '2001-01-01', end: '2011-01-01' })
    const selected = parseSelection('origin=ORD', product({ window: windows, origin: segments(['ATL', 'ORD']) }).asOf(Date.UTC(2012, 0, 1)))
    expect([selected.count, selected.ranges.length]).toEqual([1_051_776, 1_051_776])
  })

  test('latest needs exactly one dimension of time', () => {
    const timeless = product({ a: segments(['x']), b: segments(['y']) }).asOf(now)
    expect(raised(() => parseSelection('latest', timeless)).why).toBe('this product has no dimension of time')
    const twice = product({ made: daily({ start: '2001-01-01' }), sold: daily({ start: '2001-01-01' }) }).asOf(now)
    expect(raised(() => parseSelection('latest', twice)).fix).toBe('name the dimension: made=latest')
  })
})

test('an unpartitioned asset is selected with *', () => {
  const one = unpartitioned.asOf(now)
  expect([formatSelection(everything(one)), formatSelection(nothing(one)), parseSelection('*', one).count]).toEqual(['*', '', 1])
  expect(raised(() => parseSelection('2001-01-01', one)).code).toBe('UNKNOWN_PARTITION')
})

test('text written from any subset is read back to it', () => {
  const odd = segments([
    'latest',
    'missing',
    '*',
    ' ',
    '..',
    'a..b',
    'x=y',
    'x,y',
    'a;b',
    '50%',
    '%41',
    'day=2001-01-01',
    'é',
    '\u0000',
    'a@b',
  ])
  const one = daily({ start: '2001-01-01', end: '2001-01-13', timezone: 'America/Chicago' })
  const sets = [one, odd, unpartitioned, product({ day: one, odd }), product({ b: odd, day: one, a: segments(['1', '2', '3']) })]
  fc.assert(
    fc.property(fc.constantFrom(...sets), fc.array(fc.nat()), fc.boolean(), (set, numbers, isWide) => {
      const of = set.asOf(now)
      const chosen = numbers.flatMap(number => Array.from({ length: isWide ? 40 : 1 }, (_, step) => (number + step) % of.count))
      const subset = subsetOf(of, chosen)
      const again = parseSelection(formatSelection(subset), of)
      expect(again.ranges).toEqual(subset.ranges)
      expect(again.count).toBe(subset.count)
    }),
    { numRuns: sampleOf(300) },
  )
})

describe('text of very many items', () => {
  const hours = hourly({ start: '1960-01-01' })
  const ofHours = hours.asOf(now)

  test('a list of 180,000 windows is read back', () => {
    const odd = subsetOf(
      ofHours,
      Array.from({ length: 180_000 }, (_, index) => index * 2),
    )
    expect(equals(parseSelection(formatSelection(odd), ofHours), odd)).toBe(true)
  })

  test('one key of a product selects a range in each of 360,000 rows', () => {
    const rows = product({ hour: hours, origin: segments(['ATL', 'ORD']) }).asOf(now)
    expect(parseSelection('origin=ATL', rows).count).toBe(ofHours.count)
  })

  test('a list may hold 100,000 keys of a dimension', () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `k${index}`)
    const cells = product({ day: daily({ start: '2001-05-31' }), key: segments(keys) }).asOf(now)
    expect(parseSelection(`key=${keys.join()}`, cells).count).toBe(100_000)
  })
})

test('each key is the selection of its partition', () => {
  for (const set of [days, origins.asOf(now), cells]) {
    for (let ordinal = 0; ordinal < set.count; ordinal += 1)
      expect(parseSelection(set.at(ordinal).key, set).ranges).toEqual([[ordinal, ordinal + 1]])
  }
})
