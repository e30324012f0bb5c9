/** Written subsets that were damaged, cut off or made up raise an error by name, and nothing else. */
import { createHash } from 'node:crypto'
import {
  daily,
  decodeSubset,
  encodeSubset,
  everything,
  formatSubset,
  isPartitionError,
  parseSubset,
  subsetOfRanges,
} from '@varve/partitions'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mixtures } from '../mixtures.ts'
import { raised } from '../raised.ts'

const of = daily({ start: '2001-01-01', end: '2001-04-01' }).asOf(Date.UTC(2001, 3, 2))
const whole = encodeSubset(everything(of))

type Damage = (bytes: Uint8Array) => Uint8Array

const damages: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(
    ([at, by]): Damage =>
      bytes =>
        bytes.map((byte, index) => (index === at % bytes.length ? byte ^ by : byte)),
  ),
  fc.nat().map(
    (length): Damage =>
      bytes =>
        bytes.slice(0, length % bytes.length),
  ),
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map(
    (more): Damage =>
      bytes =>
        Uint8Array.of(...bytes, ...more),
  ),
  fc.uint8Array({ maxLength: 200 }).map(
    (garbage): Damage =>
      () =>
        garbage,
  ),
)

test('a form that was changed anywhere is refused by name', () => {
  fc.assert(
    fc.property(mixtures(of.count), damages, (ranges, damage) => {
      const damaged = damage(encodeSubset(subsetOfRanges(of, ranges)))
      const text = `v1.${Buffer.from(damaged).toString('base64url')}`
      expect([raised(() => decodeSubset(damaged, of)).code, raised(() => parseSubset(text, of)).code]).toEqual([
        'BAD_SUBSET_FORM',
        'BAD_SUBSET_FORM',
      ])
    }),
  )
})

test('a form whose checksum was made to fit is a subset or is refused by name', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 1, 2), fc.uint8Array({ maxLength: 40 }), (form, body) => {
      try {
        const subset = decodeSubset(sealed(form, body), of)
        expect(subset).toEqual(subsetOfRanges(of, subset.ranges))
      } catch (error) {
        if (!isPartitionError(error)) throw error
        expect(['BAD_SUBSET_FORM', 'UNKNOWN_PARTITION']).toContain(error.code)
      }
    }),
    { numRuns: 1000 },
  )
})

test.each<[string, number, readonly number[], string]>([
  ['a form that is none', 2, [], 'BAD_SUBSET_FORM'],
  ['a gap without a length', 0, [3], 'BAD_SUBSET_FORM'],
  ['a range that holds nothing', 0, [3, 0], 'BAD_SUBSET_FORM'],
  ['a range that touches the one before it', 0, [3, 2, 0, 2], 'BAD_SUBSET_FORM'],
  ['a number that is cut off', 0, [3, 0x82], 'BAD_SUBSET_FORM'],
  ['a number larger than any exact one', 0, [0, ...Array.from({ length: 7 }, () => 0xff), 0x7f], 'BAD_SUBSET_FORM'],
  ['a number that never ends', 0, Array.from({ length: 3000 }, () => 0x80), 'BAD_SUBSET_FORM'],
  [
    'a sum larger than any exact number',
    0,
    [...Array.from({ length: 7 }, () => 0xff), 0x0f, ...Array.from({ length: 7 }, () => 0xff), 0x0f],
    'BAD_SUBSET_FORM',
  ],
  ['a range past the last partition', 0, [89, 2], 'UNKNOWN_PARTITION'],
  ['a range of all exact numbers', 0, [0, ...Array.from({ length: 7 }, () => 0xff), 0x0f], 'UNKNOWN_PARTITION'],
  ['a bit past the last partition', 1, [...Array.from({ length: 11 }, () => 0), 0b100], 'UNKNOWN_PARTITION'],
  ['a bit far past the last partition', 1, [...Array.from({ length: 100_000 }, () => 0), 1], 'UNKNOWN_PARTITION'],
])('%s is refused', (_, form, body, code) => {
  expect(raised(() => decodeSubset(sealed(form, body), of)).code).toBe(code)
})

test.each([[undefined], [null], [5], [{}], ['abc']])('%j, which is neither bytes nor text of ours, is refused', given => {
  const codes = [() => decodeSubset(given as Uint8Array, of), () => parseSubset(given as string, of)].map(read => raised(read).code)
  expect(codes).toEqual(['BAD_SUBSET_FORM', 'BAD_SUBSET_FORM'])
})

test.each([
  ['no text', ''],
  ['another version', formatSubset(everything(of)).replace('v1', 'v2')],
  ['selection text', '2001-01-01..2001-01-03'],
  ['a line end', `${formatSubset(everything(of))}\n`],
  ['a space inside', formatSubset(everything(of)).replace('AQ', 'A Q')],
  ['padding', `${formatSubset(everything(of))}==`],
  ['the other alphabet of base64', `${formatSubset(everything(of)).slice(0, -2)}+/`],
  ['much text', `v1.${'A'.repeat(1_000_000)}`],
])('text with %s is refused', (_, text) => {
  expect(raised(() => parseSubset(text, of)).code).toBe('BAD_SUBSET_FORM')
})

test('errors say what is wrong and what to do', () => {
  const earlier = daily({ start: '2001-01-01', end: '2001-04-01' }).asOf(Date.UTC(2001, 0, 10))
  const newer = Uint8Array.from(whole, (byte, index) => (index === 0 ? 2 : byte))
  const shown = [() => decodeSubset(whole.subarray(0, 9), of), () => decodeSubset(newer, of), () => decodeSubset(whole, earlier)].map(
    raised,
  )
  expect(shown.map(({ code, what: message, where, why, details }) => ({ code, message, where, why, details }))).toEqual([
    {
      code: 'BAD_SUBSET_FORM',
      message: 'A written subset cannot be read',
      where: undefined,
      why: 'it has 9 bytes, and no subset has fewer than 14',
      details: {},
    },
    {
      code: 'BAD_SUBSET_FORM',
      message: 'A written subset cannot be read',
      where: undefined,
      why: 'it was written in version 2, and only version 1 is known here',
      details: {},
    },
    {
      code: 'UNKNOWN_PARTITION',
      message: 'A written subset holds partitions that do not exist (now)',
      where: 'daily from 2001-01-01 to 2001-04-01 (end excluded) in UTC',
      why: 'it reaches to partition 90, and there are 9 as of 2001-01-10T00:00:00.000Z',
      details: { ordinal: 89, count: 9, set: 'daily from 2001-01-01 to 2001-04-01 (end excluded) in UTC' },
    },
  ])
})

/** A form of these partitions with any body, and a checksum that fits. */
function sealed(form: number, body: Iterable<number>): Uint8Array {
  const [head, tail] = [Uint8Array.of(1, form, ...whole.subarray(2, 10)), Uint8Array.from(body)]
  const checksum = createHash('sha256').update(head).update(tail).digest().subarray(0, 4)
  return Buffer.concat([head, checksum, tail])
}
