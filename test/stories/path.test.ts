/** `path` says that a folder is complete only where it holds exactly the asset. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asset, catalog, daily, file, ioManager, json, materialize, path, segments } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'

type Lab = ReturnType<typeof memoryConfig>

/** A ledger in memory and files in a folder of the test's own. */
async function onDisk<L extends Lab>(lab: L): Promise<L> {
  const folder = await mkdtemp(join(tmpdir(), 'varve-path-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return { ...lab, io: ioManager({ storage: file(folder), format: json() }) }
}

/** The same ledger and files under another definition. */
function changed<L extends Lab>(lab: Lab, to: L): L {
  return { ...to, lab: { ...to.lab, ledger: lab.lab.ledger }, io: lab.io }
}

function whole() {
  return memoryConfig(catalog({ a: asset({ run: () => ({ key: 'whole' }) }) }))
}

function parted(...keys: readonly string[]) {
  return memoryConfig(catalog({ a: asset({ partitions: segments(keys), run: (_, { partition }) => ({ key: partition }) }) }))
}

function byDay(options: Parameters<typeof daily>[0], n = 0) {
  const config = z.object({ n: z.int() })
  const a = asset({ partitions: daily(options), config, run: (_, { partition, config }) => ({ key: partition.key, n: config.n }) })
  return memoryConfig(catalog({ a }), { config: { a: { n } } })
}

test('a folder with every partition and nothing else is complete', async () => {
  const lab = await onDisk(parted('x', 'y'))
  await materialize(lab, { partitions: 'x' })
  expect(await path(lab, 'a')).toMatchObject({ asset: 'a', partition: null, object: null, sha256: null, complete: false })
  await materialize(lab)
  const { path: folder, complete } = await path(lab, 'a')
  expect(complete).toBe(true)
  expect((await readdir(folder)).sort()).toEqual(['segment=x', 'segment=y'])
})

test('the file of an asset that was one piece leaves the folder with the run that makes its partitions', async () => {
  const lab = await onDisk(whole())
  await materialize(lab)
  const later = changed(lab, parted('x', 'y'))
  expect(await path(later, 'a')).toMatchObject({ complete: false })
  await materialize(later)
  const { path: folder, complete } = await path(later, 'a')
  expect((await readdir(folder)).sort()).toEqual(['segment=x', 'segment=y'])
  expect(complete).toBe(true)
})

test('partitions that the definition does not have any more make the folder incomplete', async () => {
  const lab = await onDisk(byDay({ start: '2001-01-01', end: '2001-01-04' }))
  await materialize(lab)
  expect((await path(lab, 'a')).complete).toBe(true)
  const shrunk = changed(lab, byDay({ start: '2001-01-02', end: '2001-01-04' }))
  const { path: folder, complete } = await path(shrunk, 'a')
  expect(await readdir(folder)).toContain('day=2001-01-01')
  expect(complete).toBe(false)
})

test('what lies in the folder of another config or environment does not count', async () => {
  const lab = await onDisk(byDay({ start: '2001-01-01', end: '2001-01-04' }))
  await materialize(lab)
  const shrunk = changed(lab, byDay({ start: '2001-01-02', end: '2001-01-04' }, 1))
  await materialize(shrunk)
  const dev = changed(lab, byDay({ start: '2001-01-02', end: '2001-01-04' }))
  await materialize(dev, { environment: 'dev' })
  expect((await path(shrunk, 'a')).complete).toBe(true)
  expect((await path(dev, 'a', { environment: 'dev' })).complete).toBe(true)
  expect((await path(dev, 'a')).complete).toBe(false)
})
