/** Definitions as JSON and as words. */
import {
  changeOf,
  daily,
  definitionOf,
  describe,
  haveSameDefinition,
  isSameDefinition,
  product,
  segments,
  unpartitioned,
} from '@varve/partitions'
import { expect, test } from 'vitest'

const days = daily({ start: '2001-01-01', end: '2001-04-01', timezone: 'America/Chicago' })
const origins = segments(['ATL', 'DFW', 'ORD', 'LAX', 'SFO', 'SEA'])

test('a definition as JSON', () => {
  expect(definitionOf(unpartitioned)).toEqual({ kind: 'none' })
  expect(definitionOf(daily({ start: '2001-01-01' }))).toEqual({ kind: 'day', start: '2001-01-01', end: null, timezone: 'UTC' })
  expect(JSON.stringify(definitionOf(product({ origin: segments(['ATL']), day: days })))).toBe(
    '{"kind":"product","dimensions":{"day":{"kind":"day","start":"2001-01-01","end":"2001-04-01","timezone":"America/Chicago"},"origin":{"kind":"segment","keys":["ATL"]}}}',
  )
})

test('equal definitions are the same, whichever way round a product was written', () => {
  expect(haveSameDefinition(product({ day: days, origin: origins }), product({ origin: origins, day: days }))).toBe(true)
  expect(haveSameDefinition(daily({ start: '2001-01-01' }), daily({ start: '2001-01-01', timezone: 'UTC' }))).toBe(true)
  expect(haveSameDefinition(segments(['a', 'b']), segments(['b', 'a']))).toBe(false)
  expect(haveSameDefinition(days, origins)).toBe(false)
})

test('a definition that was stored with its fields in another order is the same, and has no change', () => {
  const before = { keys: ['a', 'b'], kind: 'segment' } as const
  expect(isSameDefinition(before, definitionOf(segments(['a', 'b'])))).toBe(true)
  expect(isSameDefinition(before, definitionOf(segments(['b', 'a'])))).toBe(false)
  expect(changeOf(before, segments(['a', 'b']), 0)).toBe(undefined)
})

test('a definition in words', () => {
  expect(describe(unpartitioned)).toBe('unpartitioned')
  expect(describe(days)).toBe('daily from 2001-01-01 to 2001-04-01 (end excluded) in America/Chicago')
  expect(describe(daily({ start: '2001-01-01' }))).toBe('daily from 2001-01-01 in UTC')
  expect(describe(origins)).toBe('6 segments: ATL, DFW, ORD, LAX, SFO, ...')
  expect(describe(product({ origin: segments(['ATL']), day: daily({ start: '2001-01-01' }) }))).toBe(
    'day (daily from 2001-01-01 in UTC) × origin (1 segment: ATL)',
  )
})
