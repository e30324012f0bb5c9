/** The written form of a subset of keys that come and go: it is valid only while the keys are the same. */
import { daily, decodeSubset, dynamicSegments, encodeSubset, everything, type PartitionSet, product } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'

const tenants = dynamicSegments('tenants')
const keys = (...present: readonly string[]) => ({ keysOf: () => present })
const now = Date.UTC(2001, 3, 2)
const later = Date.UTC(2001, 3, 12)

describe.each<[string, PartitionSet, number]>([
  ['dynamic segments', tenants, 2],
  ['a product with them', product({ day: daily({ start: '2001-01-01' }), tenant: tenants }), 182],
])('%s', (_, set, count) => {
  const bytes = encodeSubset(everything(set.asOf(now, keys('a', 'b'))))

  test('are read again later, whatever the order in which the keys are given', () => {
    expect(decodeSubset(bytes, set.asOf(later, keys('b', 'a'))).count).toBe(count)
  })

  test.each([[['a', 'c']], [['a', 'b', 'c']], [['a']]])('are refused once the keys are %j', present => {
    expect(raised(() => decodeSubset(bytes, set.asOf(now, keys(...present)))).code).toBe('SUBSET_OF_OTHER_PARTITIONS')
  })
})
