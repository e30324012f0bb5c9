/** The file storage: the shared suite, and what only a disk shows. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, rm, stat, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Storage, VarveError } from '@varve/core'
import { file } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { storageContract } from '../contracts/storage.ts'
import { quickArguments } from '../support/quick/quick-arguments.ts'
import { tempFolder } from './temp-folder.ts'

storageContract('file', async () => file('data').open(await tempFolder()))

const bytes = (text: string) => new TextEncoder().encode(text)

test('touches nothing until something is written', async () => {
  const base = await tempFolder()
  const storage = file('./data').open(base)
  await storage.stat('a')

  expect(await readdir(base)).toEqual([])
  expect(storage.uri).toBe(join(base, 'data'))
  expect(storage.locate('a/b')).toBe(join(base, 'data', 'a', 'b'))
})

test('published files are read-only', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.stage('t/1', bytes('x'))
  await storage.finalize('t/1', 'o/1')
  await storage.putIfAbsent('o/2', bytes('x'), { temporary: 't/put' })

  const modes = await Promise.all(['o/1', 'o/2'].map(async path => ((await stat(storage.locate(path))).mode & 0o777).toString(8)))
  expect(modes).toEqual(['444', '444'])
})

test('what a kill left of an unfinished write lies among the temporaries of its holder, and is swept with them', async () => {
  const storage = file('data').open(await tempFolder())
  const child = fileURLToPath(new URL('put-and-die.ts', import.meta.url))
  await expect(
    promisify(execFile)(process.execPath, [...quickArguments(), child, storage.uri, 'commits/1', 'tmp/dead/1']),
  ).rejects.toMatchObject({
    signal: 'SIGKILL',
  })
  expect(await paths(storage)).toEqual(['tmp/dead/1'])
  expect(await storage.putIfAbsent('commits/1', bytes('x'), { temporary: 'tmp/alive/1' })).toBe(
    (await storage.stat('commits/1'))?.generation,
  )

  await storage.sweep('tmp/dead')
  expect(await paths(storage)).toEqual(['commits/1'])
})

test('a file that others put again and again while it is being moved away is moved, or is said to be missing', async () => {
  const storage = file('data').open(await tempFolder())
  const other = file('data').open(dirname(storage.uri))
  const put = async () => {
    for (let round = 0; round < 200; round += 1) await other.putIfAbsent('o/1', bytes('x'), { temporary: `t/put-${round}` })
  }
  const move = async (mover: number) => {
    const answers: string[] = []
    for (let round = 0; round < 200; round += 1) {
      const answer = storage.move('o/1', `away/${mover}-${round}`).catch((error: unknown) => (error as VarveError).code)
      answers.push(await answer)
    }
    return answers
  }
  const [, ...answers] = await Promise.all([put(), move(1), move(2)])

  const counts = new Map<string, number>()
  for (const answer of answers.flat()) counts.set(answer, (counts.get(answer) ?? 0) + 1)
  expect([...counts.keys()].filter(answer => answer !== 'moved' && answer !== 'OBJECT_MISSING')).toEqual([])
  expect(await readdir(storage.locate('away'))).toHaveLength(counts.get('moved') ?? 0)
  expect(counts.get('moved')).toBeGreaterThan(0)
})

test('folders removed by someone else are made again', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', bytes('x'), { temporary: 't/put' })
  for (const folder of ['o', 't']) await rm(storage.locate(folder), { recursive: true })
  await storage.putIfAbsent('o/1', bytes('x'), { temporary: 't/put' })

  await rm(storage.uri, { recursive: true })
  await storage.stage('o/deep/2', bytes('y'))
  expect(await paths(storage)).toEqual(['o/deep/2'])
})

test('something that is no file under a final name is named with the way out: it was taken for the file', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.stage('t/1', bytes('x'))
  await mkdir(storage.locate('o/folder'), { recursive: true })
  await symlink('nowhere', storage.locate('o/link'))

  for (const name of ['folder', 'link']) {
    const error = { code: 'STORAGE_FAILED', where: storage.locate(`o/${name}`), fix: expect.stringContaining('move it away') }
    await expect(storage.finalize('t/1', `o/${name}`)).rejects.toMatchObject(error)
    await expect(storage.putIfAbsent(`o/${name}`, bytes('x'), { temporary: 't/2' })).rejects.toMatchObject(error)
  }
  expect(await readdir(storage.locate('t'))).toEqual(['1'])
})

test('a file where a folder is needed is an error that says what to do, with its cause', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('a', bytes('x'), { temporary: 't/put' })

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
  await storage.putIfAbsent('a/b', bytes('x'), { temporary: 't/put' })
  await chmod(folder, 0o755)
  await chmod(storage.locate('a'), 0o555)

  const child = fileURLToPath(new URL('stage-as-nobody.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [...quickArguments(), child, folder, 'a/c'])
  expect(JSON.parse(stdout)).toEqual({ code: 'STORAGE_FAILED', fix: 'give this user write access to the folder' })
  await chmod(storage.locate('a'), 0o755)
})

test('a sweep removes no file because another among the temporaries names it', async () => {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('mine', bytes('x'), { temporary: 't/put' })
  await storage.stage('tmp/dead/1-part.beside', bytes(storage.locate('mine')))
  await mkdir(storage.locate('tmp/dead/folder.beside'))
  await storage.sweep('tmp/dead')
  expect(await paths(storage)).toEqual(['mine'])
})

async function paths(storage: Storage): Promise<readonly string[]> {
  return (await storage.list('')).files.map(({ path }) => path)
}
