/** Versions, fixed: a version that comes out otherwise makes everything stale that anybody has made. */
import { daily, type Partition, product, segments, unpartitioned } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { hashParts, sha256 } from '../../../packages/core/src/foundation/hash.ts'
import { digestReads, type VersionRead } from '../../../packages/core/src/version/reads-digest.ts'
import { versionOf } from '../../../packages/core/src/version/version.ts'

const now = Date.UTC(2001, 0, 2)
const days = daily({ start: '2001-01-01' })
const whole = unpartitioned.asOf(now).at(0)
const day = days.asOf(now).at(0)
const flight: Partition = product({ day: days, origin: segments(['ORD']) })
  .asOf(now)
  .at(0)

/** Hashes that a formula gives, so that no table of them is needed. */
const hash = (number: number) => hashParts('fixture', [String(number)])
const definition = hash(1000)
const reads = (count: number): readonly VersionRead[] =>
  Array.from({ length: count }, (_, index) => ({ partition: `key-${index}`, content: hash(index), readHash: hash(-1) }))
const missing: VersionRead = { partition: 'åäö', content: null, readHash: null }

describe('narrow: as they always were', () => {
  test('without inputs', () => {
    expect(versionOf(definition, whole, [])).toBe('8811e3b87aa1582b42fc61ce86ddc410ed266a9808d350041fbbeb413060a767')
  })

  test('one read of a day', () => {
    const source = { name: 'source', form: 'one', reads: reads(1) }
    expect(versionOf(definition, day, [source])).toBe('54dbf034f27f80f533bbd9b18975a8c613c19e0ff1e25d3de58ee674d65b8078')
  })

  test('an external beside a list of which one is missing, in a product', () => {
    const zone = { name: 'zone', form: 'external', reads: [{ partition: '', content: 'v1', readHash: hash(-2) }] }
    const inputs = [zone, { name: 'days', form: 'many', reads: [...reads(3), missing] }]
    const version = 'b7ac9eda6c9b618b68bb93e9d9e54e229953868979dfdee2e91c64a11b6d4f2f'
    expect(flight.key).toBe('day=2001-01-01,origin=ORD')
    expect(versionOf(definition, flight, inputs)).toBe(version)
    expect(versionOf(definition, flight, inputs.toReversed())).toBe(version)
  })

  test('63 reads are the widest list that is hashed read by read', () => {
    const all = { name: 'all', form: 'many', reads: reads(63) }
    expect(versionOf(definition, day, [all])).toBe('7803178095a6dc4867047146273db638c3855c7cc52ec733665c718e66de1d48')
  })
})

describe('wide: one digest for the list', () => {
  const long = [...reads(1000), missing]

  test('64 reads', () => {
    const all = { name: 'all', form: 'many', reads: reads(64) }
    expect(versionOf(definition, day, [all])).toBe('7c12cf500fc678690c392d56344bc59c014700980f6cb6d45d3488728b23d026')
  })

  test('a wide input beside a narrow one; whether the digest is given or computed', () => {
    const last = { name: 'last', form: 'one', reads: reads(1) }
    const version = 'ca1de430e73dfa7b206d397252db9f6c5d25ce9fdc4e131f9acb0c0efdfbcb78'
    expect(versionOf(definition, day, [{ name: 'all', form: 'many', reads: long }, last])).toBe(version)
    expect(versionOf(definition, day, [{ name: 'all', form: 'many', reads: digestReads(long) }, last])).toBe(version)
  })

  test.each<[string, (list: readonly VersionRead[]) => readonly VersionRead[]]>([
    ['other content', list => list.with(500, { ...list[500]!, content: sha256('other') })],
    ['content that is read otherwise', list => list.with(500, { ...list[500]!, readHash: sha256('other') })],
    ['another partition', list => list.with(500, { ...list[500]!, partition: 'other' })],
    ['one less', list => list.toSpliced(500, 1)],
    ['one that is missing', list => list.with(500, { ...missing, partition: list[500]!.partition })],
    ['another order', list => list.with(500, list[501]!).with(501, list[500]!)],
  ])('%s is another version', (_, edit) => {
    const versionWith = (list: readonly VersionRead[]) => versionOf(definition, day, [{ name: 'all', form: 'many', reads: list }])
    expect(versionWith(edit(long))).not.toBe(versionWith(long))
    expect(versionWith([...long])).toBe(versionWith(long))
  })
})
