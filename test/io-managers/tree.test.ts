/** Trees of links and of copies over disk and memory: the shared suite, and what each way does about others. */
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { type Storage, sha256 } from '@varve/core'
import { file, ioManager, json, memory } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { byCopy } from '../../packages/io-managers/src/tree/copies.ts'
import { treeContract } from '../contracts/tree.ts'
import { overridden } from '../support/overridden.ts'
import { tempFolder } from './temp-folder.ts'

const onDisk = async () => file('data').open(await tempFolder())
const inMemory = async () => memory({ pageSize: 2 }).open('.')
const bytes = (content: string) => new TextEncoder().encode(content)

async function edit(storage: Storage, path: string): Promise<void> {
  await chmod(storage.locate(path), 0o644)
  await writeFile(storage.locate(path), 'wrong')
}

async function overwrite(storage: Storage, path: string): Promise<void> {
  await storage.replace(path, bytes('wrong'), (await storage.stat(path))!.generation, { temporary: 't/user' })
}

treeContract('of links over file', { makeStorage: onDisk, mode: 'link', damage: edit, isShared: true })
treeContract('of copies over file', { makeStorage: onDisk, mode: 'copy', damage: edit, isShared: false })
treeContract('of copies over memory', { makeStorage: inMemory, mode: 'copy', damage: overwrite, isShared: false })
treeContract('of links over memory, which has none', { makeStorage: inMemory, mode: 'link', damage: overwrite, isShared: false })

test.each([
  ['file', onDisk],
  ['memory', inMemory],
] as const)('a copy over %s replaces only what it has looked at, and looks again where another was quicker', async (_, makeStorage) => {
  const storage = await makeStorage()
  for (const name of ['old', 'new', 'other']) await storage.putIfAbsent(`o/${name}`, bytes(name), { temporary: 't/put' })
  await byCopy(storage)({ object: 'o/old', path: 'main/part', temporary: 't/1' })
  const looked: (string | undefined)[] = []
  const raced = overridden(storage, {
    stat: async path => {
      const found = await storage.stat(path)
      looked.push(found?.generation)
      if (looked.length === 1) await byCopy(storage)({ object: 'o/other', path, temporary: 't/2' })
      return found
    },
  })
  const stamp = await byCopy(raced)({ object: 'o/new', path: 'main/part', temporary: 't/3' })

  expect([looked.length, new Set(looked).size]).toEqual([2, 2])
  expect([new TextDecoder().decode(await storage.read('main/part')), (await storage.stat('main/part'))?.generation]).toEqual(['new', stamp])
})

test('a copy that others are always quicker than ends as a failure of the storage', async () => {
  const storage = await inMemory()
  await storage.putIfAbsent('o/1', bytes('x'), { temporary: 't/put' })
  const show = byCopy(overridden(storage, { putIfAbsent: async () => undefined }))
  await expect(show({ object: 'o/1', path: 'main/part', temporary: 't/1' })).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    where: 'memory:main/part',
  })
})

test('without a tree nothing is in it, and what an earlier config showed can still leave', async () => {
  const storage = memory()
  const [linked, none] = (['link', 'none'] as const).map(tree => ioManager({ storage, format: json(), tree }).open('.'))
  const staged = await linked!.staged.stage('holder', '1', [{ name: 'part.json', bytes: bytes('x') }], null)
  await linked!.objects.put(staged)
  await linked!.tree.show('holder', staged.artifact.members[0], 'main/a/part.json')

  await none!.tree.hide('main/a', ['part.json'], 'main')
  expect([none!.tree.mode, await linked!.tree.hash('main/a/part.json')]).toEqual(['none', undefined])
})

test.each(['link', 'copy'] as const)('a symbolic link that leads nowhere gives way to what is shown, by %s', async mode => {
  const storage = await onDisk()
  const store = ioManager({ storage: { kind: 'of a test', open: () => storage }, format: json(), tree: mode }).open('.')
  const staged = await store.staged.stage('holder', '1', [{ name: 'part.json', bytes: bytes('x') }], null)
  await store.objects.put(staged)
  await mkdir(storage.locate('main'), { recursive: true })
  await symlink('/nowhere/at/all', storage.locate('main/part.json'))
  await store.tree.show('holder', staged.artifact.members[0], 'main/part.json')
  expect(await store.tree.hash('main/part.json')).toBe(sha256('x'))
})
