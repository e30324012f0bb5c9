/** The file storage: the shared suite, and what only a disk shows. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Storage } from '@varve/core'
import { file } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { storageContract } from '../contracts/storage.ts'
import { tempFolder } from './temp-folder.ts'

storageContract('file', async () => file('data').open(await tempFolder()))

const source = ['--conditions=@varve/source', '--import', 'tsx']
const bytes = (text: string) => new TextEncoder().encode(text)

test('touches nothing until something is written', async () => {
  const base = await tempFolder()
  const storage = file('./data').open(base)
  await storage.exists('a')

  expect(await readdir(base)).toEqual([])
  expect(storage.uri).toBe(join(base, 'data'))
  expect(storage.locate('a/b')).toBe(join(base, 'data', 'a', 'b'))
})

test('published files are read-only', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.stage('t/1', bytes('x'))
  await storage.publish('t/1', 'o/1')
  await storage.putIfAbsent('o/2', bytes('x'), 't/put')

  const modes = await Promise.all(['o/1', 'o/2'].map(async path => ((await stat(storage.locate(path))).mode & 0o777).toString(8)))
  expect(modes).toEqual(['444', '444'])
})

test('a linked tree shares the inode of the object; a copied one does not, and is read-only too', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', bytes('x'), 't/put')
  await storage.show('o/1', 'linked/part', 't/1', 'link')
  await storage.show('o/1', 'copied/part', 't/2', 'copy')
  const [object, linked, copied] = await Promise.all(['o/1', 'linked/part', 'copied/part'].map(path => stat(storage.locate(path))))

  expect(linked?.ino).toBe(object?.ino)
  expect(copied?.ino).not.toBe(object?.ino)
  expect((copied?.mode ?? 0) & 0o777).toBe(0o444)
})

test('a link whose rename is a silent no-op leaves no temporary name', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', bytes('x'), 't/put')
  // of two that show one object at once, one renames over a link of the same file
  const stamps = await Promise.all(Array.from({ length: 16 }, (_, n) => storage.show('o/1', 'tree/part', `t/${n}`, 'link')))

  expect(new Set(stamps)).toEqual(new Set([await storage.stamp('tree/part')]))
  expect(await readdir(storage.locate('t'))).toEqual([])
  expect((await stat(storage.locate('o/1'))).nlink).toBe(2)
})

test('a write through a hard link changes the stamp of the object and of every name that shows it', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', bytes('x'), 't/put')
  const stamp = await storage.show('o/1', 'tree/part', 't/1', 'link')
  await chmod(storage.locate('tree/part'), 0o644)
  expect(await storage.stamp('tree/part')).toBe(stamp)
  await writeFile(storage.locate('tree/part'), 'y')

  const [object, shown] = [await storage.stamp('o/1'), await storage.stamp('tree/part')]
  expect([object === shown, object === stamp]).toEqual([true, false])
})

test('folders removed by someone else are made again', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', bytes('x'), 't/put')
  await storage.show('o/1', 'tree/part', 't/1', 'link')
  for (const folder of ['tree', 't']) await rm(storage.locate(folder), { recursive: true })
  await storage.show('o/1', 'tree/part', 't/2', 'link')

  await rm(storage.uri, { recursive: true })
  await storage.stage('o/2', bytes('y'))
  expect(await readdir(storage.uri)).toEqual(['o'])
})

test('a folder under the name of a tree file is named with the way out', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', bytes('x'), 't/put')
  await mkdir(storage.locate('tree/a'), { recursive: true })

  await expect(storage.show('o/1', 'tree/a', 't/1', 'link')).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    where: storage.locate('tree/a'),
    fix: 'a folder stands where a file is needed: move it away',
  })
  expect(await readdir(storage.locate('t'))).toEqual([])
})

test('what a kill left of an unfinished write lies among the temporaries of its holder, and is swept with them', async () => {
  const storage = file('data').open(await tempFolder())
  const child = fileURLToPath(new URL('put-and-die.ts', import.meta.url))
  await expect(promisify(execFile)(process.execPath, [...source, child, storage.uri, 'commits/1', 'tmp/dead/1'])).rejects.toMatchObject({
    signal: 'SIGKILL',
  })
  expect(await paths(storage)).toEqual(['tmp/dead/1'])
  expect(await storage.putIfAbsent('commits/1', bytes('x'), 'tmp/alive/1')).toBe('put')

  await storage.sweep('tmp/dead')
  expect(await paths(storage)).toEqual(['commits/1'])
})

test('a file where a folder is needed is an error that says what to do, with its cause', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('a', bytes('x'), 't/put')

  await expect(storage.stage('a/b', bytes('y'))).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    where: storage.locate('a/b'),
    fix: 'something else has a name that is needed here: move it away',
    cause: { code: 'EEXIST' },
  })
})

test('a folder without write access is named', async () => {
  const folder = await tempFolder()
  const storage = file(folder).open('/')
  await storage.putIfAbsent('a/b', bytes('x'), 't/put')
  await chmod(folder, 0o755)
  await chmod(storage.locate('a'), 0o555)

  const child = fileURLToPath(new URL('stage-as-nobody.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [...source, child, folder, 'a/c'])
  expect(JSON.parse(stdout)).toEqual({ code: 'STORAGE_FAILED', fix: 'give this user write access to the folder' })
  await chmod(storage.locate('a'), 0o755)
})

async function paths(storage: Storage): Promise<readonly string[]> {
  const found = []
  for await (const { path } of storage.list('')) found.push(path)
  return found
}
