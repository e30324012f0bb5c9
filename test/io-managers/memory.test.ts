/** The memory storage: the shared suite, also in small pages, and how long it lives. */
import { memory } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { storageContract } from '../contracts/storage.ts'

storageContract('memory, with the names and pages of an object store', async () => memory({ pageSize: 2, pathBytes: 1024 }).open('.'))
storageContract('memory in large pages', async () => memory({ pathBytes: 1024 }).open('.'))

const temporary = 't/1'

test('every store opened from one definition sees the same files, and another definition none of them', async () => {
  const definition = memory()
  await definition.open('here').putIfAbsent('a', Uint8Array.of(1), { temporary })

  expect((await definition.open('there').stat('a'))?.bytes).toBe(1)
  expect(await memory().open('here').stat('a')).toBeUndefined()
})

test('a name may be of any length where nobody says otherwise', async () => {
  const storage = memory().open('.')
  const path = 'n'.repeat(100_000)
  await storage.putIfAbsent(path, Uint8Array.of(1), { temporary })

  expect((await storage.list('')).files).toEqual([{ path, bytes: 1 }])
})
