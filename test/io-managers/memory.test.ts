/** The memory storage: the shared suite, and how long it lives. */
import { memory } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { storageContract } from '../contracts/storage.ts'

storageContract('memory', async () => memory().open('.'))

test('every store opened from one definition sees the same files, and another definition none of them', async () => {
  const definition = memory()
  await definition.open('here').putIfAbsent('a', Uint8Array.of(1), 't/1')

  expect(await definition.open('there').exists('a')).toBe(true)
  expect(await memory().open('here').exists('a')).toBe(false)
})
