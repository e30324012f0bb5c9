/** Dynamic segments: keys that come from a look at them, in one order whatever their history. */
import {
  complement,
  type DynamicKeys,
  daily,
  definitionOf,
  describe as describeSet,
  dynamicSegments,
  everything,
  formatSelection,
  haveSameDefinition,
  intersection,
  parseSelection,
  pathOf,
  product,
  segments,
  subsetOf,
  union,
} from '@varve/partitions'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'

const now = Date.UTC(2001, 0, 3)
const tenants = dynamicSegments('tenants')
/** A look at the one set of tenants. */
const looking = (...keys: readonly string[]): DynamicKeys => ({ keysOf: set => (set === 'tenants' ? keys : []) })

describe('a look', () => {
  test('gives the keys by code unit, whatever their order', () => {
    const of = tenants.asOf(now, looking('globex', 'acme', 'Zeta', 'é'))
    expect([of.count, of.keys, of.ordinalOf('globex'), of.ordinalOf('ACME')]).toEqual([4, ['Zeta', 'acme', 'globex', 'é'], 2, undefined])
    expect(of.at(1)).toEqual({ key: 'acme', ordinal: 1, parts: [{ dimension: 'segment', key: 'acme' }], value: 'acme' })
    for (const ordinal of [-1, 4, 0.5]) expect(() => of.at(ordinal)).toThrow(RangeError)
  })

  test('semantics 11: any keys that differ in more than case keep apart as text and as folders, and are read back', () => {
    const key = fc.string({ unit: 'binary', minLength: 1 })
    fc.assert(
      fc.property(fc.uniqueArray(key, { selector: text => text.toLowerCase() }), keys => {
        const of = tenants.asOf(now, looking(...keys))
        const partitions = of.keys.map((_, ordinal) => of.at(ordinal))
        expect(partitions.map(({ value }) => value)).toEqual([...keys].sort())
        expect(partitions.map(partition => of.ordinalOf(partition.key))).toEqual(of.keys.map((_, ordinal) => ordinal))
        expect(new Set(partitions.map(pathOf)).size).toBe(keys.length)
        expect(parseSelection(formatSelection(everything(of)), of).count).toBe(keys.length)
      }),
    )
  })

  test('without keys is an empty set', () => {
    const of = tenants.asOf(now, looking())
    expect([of.count, formatSelection(everything(of)), parseSelection('*', of).count]).toEqual([0, '', 0])
  })

  test('is needed, by a product too', () => {
    for (const set of [tenants, product({ day: daily({ start: '2001-01-01' }), tenant: tenants })]) {
      const { code, fix, details } = raised(() => set.asOf(now))
      expect([code, details.set, fix]).toEqual([
        'DYNAMIC_KEYS_NEEDED',
        'tenants',
        "pass them with the instant: asOf(now, { keysOf: set => ['acme'] })",
      ])
    }
  })

  test.each([
    [['a', 'A'], 'Segment keys "a" and "A" differ only in case'],
    [['a', 'a'], 'Segment key "a" is given twice'],
    [[''], 'A segment key is empty'],
    [['\ud800'], 'Segment key "\\ud800" is not valid Unicode'],
    [[7 as never], 'A segment key is number, not text'],
  ])('at %j is refused', (keys: readonly string[], what) => {
    const { code, what: message } = raised(() => tenants.asOf(now, looking(...keys)))
    expect({ code, message }).toEqual({ code: 'BAD_PARTITION_DEFINITION', message: what })
  })

  test('without a list of keys is refused', () => {
    expect(raised(() => tenants.asOf(now, { keysOf: () => undefined as never })).what).toBe('keysOf() did not give a list')
    expect(raised(() => tenants.asOf(now, {} as never)).code).toBe('DYNAMIC_KEYS_NEEDED')
  })

  test('has a numbering for each look, so subsets of different looks are not combined', () => {
    const [few, same, many] = [looking('b', 'c'), looking('c', 'b'), looking('a', 'b', 'c')]
    const cells = product({ side: segments(['l', 'r']), tenant: tenants })
    for (const set of [tenants, cells]) {
      const [one, equal, other] = [few, same, many].map(keys => everything(set.asOf(now, keys)))
      expect(union(one!, equal!).count).toBe(one!.count)
      expect(raised(() => intersection(one!, other!)).code).toBe('INVARIANT_BROKEN')
    }
  })
})

describe('the definition', () => {
  test('is its name, whatever keys there are', () => {
    expect(definitionOf(tenants)).toEqual({ kind: 'dynamic', name: 'tenants' })
    expect(haveSameDefinition(tenants, dynamicSegments('tenants'))).toBe(true)
    expect(haveSameDefinition(tenants, dynamicSegments('customers'))).toBe(false)
    expect(describeSet(tenants)).toBe('segments of tenants, added at run time')
    expect(tenants.dimensions).toEqual([{ name: 'segment', kind: 'dynamic' }])
  })

  test.each(['', '2nd', 'a b', 'a-b', '__proto__', 'x'.repeat(65), 7 as never])('the name %j is refused', (name: string) => {
    const { code, where } = raised(() => dynamicSegments(name))
    expect([code, where]).toEqual(['BAD_PARTITION_DEFINITION', 'dynamicSegments()'])
  })
})

describe('in a product', () => {
  const cells = product({ tenant: tenants, day: daily({ start: '2001-01-01' }) })
  const of = cells.asOf(now, looking('acme', 'globex'))

  test('each key is in every window', () => {
    expect([of.count, of.at(3).key, of.at(3).value.tenant, pathOf(of.at(3))]).toEqual([
      4,
      'day=2001-01-02,tenant=globex',
      'globex',
      'day=2001-01-02/tenant=globex',
    ])
    expect(formatSelection(everything(of))).toBe('day=2001-01-01..2001-01-02,tenant=acme,globex')
    expect(definitionOf(cells)).toMatchObject({ kind: 'product', dimensions: { tenant: { kind: 'dynamic', name: 'tenants' } } })
  })

  test('without a key there is nothing', () => {
    const none = cells.asOf(now, looking())
    expect([none.count, none.ordinalOf('day=2001-01-01,tenant=acme'), complement(subsetOf(none, [])).count]).toEqual([0, undefined, 0])
  })
})

describe('selection text', () => {
  const of = tenants.asOf(now, looking('acme', 'globex', 'a,b', 'latest'))
  const refused = (text: string) => {
    const { code, what: message, why, fix, details } = raised(() => parseSelection(text, of))
    return { code, message, why, fix, nearest: details.nearest }
  }

  test('names keys', () => {
    expect(formatSelection(parseSelection('globex,a%2Cb', of))).toBe('a%2Cb,globex')
    expect(formatSelection(everything(of))).toBe('a%2Cb,acme,globex,%6Catest')
  })

  test('an unknown key names the nearest, and how to add it', () => {
    expect(refused('acmee')).toEqual({
      code: 'UNKNOWN_PARTITION',
      message: '"acmee" is not a partition',
      why: 'it is not among the 4 keys of tenants',
      fix: 'the nearest partition is acme; the set is segments of tenants, added at run time; varve keys add ASSET acmee adds it',
      nearest: 'acme',
    })
    expect(refused('something else')).toMatchObject({
      fix: "select from what exists: segments of tenants, added at run time; varve keys add ASSET 'something else' adds it",
      nearest: null,
    })
  })
})
