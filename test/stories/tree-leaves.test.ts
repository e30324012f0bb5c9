/** Hidden and removed partitions leave the tree with the next run, so that no glob counts them; their objects stay, and they come back without running. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import {
  addKeys,
  asset,
  catalog,
  daily,
  dataContract,
  dynamicSegments,
  materialize,
  path,
  product,
  removeKeys,
  segments,
  status,
  verify,
} from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { changed, onDisk } from '../support/tree-lab.ts'

const nothing = { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 }
const contract = dataContract({ row: z.object({ n: z.int() }) })
const at = (day: string) => ({ clock: { now: () => Date.parse(`${day}T12:00:00Z`) } })
const lab = (one: Parameters<typeof asset>[0]['partitions'] & object, n = 1) =>
  memoryConfig(catalog({ one: asset({ partitions: one, config: z.object({ n: z.int() }), contract, run: (_, { config }) => [config] }) }), {
    config: { one: { n } },
    ...at('2001-02-01'),
  })
const days = (start: string, end?: string) => daily({ start, ...(end === undefined ? {} : { end }) })

/** Folders below the asset's, as a glob finds them. */
async function folders(of: Parameters<typeof path>[0]): Promise<readonly string[]> {
  return readdirSync((await path(of, 'one')).path).sort()
}

test('a removed key leaves the tree with the next run: a glob of DuckDB never counts it, and adding it back shows it without running', async () => {
  const project = await onDisk(lab(product({ day: days('2001-01-01', '2001-01-03'), tenant: dynamicSegments('tenants') })))
  await addKeys(project, 'one', ['acme', 'globex'])
  await materialize(project)
  expect(await counted(project)).toEqual([
    ['acme', 2n],
    ['globex', 2n],
  ])

  await removeKeys(project, 'one', ['acme'])
  expect(await path(project, 'one')).toMatchObject({ complete: false })
  expect(await materialize(project)).toMatchObject({ status: 'complete', steps: nothing })
  expect(await counted(project)).toEqual([['globex', 2n]])
  expect(await path(project, 'one')).toMatchObject({ complete: true })
  expect(await verify(project)).toMatchObject({ ok: true, unreferenced: [] })

  await addKeys(project, 'one', ['acme'])
  expect(await materialize(project)).toMatchObject({ status: 'complete', steps: nothing })
  expect(await counted(project)).toEqual([
    ['acme', 2n],
    ['globex', 2n],
  ])
})

test('days that the definition does not hold any more leave, empty folders with them, and come back with it', async () => {
  const wide = await onDisk(lab(days('2001-01-01', '2001-01-04')))
  await materialize(wide)
  const narrow = changed(wide, lab(days('2001-01-02', '2001-01-04')))
  expect(await folders(narrow)).toHaveLength(3)
  await materialize(narrow, { partitions: '2001-01-03' })
  expect(await folders(narrow)).toEqual(['day=2001-01-02', 'day=2001-01-03'])
  expect(await materialize(wide)).toMatchObject({ steps: nothing })
  expect(await folders(wide)).toEqual(['day=2001-01-01', 'day=2001-01-02', 'day=2001-01-03'])
})

test('a partition whose key means another window leaves until it is made for that', async () => {
  const utc = await onDisk(lab(days('2001-01-01', '2001-01-03')))
  await materialize(utc)
  const zone = changed(utc, lab(daily({ start: '2001-01-01', end: '2001-01-03', timezone: 'America/New_York' })))
  await materialize(zone, { partitions: '2001-01-02' })
  expect(await folders(zone)).toEqual(['day=2001-01-02'])
  await materialize(zone)
  expect(await path(zone, 'one')).toMatchObject({ complete: true })
})

test('the same keys under another dimension leave their former folders', async () => {
  const before = await onDisk(lab(product({ left: segments(['a', 'b']), right: segments(['x', 'y']) })))
  await materialize(before)
  const after = changed(before, lab(segments(['a', 'b'])))
  await materialize(after)
  expect(await folders(after)).toEqual(['segment=a', 'segment=b'])
})

test('the clock alone removes nothing, also where it was put back', async () => {
  const open = await onDisk(lab(days('2001-01-30')))
  await materialize(open, at('2001-02-03'))
  const shown = await folders(open)
  expect(shown).toHaveLength(4)
  await materialize(open, at('2001-02-01'))
  expect(await folders(open)).toEqual(shown)
})

test('folders of other configs, of assets that the catalog does not hold, and of other environments stay', async () => {
  const first = await onDisk(lab(segments(['a', 'b'])))
  await materialize(first)
  await materialize(first, { environment: 'staging' })
  const otherConfig = changed(first, lab(segments(['a']), 2))
  await materialize(otherConfig)
  expect([await folders(first), await folders(otherConfig)]).toEqual([['segment=a', 'segment=b'], ['segment=a']])

  const narrow = changed(first, lab(segments(['a'])))
  await materialize(narrow)
  expect(await folders(narrow)).toEqual(['segment=a'])
  expect(readdirSync((await path(narrow, 'one', { environment: 'staging' })).path)).toEqual(['segment=a', 'segment=b'])
  const others = { ...narrow, ...memoryConfig(catalog({ two: asset({ run: () => 1 }) })), io: narrow.io, lab: narrow.lab }
  await materialize(others)
  expect(await folders(narrow)).toEqual(['segment=a'])
})

test('what a user keeps in the folder of a partition stays when it leaves', async () => {
  const wide = await onDisk(lab(segments(['a', 'b'])))
  await materialize(wide)
  const notes = join((await path(wide, 'one')).path, 'segment=b', 'notes.txt')
  writeFileSync(notes, 'mine')
  const narrow = changed(wide, lab(segments(['a'])))
  await materialize(narrow)
  expect([existsSync(notes), readdirSync(join(notes, '..'))]).toEqual([true, ['notes.txt']])
  expect(await status(narrow)).toMatchObject({ assets: [{ fresh: 1, total: 1 }] })
})

/** Rows by tenant, as another tool counts them. */
async function counted(of: Parameters<typeof path>[0]): Promise<readonly (readonly unknown[])[]> {
  const { path: folder } = await path(of, 'one')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    const from = `read_json('${folder}/*/*/*.json', hive_partitioning = true)`
    return (await connection.runAndReadAll(`select tenant, count(*) from ${from} group by tenant order by tenant`)).getRows()
  } finally {
    connection.closeSync()
  }
}
