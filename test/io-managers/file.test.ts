/** The file storage: the shared suite, and what only a disk shows. */
import { execFile } from 'node:child_process'
import { chmod, link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ApplyProjection } from '@varve/core'
import { file } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { storageContract } from '../contracts/storage.ts'
import { tempFolder } from './temp-folder.ts'

storageContract('file', async () => file('data').open(await tempFolder()))

const all = async (apply: ApplyProjection) => void apply([0])
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
  await storage.putIfAbsent('o/2', bytes('x'))

  const modes = await Promise.all(['o/1', 'o/2'].map(async path => ((await stat(storage.locate(path))).mode & 0o777).toString(8)))
  expect(modes).toEqual(['444', '444'])
})

test('a linked tree shares the inode of the object; a copied one does not, and is read-only too', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', bytes('x'))
  await storage.project([{ target: 'linked/part', object: 'o/1', temporary: 't/1' }], 'link', all)
  await storage.project([{ target: 'copied/part', object: 'o/1', temporary: 't/2' }], 'copy', all)
  const [object, linked, copied] = await Promise.all(['o/1', 'linked/part', 'copied/part'].map(path => stat(storage.locate(path))))

  expect(linked?.ino).toBe(object?.ino)
  expect(copied?.ino).not.toBe(object?.ino)
  expect((copied?.mode ?? 0) & 0o777).toBe(0o444)
})

test('a temporary link whose rename is a silent no-op goes away', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', bytes('x'))
  await mkdir(storage.locate('tree'), { recursive: true })
  await storage.project([{ target: 'tree/part', object: 'o/1', temporary: 't/1' }], 'link', async apply => {
    await link(storage.locate('o/1'), storage.locate('tree/part')) // another process projects the same object first
    apply([0])
  })

  expect(await readdir(storage.locate('t'))).toEqual([])
  expect(await readFile(storage.locate('tree/part'), 'utf8')).toBe('x')
})

test('folders removed by someone else are made again', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', bytes('x'))
  await storage.project([{ target: 'tree/part', object: 'o/1', temporary: 't/1' }], 'link', all)
  for (const folder of ['tree', 't']) await rm(storage.locate(folder), { recursive: true })
  await storage.project([{ target: 'tree/part', object: 'o/1', temporary: 't/2' }], 'link', all)

  await rm(storage.uri, { recursive: true })
  await storage.stage('o/2', bytes('y'))
  expect(await readdir(storage.uri)).toEqual(['o'])
})

test('one name of the tree that cannot be replaced does not keep the others back', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', bytes('x'))
  await mkdir(storage.locate('tree/a'), { recursive: true })
  const links = ['a', 'b'].map(name => ({ target: `tree/${name}`, object: 'o/1', temporary: `t/${name}` }))

  let applied: readonly number[] = []
  const confirm = async (apply: ApplyProjection) => {
    applied = apply([0, 1])
  }
  await expect(storage.project(links, 'link', confirm)).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    where: storage.locate('tree/a'),
    fix: 'a folder stands where a file is needed: move it away',
  })
  expect(applied).toEqual([1])
  expect(await readFile(storage.locate('tree/b'), 'utf8')).toBe('x')
  expect(await readdir(storage.locate('t'))).toEqual([])
})

test('what a crash left of an unfinished write is not listed', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('commits/1', bytes('x'))
  await writeFile(join(storage.uri, 'commits', `.${process.pid}-2.part`), 'half')
  await storage.putIfAbsent('commits/2', bytes('y'))

  const paths = []
  for await (const { path } of storage.list('commits')) paths.push(path)
  expect(paths).toEqual(['commits/1', 'commits/2'])
})

test('a file where a folder is needed is an error that says what to do, with its cause', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('a', bytes('x'))

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
  await storage.putIfAbsent('a/b', bytes('x'))
  await chmod(folder, 0o755)
  await chmod(storage.locate('a'), 0o555)

  const child = fileURLToPath(new URL('stage-as-nobody.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@varve/source', '--import', 'tsx', child, folder, 'a/c'])
  expect(JSON.parse(stdout)).toEqual({ code: 'STORAGE_FAILED', fix: 'give this user write access to the folder' })
  await chmod(storage.locate('a'), 0o755)
})
