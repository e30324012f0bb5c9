/** A mapping that users write, and the errors where it breaks a law. */
import { all, type CustomMapping, customMapping, daily, everything, perDimension, product, segments, subsetOf } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { days, downstream, keysOf, now, origins, upstream } from './asked.ts'

const moved = (key: string, by: number) => new Date(Date.parse(key) + by * 86_400_000).toISOString().slice(0, 10)
const twoDaysAgo: CustomMapping<'one'> = {
  name: 'twoDaysAgo',
  arity: 'one',
  upstream: ({ key }) => [moved(key, -2)],
  downstream: ({ key }) => [moved(key, 2)],
}
const letters = segments(['a', 'b', 'c'])

describe('customMapping', () => {
  test('reads the keys that its function returns; those that do not exist are missing', () => {
    expect(upstream(customMapping(twoDaysAgo), days, days, '2001-01-01..2001-01-04')).toEqual({
      existing: '2001-01-01..2001-01-02',
      missing: ['2000-12-30', '2000-12-31'],
      short: false,
    })
    expect(downstream(customMapping(twoDaysAgo), days, days, '2001-03-29..2001-03-31')).toBe('2001-03-31')
  })

  test('keys may be returned twice and spelled in any way the set reads', () => {
    const up = product({ x: letters, y: letters })
    const mapping = customMapping({
      name: 'pairs',
      arity: 'many',
      upstream: ({ key }) => [`y=${key},x=a`, `x=a,y=${key}`, 'z', 'z'],
      downstream: ({ key }) => [key.slice(-1)],
    })
    const { existing, missing } = mapping.upstream(subsetOf(letters.asOf(now), [0]), up.asOf(now))
    expect([existing.count, keysOf(missing)]).toEqual([1, ['z']])
    expect(raised(() => downstream(mapping, up, letters, 'x=b,y=a')).code).toBe('MAPPING_BREAKS_LAW')
  })

  test('connects any sets, unless it refuses them', () => {
    const mapping = customMapping({ ...twoDaysAgo, refusal: up => (up.kind === 'day' ? undefined : 'it goes by days') })
    expect(mapping.refusal(days, days)).toBeUndefined()
    expect(raised(() => upstream(mapping, origins, days, '2001-01-01')).why).toBe('it goes by days')
  })

  test('is asked by a dimension as any other mapping', () => {
    const mapping = perDimension({ day: customMapping(twoDaysAgo), letter: all })
    const [up, down] = [product({ day: daily({ start: '2001-01-01' }), letter: letters }), daily({ start: '2001-01-02' })]
    expect(upstream(mapping, up, down, '2001-01-02')).toEqual({
      existing: '',
      missing: ['day=2000-12-31,letter=a', 'day=2000-12-31,letter=b', 'day=2000-12-31,letter=c'],
      short: false,
    })
  })

  test.each<[string, Partial<CustomMapping>, Record<string, unknown>]>([
    [
      'The mapping wrong says in upstream, and not in downstream, that "b" reads "a"',
      { upstream: () => ['a'], downstream: () => ['a'] },
      { law: 'inverse', upstream: 'a', downstream: 'b' },
    ],
    [
      'The mapping wrong reads 2 partitions for "a", and its arity is \'one\'',
      { arity: 'one', upstream: () => ['a', 'x'] },
      { law: 'arity', downstream: 'a' },
    ],
    [
      'The mapping wrong reads 0 partitions for "a", and its arity is \'one\'',
      { arity: 'one', upstream: () => [] },
      { law: 'arity', downstream: 'a' },
    ],
    [
      'The mapping wrong reads 2 partitions for "a", and its arity is \'maybe\'',
      { arity: 'maybe', upstream: () => ['x', 'y'] },
      { law: 'arity', downstream: 'a' },
    ],
    [
      'The mapping wrong does not return a list of keys for "a"',
      { upstream: () => 'a' as unknown as string[] },
      { law: 'keys', downstream: 'a' },
    ],
    [
      'The mapping wrong does not return a list of keys for "a"',
      { upstream: () => [1] as unknown as string[] },
      { law: 'keys', downstream: 'a' },
    ],
    [
      'The mapping wrong does not return a list of keys for "a"',
      { downstream: () => undefined as unknown as string[] },
      { law: 'keys', upstream: 'a' },
    ],
  ])('%s', (message, wrong, details) => {
    const mapping = customMapping({ name: 'wrong', arity: 'many', upstream: ({ key }) => [key], downstream: ({ key }) => [key], ...wrong })
    const of = letters.asOf(now)
    const error = raised(() => mapping.upstream(everything(of), of))
    expect([error.code, error.what, error.details]).toEqual(['MAPPING_BREAKS_LAW', message, { mapping: 'wrong', ...details }])
  })

  test('semantics 13: a reader that reads something else is found from the other side', () => {
    const mapping = customMapping({ name: 'wrong', arity: 'many', upstream: ({ key }) => [key], downstream: () => ['a', 'b'] })
    const error = raised(() => downstream(mapping, letters, letters, 'a'))
    expect([error.what, error.where]).toEqual([
      'The mapping wrong says in downstream, and not in upstream, that "b" reads "a"',
      'mapping wrong, upstream "a", downstream "b"',
    ])
  })

  test('a call without options is refused', () => {
    expect(raised(() => customMapping(undefined as unknown as CustomMapping)).code).toBe('BAD_PARTITION_DEFINITION')
  })

  test.each([{ name: '' }, { arity: 'two' }, { upstream: undefined }, { downstream: undefined }])('%j is refused', wrong => {
    expect(raised(() => customMapping({ ...twoDaysAgo, ...wrong } as CustomMapping)).code).toBe('BAD_PARTITION_DEFINITION')
  })

  test.each(['upstream', 'downstream'] as const)(
    'what %s throws is reported as a failure of the mapping, with the key and the cause',
    side => {
      const thrown = new RangeError('mine')
      const fails = () => {
        throw thrown
      }
      const error = raised(() => upstream(customMapping({ ...twoDaysAgo, [side]: fails }), days, days, '2001-01-03'))
      const { code, what: message, where, why, fix, details, cause } = error
      const key = side === 'upstream' ? '2001-01-03' : '2001-01-01'
      expect({ code, message, where, why, fix, details, cause }).toEqual({
        code: 'MAPPING_FAILED',
        message: `The mapping twoDaysAgo failed for "${key}"`,
        where: `mapping twoDaysAgo, ${side}()`,
        why: 'mine',
        fix: `correct the function ${side} of customMapping(), or return an empty list where there are no keys`,
        details: { mapping: 'twoDaysAgo', function: side },
        cause: thrown,
      })
    },
  )

  test('a refusal that throws is also a failure of the mapping, and so is a partition error inside', () => {
    const refusal = () => {
      throw 'no error at all'
    }
    const { code, what: message, why } = raised(() => upstream(customMapping({ ...twoDaysAgo, refusal }), origins, origins, 'ATL'))
    const set = '3 segments: ATL, DFW, ORD'
    expect([code, message, why]).toEqual(['MAPPING_FAILED', `The mapping twoDaysAgo failed for ${set} reading ${set}`, 'no error at all'])

    const pastTheEnd = customMapping({ ...twoDaysAgo, upstream: (_, of) => [of.at(of.count).key] })
    expect(raised(() => upstream(pastTheEnd, days, days, '2001-01-03')).code).toBe('MAPPING_FAILED')
  })

  test("the fix of an arity of 'one' without a key names the missing key and 'maybe', that of too many keys 'many'", () => {
    const fixOf = (keys: readonly string[]) =>
      raised(() => upstream(customMapping({ ...twoDaysAgo, upstream: () => keys }), days, days, '2001-01-03')).fix
    expect(fixOf([])).toBe(
      "return the key also where it does not exist, which makes it missing, or give the mapping the arity 'maybe', which may read none",
    )
    expect(fixOf(['2001-01-01', '2001-01-02'])).toBe("return at most one key, or give the mapping the arity 'many'")
  })
})
