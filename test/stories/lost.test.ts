/** What is lost is missing: found by whoever meets it, made again without force, and never taken for something else. */
import { chmod, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LabConfig } from '@varve/core/testing'
import {
  asset,
  catalog,
  daily,
  existingOnly,
  externalFile,
  file,
  from,
  ioManager,
  json,
  last,
  materialize,
  path,
  plan,
  previous,
  read,
  status,
  verify,
} from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, onTestFinished, test } from 'vitest'
import { withSnapshot } from '../../packages/core/src/ledger/with-snapshot.ts'
import { edited, stepsOf } from '../support/lab-edits.ts'
import { onDisk } from '../support/tree-lab.ts'

const days = daily({ start: '2001-01-01', end: '2001-01-04' })

/** Three days of orders from a file, a week of them, and a total; objects on disk, everything made. */
async function shop() {
  const folder = await mkdtemp(join(tmpdir(), 'varve-lost-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const ran: string[] = []
  const raw = externalFile<number>(join(folder, 'raw.json'), { format: 'json' })
  const setRaw = (value: number) => writeFile(join(folder, 'raw.json'), String(value))
  await setRaw(1)
  const orders = asset({
    partitions: days,
    inputs: { raw },
    run: ({ raw }, { partition }) => {
      ran.push(`orders@${partition.key}`)
      return { day: partition.key, raw }
    },
  })
  const week = asset({
    partitions: days,
    inputs: { orders: from(orders, { partitions: last(7) }) },
    run: ({ orders }, { partition }) => {
      ran.push(`week@${partition.key}`)
      return { days: orders.size }
    },
  })
  const shopCatalog = catalog({ raw, orders, week })
  const config = edited(memoryConfig(shopCatalog), shopCatalog, ioManager({ storage: file(join(folder, 'data')), format: json() }))
  await materialize(config)
  ran.length = 0
  return {
    ...{ config, folder, orders, raw, setRaw },
    /** What user code ran since the last call. */
    ran: () => ran.splice(0).sort(),
    /** The file of the object that a partition's current version is. */
    object: async (reference: string) => (await path(config, reference)).object as string,
  }
}

async function corrupt(objectFile: string): Promise<void> {
  await chmod(objectFile, 0o644)
  await writeFile(objectFile, '{"day":"2001-01-01","raw":999}\n')
}

async function statesOf(config: LabConfig): Promise<Readonly<Record<string, string>>> {
  const { assets } = await status(config)
  const texts = assets.map(({ asset, ranges }) => [
    asset,
    Object.entries(ranges)
      .filter(([, text]) => text !== '')
      .map(([state, text]) => `${state} ${text}`)
      .join('; '),
  ])
  return Object.fromEntries(texts)
}

const allFresh = { raw: '', orders: 'fresh 2001-01-01..2001-01-03', week: 'fresh 2001-01-01..2001-01-03' }

test.each([
  ['corrupted', corrupt],
  ['deleted', (objectFile: string) => rm(objectFile, { force: true })],
])('an edit is undone and the object of the first version was %s: its partition runs, where it was reused', async (_, damage) => {
  const { config, setRaw, object, ran, folder } = await shop()
  const first = await object('orders@2001-01-01')
  await setRaw(2)
  await materialize(config)
  ran()
  await damage(first)
  await setRaw(1)

  expect(await stepsOf(config)).toContain('orders: reuse 3, input 3')
  const outcome = await materialize(config, { select: 'orders' })
  expect(outcome).toMatchObject({ status: 'complete', steps: { done: 1, reused: 2, failed: 0 } })
  expect(ran()).toEqual(['orders@2001-01-01'])
  expect(await read(config, 'orders@2001-01-01')).toEqual({ day: '2001-01-01', raw: 1 })
  expect(await readFile(first, 'utf8')).toBe('{"day":"2001-01-01","raw":1}\n')
  const aside = await readdir(join(folder, 'data/.varve/quarantine/.objects')).catch(() => [])
  expect(aside).toHaveLength(damage === corrupt ? 1 : 0)
  expect(await verify(config)).toMatchObject({ ok: true })
})

test('an object that verify finds deleted makes its partition missing, readers stay fresh, and materialize makes it again without force', async () => {
  const { config, object, ran } = await shop()
  await rm(await object('orders@2001-01-02'))
  expect(await statesOf(config)).toEqual(allFresh) // nobody has noticed

  expect(await verify(config)).toMatchObject({ ok: false, missing: [{ partitions: ['orders@2001-01-02'] }] })
  expect(await statesOf(config)).toEqual({ ...allFresh, orders: 'fresh 2001-01-01,2001-01-03; missing 2001-01-02' })
  expect(await stepsOf(config)).toEqual(['orders: run 1, lost 1'])

  const outcome = await materialize(config)
  expect(outcome).toMatchObject({ status: 'complete', steps: { done: 1, reused: 0, skipped: 2, failed: 0, blocked: 0 } })
  expect(ran()).toEqual(['orders@2001-01-02'])
  expect(await statesOf(config)).toEqual(allFresh)
  expect(await verify(config)).toMatchObject({ ok: true })
})

test('a lost object whose partition came out with other bytes is needed by nothing: verify names it once as wrong, then as past', async () => {
  let made = 0
  const lab = await onDisk(memoryConfig(catalog({ count: asset({ run: () => ++made }) })))
  await materialize(lab)
  const lost = (await path(lab, 'count')).object!
  await rm(lost)

  expect(await verify(lab)).toMatchObject({ ok: false, missing: [{ path: lost }] })
  expect(await verify(lab)).toMatchObject({ ok: false, missing: [{ path: lost }] }) // nothing has taken its place yet
  expect(await materialize(lab)).toMatchObject({ status: 'complete' })

  const later = await verify(lab)
  expect(later).toMatchObject({ ok: true, missing: [], corrupted: [], lost: [{ path: lost, partitions: ['count'] }] })
  expect(await read(lab, 'count')).toBe(2)
})

test('an object that was found lost and is put back is no loss any more', async () => {
  const { config, object } = await shop()
  const lost = await object('orders@2001-01-02')
  await rename(lost, `${lost}.away`)
  await verify(config)
  expect(await stepsOf(config)).toEqual(['orders: run 1, lost 1'])
  await rename(`${lost}.away`, lost)

  expect(await verify(config)).toMatchObject({ ok: true })
  expect(await stepsOf(config)).toEqual([])
})

test('the command that reads a corrupt object names its partition and the command that makes it again, which then works', async () => {
  const { config, object, ran } = await shop()
  await corrupt(await object('orders@2001-01-01'))

  await expect(read(config, 'orders@2001-01-01')).rejects.toMatchObject({
    code: 'OBJECT_CORRUPT',
    what: 'the bytes of orders@2001-01-01 are lost',
    fix: expect.stringContaining("varve materialize orders --partitions '2001-01-01'"),
  })
  expect(await materialize(config, { select: 'orders', partitions: '2001-01-01' })).toMatchObject({
    status: 'complete',
    steps: { done: 1 },
  })
  expect(ran()).toEqual(['orders@2001-01-01'])
  expect(await read(config, 'orders@2001-01-01')).toEqual({ day: '2001-01-01', raw: 1 })
})

test('a reader that meets a deleted object fails with the name of the upstream partition, and the next run makes it again', async () => {
  const { config, object, ran } = await shop()
  await rm(await object('orders@2001-01-01'))

  const met = await materialize(config, { select: 'week', partitions: '2001-01-01', force: true })
  expect(met.failures).toMatchObject([
    {
      asset: 'week',
      partition: '2001-01-01',
      code: 'OBJECT_MISSING',
      message: expect.stringMatching(
        /^the bytes of orders@2001-01-01 are lost; .* varve materialize orders --partitions '2001-01-01' makes it again$/,
      ),
    },
  ])
  ran()
  const next = await materialize(config)
  expect(next).toMatchObject({ status: 'complete', steps: { done: 1, skipped: 3, failed: 0, blocked: 0 } })
  expect(ran()).toEqual(['orders@2001-01-01']) // equal bytes: its readers are as fresh as they were
  expect(await statesOf(config)).toEqual(allFresh)
})

test('a reader that must run waits for a lost upstream that is not selected, and says with which command it comes back', async () => {
  const { config, object, ran } = await shop()
  await rm(await object('orders@2001-01-02'))
  await verify(config)

  const outcome = await materialize(config, { select: 'week', force: true })
  const by = { asset: 'orders', partition: '2001-01-02', code: 'INPUT_LOST' }
  const fix = "varve materialize orders --partitions '2001-01-02' makes its lost bytes again"
  expect(outcome).toMatchObject({
    steps: { done: 1, blocked: 2, failed: 0 },
    blocked: [{ asset: 'week', partitions: '2001-01-02..2001-01-03', by, fix }],
  })
  expect(ran()).toEqual(['week@2001-01-01'])
  expect((await plan(config, { select: 'week', force: true })).findings).toContainEqual(
    expect.objectContaining({ severity: 'error', code: 'INPUT_LOST', asset: 'week', fix }),
  )
})

test('lost is never absent: an optional input of a lost partition waits, where undefined would be wrong', async () => {
  const { config, object, orders, raw } = await shop()
  const before = asset({
    partitions: days,
    inputs: { before: from(orders, { partitions: existingOnly(previous) }) },
    run: ({ before }) => ({ before: before === undefined ? 'nothing' : before.day }),
  })
  const optional = edited(config, catalog({ raw, orders, before }))
  await rm(await object('orders@2001-01-02'))
  await verify(optional)

  expect(await materialize(optional, { select: 'before' })).toMatchObject({
    steps: { done: 2, blocked: 1 },
    blocked: [{ asset: 'before', partitions: '2001-01-03', by: { asset: 'orders', partition: '2001-01-02', code: 'INPUT_LOST' } }],
  })
  expect(await read(optional, 'before@2001-01-01')).toEqual({ before: 'nothing' })
  expect(await materialize(optional)).toMatchObject({ status: 'complete' })
  expect(await read(optional, 'before@2001-01-03')).toEqual({ before: '2001-01-02' })
})

test('a storage root that is not there has lost nothing', async () => {
  const { config, folder, ran } = await shop()
  await rename(join(folder, 'data'), join(folder, 'away'))
  await verify(config).catch(() => {})
  await read(config, 'orders@2001-01-01').catch(() => {})
  await rm(join(folder, 'data'), { recursive: true, force: true })
  await rename(join(folder, 'away'), join(folder, 'data'))

  expect(await stepsOf(config)).toEqual([])
  expect(await statesOf(config)).toEqual(allFresh)
  expect(ran()).toEqual([])
})

test('what was erased is not lost: it is missing, is made only with force, and readers that must run are blocked by name', async () => {
  const { config, ran, object } = await shop()
  const erased = await object('orders@2001-01-01')
  await rm(erased)
  const members = [erased.slice(-69, -5)]
  const { asOf, run } = await withSnapshot(config.lab.ledger, async snapshot => ({
    asOf: snapshot.sequence,
    run: (await snapshot.runs('all'))[0]!.id,
  }))
  const who = { by: { user: null, host: 'here' }, path: null, bytes: 1, quarantined: 0 }
  const erasure = { asset: 'orders', partition: '2001-01-01', reason: 'a customer asked', members, at: 1, ...who }
  await config.lab.ledger.erase({ run, erasures: [erasure], asOf })

  expect(await statesOf(config)).toMatchObject({
    orders: 'fresh 2001-01-02..2001-01-03; missing 2001-01-01',
    week: 'fresh 2001-01-01..2001-01-03',
  })
  const { steps, findings } = await plan(config)
  expect(steps).toMatchObject({ run: 0, reuse: 0 })
  expect(findings).toContainEqual(
    expect.objectContaining({ severity: 'info', code: 'ERASED', asset: 'orders', message: expect.stringContaining('a customer asked') }),
  )
  expect((await materialize(config)).status).toBe('complete')
  const blocked = (await plan(config, { select: 'week', force: true })).findings
  expect(blocked).toContainEqual(expect.objectContaining({ code: 'INPUT_ERASED', asset: 'week', fix: expect.stringContaining('--force') }))
  const outcome = await materialize(config, { select: 'week', force: true })
  expect(outcome.blocked).toMatchObject([{ asset: 'week', by: { asset: 'orders', partition: '2001-01-01', code: 'INPUT_ERASED' } }])
  expect(ran()).toEqual([])

  await materialize(config, { select: 'orders', partitions: '2001-01-01', force: true })
  expect(ran()).toEqual(['orders@2001-01-01'])
  expect(await materialize(config)).toMatchObject({ status: 'complete', steps: { done: 0 } })
})
