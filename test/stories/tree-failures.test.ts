/** What the tree cannot show stays pending, stops no run and no command, and is shown as soon as it can be. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  asset,
  catalog,
  daily,
  defineConfig,
  erase,
  exitStatusOf,
  file,
  history,
  ioManager,
  json,
  materialize,
  path,
  read,
  status,
  verify,
} from 'varve'
import { expect, onTestFinished, test } from 'vitest'
import { materializeWith } from '../../packages/core/src/command/materialize.ts'

const days = daily({ start: '2001-01-01', end: '2001-01-04' })
const orders = asset({ partitions: days, run: (_, { partition }) => [{ day: partition.key, n: 1 }] })
const done = (steps: number) => ({ status: 'complete', steps: { done: steps, reused: 0, skipped: 0, failed: 0, blocked: 0 } })

test('one entry that cannot be shown stops no other: the run ends as partial, names it with the way out, and the next one shows it', async () => {
  const { config } = await project()
  await materialize(config, { partitions: '2001-01-01' })
  const { path: first } = await path(config, 'orders@2001-01-01')
  const second = first.replace('day=2001-01-01', 'day=2001-01-02')
  mkdirSync(second, { recursive: true })

  const outcome = await materialize(config)
  expect(outcome).toMatchObject({ ...done(3), status: 'partial' })
  expect(outcome.failures).toMatchObject([{ asset: 'orders', partition: '2001-01-02', code: 'STORAGE_FAILED' }])
  expect(outcome.failures[0]!.message).toContain('orders@2001-01-02 is published, and the tree does not show it')
  expect(outcome.failures[0]!.message).toContain('a folder stands where a file is needed: move it away')
  expect(exitStatusOf(outcome)).toBe(1)
  expect(readFileSync(first.replace('day=2001-01-01', 'day=2001-01-03'), 'utf8')).toContain('2001-01-03')
  expect(await status(config)).toMatchObject({ assets: [{ asset: 'orders', missing: 0 }] })
  expect(await path(config, 'orders')).toMatchObject({ complete: false })
  expect(await verify(config)).toMatchObject({ ok: false, missing: [], tree: { wrong: [second] } })
  expect(await materialize(config, { partitions: '2001-01-01' })).toMatchObject({
    ...done(1),
    status: 'partial',
    failures: [{ partition: '2001-01-02' }],
  })

  rmSync(second, { recursive: true })
  expect(await materialize(config, { partitions: '2001-01-01' })).toMatchObject({ ...done(1), failures: [] })
  expect(readFileSync(second, 'utf8')).toContain('2001-01-02')
  expect(await verify(config)).toMatchObject({ ok: true, tree: { wrong: [] } })
})

test('an erased partition whose file cannot leave the tree is reported as such, again and again, until it has left', async () => {
  const { config } = await project()
  await materialize(config, { partitions: '2001-01-01' })
  const { path: shown } = await path(config, 'orders@2001-01-01')
  const object = readFileSync(shown)
  rmSync(shown)
  mkdirSync(join(shown, 'inner'), { recursive: true })

  const asked = () => erase(config, ['orders@2001-01-01'], { reason: 'customer asked' })
  for (const _ of ['first', 'again']) {
    await expect(asked()).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      what: 'orders@2001-01-01 is erased, and its file is still in the tree',
    })
  }
  const { failures } = await materialize(config)
  expect(failures.map(({ message }) => message)).toEqual([
    expect.stringContaining('orders@2001-01-01 has left, and its file is still in the tree'),
  ])
  rmSync(shown, { recursive: true })
  writeFileSync(shown, object)
  expect((await asked()).erased).toMatchObject([{ partition: '2001-01-01', objects: 0 }])
  expect(existsSync(shown)).toBe(false)
})

test('an object that went away before the tree showed it stops no command, and --force repairs it', async () => {
  const { config, folder } = await project()
  // published and not yet shown: as after a crash between the two
  const passed = (row: string) => row === 'publish' && removeObjects(folder)
  const broken = await materializeWith(config, { partitions: '2001-01-02' }, { passed })
  expect(broken).toMatchObject({ status: 'partial', failures: [{ code: 'OBJECT_MISSING', partition: '2001-01-02' }] })
  const { object, path: shown } = await path(config, 'orders@2001-01-02')

  expect((await status(config)).assets).toMatchObject([{ asset: 'orders' }])
  expect((await history(config, 'orders@2001-01-02')).versions).toHaveLength(1)
  await expect(read(config, 'orders@2001-01-02')).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
  expect(await verify(config)).toMatchObject({
    ok: false,
    missing: [{ path: object, partitions: ['orders@2001-01-02'] }],
    tree: { wrong: [shown] },
  })
  const beside = await materialize(config, { partitions: '2001-01-01', force: true })
  expect(beside).toMatchObject({ ...done(1), status: 'partial', failures: [{ code: 'OBJECT_MISSING', partition: '2001-01-02' }] })
  expect((await history(config, 'orders@2001-01-01')).versions).toHaveLength(1)
  expect((await verify(config)).ok).toBe(false)

  expect(await materialize(config, { partitions: '2001-01-02', force: true })).toMatchObject({ ...done(1), failures: [] })
  expect(await verify(config)).toMatchObject({ ok: true, missing: [], tree: { wrong: [] } })
})

test('a partition folder that somebody replaced by a symbolic link is not written through: a file where it leads was overwritten', async () => {
  const { config, folder } = await project()
  await materialize(config, { partitions: '2001-01-01' })
  const { path: shown } = await path(config, 'orders@2001-01-01')
  const others = join(folder, 'others')
  mkdirSync(others)
  writeFileSync(join(others, basename(shown)), 'of somebody else')
  rmSync(dirname(shown), { recursive: true })
  symlinkSync(others, dirname(shown))

  const outcome = await materialize(config, { partitions: '2001-01-01..2001-01-02' })
  expect(outcome).toMatchObject({ status: 'partial', failures: [{ asset: 'orders', partition: '2001-01-01', code: 'UNSAFE_PATH' }] })
  expect(outcome.failures[0]!.message).toContain('a symbolic link has the name of a folder of the storage')
  expect(await verify(config, { repair: true })).toMatchObject({ ok: false, tree: { wrong: [shown] } })
  expect([readdirSync(others), readFileSync(join(others, basename(shown)), 'utf8')]).toEqual([[basename(shown)], 'of somebody else'])

  rmSync(dirname(shown))
  expect(await materialize(config, { partitions: '2001-01-01' })).toMatchObject({ status: 'complete', failures: [] })
  expect(readFileSync(shown, 'utf8')).toContain('2001-01-01')
})

test('an object that was replaced by a symbolic link to itself is missing: verify stopped at it', async () => {
  const { config } = await project()
  await materialize(config)
  const { object } = await path(config, 'orders@2001-01-02')
  rmSync(object!)
  symlinkSync(object!, object!)

  expect(await verify(config)).toMatchObject({ ok: false, corrupted: [], missing: [{ path: object, partitions: ['orders@2001-01-02'] }] })
  rmSync(object!)
  expect(await materialize(config)).toMatchObject({ status: 'complete', failures: [] })
  expect(await verify(config)).toMatchObject({ ok: true, missing: [] })
})

test('without a tree nothing in it is wrong, and a path is that of the object', async () => {
  const { config } = await project('none')
  await materialize(config)

  expect(await verify(config)).toMatchObject({ ok: true, tree: { wrong: [] } })
  const one = await path(config, 'orders@2001-01-01')
  expect(one.path).toBe(one.object)
  expect(readFileSync(one.path, 'utf8')).toContain('2001-01-01')
  await expect(path(config, 'orders')).rejects.toMatchObject({ code: 'BAD_REQUEST', fix: expect.stringContaining('orders@2001-01-01') })
})

async function project(tree: 'link' | 'none' = 'link') {
  const folder = await mkdtemp(join(tmpdir(), 'varve-projection-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const entry = pathToFileURL(join(folder, 'varve.config.ts')).href
  const io = ioManager({ storage: file('./data'), format: json(), tree })
  return { folder, config: defineConfig({ entry, catalog: catalog({ orders }), io }) }
}

function removeObjects(folder: string): void {
  const objects = join(folder, 'data/.varve/objects')
  for (const name of readdirSync(objects)) rmSync(join(objects, name), { recursive: true })
}
