/** Mappings between sets whose keys come and go: an absent key is missing, and never refused. */
import {
  all,
  checkMapping,
  collapse,
  type DynamicKeys,
  daily,
  defaultMapping,
  dimension,
  dynamicSegments,
  everything,
  formatSelection,
  last,
  type Mapping,
  type PartitionSet,
  parseSelection,
  perDimension,
  product,
  same,
  segments,
  specific,
  staticMap,
} from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { keysOf, now } from './asked.ts'

const tenants = dynamicSegments('tenants')
const customers = dynamicSegments('customers')
const origins = segments(['acme', 'globex'])
const days = daily({ start: '2001-01-01', end: '2001-01-03' })
const cells = product({ day: days, tenant: tenants })
const keys: DynamicKeys = { keysOf: set => (set === 'tenants' ? ['acme', 'globex'] : ['acme', 'initech']) }

function upstream(mapping: Mapping, up: PartitionSet, down: PartitionSet, selected: string) {
  const { existing, missing, short } = mapping.upstream(parseSelection(selected, down.asOf(now, keys)), up.asOf(now, keys))
  return { existing: formatSelection(existing), missing: keysOf(missing), short }
}

function downstream(mapping: Mapping, up: PartitionSet, down: PartitionSet, selected: string) {
  return formatSelection(mapping.downstream(parseSelection(selected, up.asOf(now, keys)), down.asOf(now, keys)))
}

function byDefault(up: PartitionSet, down: PartitionSet): string {
  const mapping = defaultMapping(up, down)
  return 'refused' in mapping ? mapping.refused : mapping.name
}

describe('by default', () => {
  test('sets of one name agree, as do products of them', () => {
    expect(byDefault(tenants, dynamicSegments('tenants'))).toBe('same')
    expect(byDefault(tenants, cells)).toBe('dimension(tenant)')
    expect(byDefault(cells, product({ day: days, tenant: dynamicSegments('tenants') }))).toBe('same')
  })

  test('sets of other names do not, and neither do keys in code', () => {
    expect(byDefault(customers, tenants)).toBe(
      'segments of tenants, added at run time cannot read segments of customers, added at run time by default: customers and tenants are sets of different keys; choose what to read with from(x, { partitions: ... })',
    )
    const mixed = 'the keys of one are listed in code and those of the other are added at run time, so they need not agree'
    expect(byDefault(origins, tenants)).toContain(`${mixed}; choose what to read with from(x, { partitions: same })`)
    expect(byDefault(tenants, origins)).toContain(mixed)
    expect(byDefault(product({ day: days, tenant: origins }), cells)).toContain(`dimension tenant: ${mixed}`)
    expect(byDefault(days, tenants)).toContain('one is partitioned by day, the other by dynamic')
  })
})

describe('same, where it is chosen', () => {
  test('reads by key, and an absent key is missing', () => {
    expect(upstream(same, customers, tenants, '*')).toEqual({ existing: 'acme', missing: ['globex'], short: false })
    expect(upstream(same, origins, customers, '*')).toEqual({ existing: 'acme', missing: ['initech'], short: false })
    expect(downstream(same, origins, customers, '*')).toBe('acme')
    expect(upstream(dimension('tenant'), customers, cells, 'day=2001-01-02,tenant=globex').missing).toEqual(['globex'])
  })

  test('reads by key between two looks at one set', () => {
    const [before, after] = [tenants.asOf(now, { keysOf: () => ['acme', 'globex'] }), tenants.asOf(now, { keysOf: () => ['globex'] })]
    const { existing, missing } = same.upstream(everything(before), after)
    expect([formatSelection(existing), keysOf(missing)]).toEqual(['globex', ['acme']])
  })
})

test('all reads every present key', () => {
  expect(upstream(all, tenants, origins, 'acme')).toEqual({ existing: 'acme,globex', missing: [], short: false })
})

test('specific keys that are absent are missing', () => {
  expect(specific(['acme', 'hooli']).refusal(tenants, days)).toBeUndefined()
  expect(upstream(specific(['acme', 'hooli']), tenants, days, '*')).toEqual({ existing: 'acme', missing: ['hooli'], short: false })
})

describe('staticMap', () => {
  test('a row whose upstream key is absent is missing for its readers', () => {
    const mapping = staticMap({ acme: ['acme'], 'a,b': ['acme', 'globex'] })
    expect(mapping.refusal(tenants, customers)).toBeUndefined()
    expect(upstream(mapping, tenants, origins, 'acme')).toMatchObject({ existing: 'acme', missing: ['a%2Cb'] })
    expect(upstream(mapping, tenants, tenants, '*')).toEqual({ existing: 'acme', missing: ['a%2Cb'], short: false })
  })

  test('an absent reader reads nothing', () => {
    const mapping = staticMap({ acme: ['initech', 'hooli'], globex: ['hooli'] })
    expect(upstream(mapping, origins, customers, '*')).toEqual({ existing: 'acme', missing: [], short: false })
    expect(downstream(mapping, origins, customers, '*')).toBe('initech')
    expect(mapping.refusal(customers, origins)).toBe('the reading side has no segment "initech"')
  })
})

describe('semantics 13', () => {
  const owned = product({ day: days, tenant: customers })

  test.each<[Mapping, PartitionSet, PartitionSet]>([
    [same, customers, tenants],
    [same, owned, cells],
    [staticMap({ acme: ['initech', 'hooli'], 'a,b': ['initech'] }), tenants, customers],
    [dimension('tenant'), customers, cells],
    [perDimension({ day: last(2), tenant: same }), owned, cells],
    [collapse('tenant'), cells, days],
    [collapse('day'), owned, tenants],
  ])('whatever keys are present: %#', (mapping, up, down) => {
    const looks: readonly DynamicKeys[] = [keys, { keysOf: () => [] }, { keysOf: set => (set === 'tenants' ? ['hooli'] : []) }]
    for (const one of looks) for (const other of looks) checkMapping(mapping, up.asOf(now, one), down.asOf(now, other))
  })
})
