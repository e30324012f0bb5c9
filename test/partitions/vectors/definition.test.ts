/** The partition vectors about definitions: products, odd keys, and what must be refused. */
import { isPartitionError, type KeyPart, pathOf } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { setOf } from './set-of.ts'
import { type Case, casesOf, type MultiVector, type SetVector, type StaticVector } from './vector.ts'

describe('refused definitions', () => {
  test.each(casesOf<SetVector, unknown>('invalid').map(named))('%s', (_, { definition }) => {
    expect(raised(() => setOf(definition)).code).toBe('BAD_PARTITION_DEFINITION')
  })
})

interface Keys {
  readonly count: number
  readonly contains: readonly Readonly<Record<string, string>>[]
}

describe('products', () => {
  test.each(casesOf<MultiVector, Keys>('multi', 'multi_keys').map(named))('%s', (_, { definition, now, expect: expected }) => {
    const of = setOf(definition).asOf(Date.parse(now))
    const keys = Array.from({ length: of.count }, (_each, ordinal) => namesOf(of.at(ordinal).parts))
    expect(of.count).toBe(expected.count)
    expect(keys).toEqual(expect.arrayContaining([...expected.contains]))
    expect(new Set(keys.map(key => JSON.stringify(key))).size).toBe(of.count)
  })

  /** The set as a whole is refused for its empty key, by name; each other key has a folder of its own below the root. */
  test.each(casesOf<StaticVector, unknown>('multi', 'multi_key_identity').map(named))('%s', (_, { definition }) => {
    const refused = raised(() => setOf(definition))
    expect([isPartitionError(refused), refused.what]).toEqual([true, 'A segment key is empty'])
    const of = setOf({ type: 'static', keys: definition.keys.filter(key => key !== '') }).asOf(0)
    const paths = Array.from({ length: of.count }, (_each, ordinal) => pathOf(of.at(ordinal)))
    expect(new Set(paths.map(path => path.toLowerCase())).size).toBe(of.count)
    expect(paths.filter(path => /^segment=[^/\\]+$/.test(path))).toEqual(paths)
  })
})

function namesOf(parts: readonly KeyPart[]): Readonly<Record<string, string>> {
  return Object.fromEntries(parts.map(({ dimension, key }) => [dimension, key]))
}

function named<D, E>(each: Case<D, E>): readonly [string, Case<D, E>] {
  return [`${each.id} ${each.title}`, each]
}
