/** Hashes of parts: delimited by length, and separated by kind. */
import { expect, test } from 'vitest'
import { hashParts, sha256 } from '../../../packages/core/src/foundation/hash.ts'

test('semantics 23: parts are delimited by length, so ("ab","c") is not ("a","bc")', () => {
  expect(hashParts('version', ['ab', 'c'])).not.toBe(hashParts('version', ['a', 'bc']))
})

test('semantics 23: the schema version and the kind are part of the hash', () => {
  expect(hashParts('version', ['a'])).toBe(sha256('15:varve/version/11:a'))
  expect(hashParts('version', ['a'])).not.toBe(hashParts('config', ['a']))
})

test('empty parts count', () => {
  const hashes = [[], [''], ['', ''], ['0:']].map(parts => hashParts('version', parts))
  expect(new Set(hashes).size).toBe(4)
})

test('lengths are those of UTF-8 bytes', () => {
  expect(hashParts('version', ['å'])).toBe(sha256('15:varve/version/12:å'))
})
