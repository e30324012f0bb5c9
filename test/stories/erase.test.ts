/** Erasing: the bytes are gone for good, everything says so, and nothing brings them back unless it is asked for. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  addKeys,
  asset,
  catalog,
  dataContract,
  dynamicSegments,
  erase,
  external,
  history,
  isVarveError,
  lineage,
  materialize,
  path,
  plan,
  read,
  removeKeys,
  status,
  type VarveError,
  verify,
} from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { withSnapshot } from '../../packages/core/src/ledger/with-snapshot.ts'
import { overridden } from '../support/overridden.ts'
import { onDisk } from '../support/tree-lab.ts'

const customers = dynamicSegments('customers')
const names: Readonly<Record<string, string>> = { acme: 'Ann Sommer', globex: 'Bob Winter', twin: 'Ann Sommer', wrong: 'bad' }
const fetched = external<{ n: number }[]>({
  description: 'rows',
  contract: undefined,
  observe: async () => undefined,
  open: async () => ({ value: async () => [] }),
})
const Name = dataContract({ row: z.object({ name: z.string().min(4) }) })
const people = asset({ partitions: customers, contract: Name, run: (_, { partition }) => [{ name: names[partition] ?? 'nobody' }] })
const lengths = asset({
  partitions: customers,
  inputs: { people },
  run: ({ people }, { partition }) => people.map(({ name }) => ({ partition, length: name.length })),
})
const model = asset({ run: () => [{ weight: 42 }] })
const reason = 'customer asked'

async function made(...keys: readonly string[]) {
  const lab = memoryConfig(catalog({ people, lengths, model, fetched }), { keys: { customers: keys } })
  await materialize(lab)
  return lab
}

test('what is erased is gone from storage and tree, and verify is ok', async () => {
  const lab = await made('acme', 'globex')
  const before = await stored(lab)
  expect(await erase(lab, ['people@acme'], { reason })).toEqual({
    erased: [{ asset: 'people', partition: 'acme', objects: 1, quarantined: 0, bytes: 26 }],
    reason,
    dryRun: false,
  })
  const after = await stored(lab)
  expect(before.filter(text => text.includes('Ann Sommer'))).toHaveLength(1)
  expect(after.filter(text => text.includes('Ann Sommer'))).toEqual([])
  expect(after).toHaveLength(before.length - 1)
  expect(await verify(lab)).toMatchObject({ ok: true, missing: [], corrupted: [], unreferenced: [], tree: { wrong: [] }, erased: 1 })
  expect(await verify(lab, { select: 'lengths' })).not.toHaveProperty('erased')
})

test('a dry run says what would go, and changes nothing', async () => {
  const lab = await made('acme')
  const dry = await erase(lab, ['people@acme'], { reason, dryRun: true })
  expect(dry).toMatchObject({ dryRun: true, erased: [{ objects: 1, bytes: 26 }] })
  expect(await read(lab, 'people@acme')).toEqual([{ name: 'Ann Sommer' }])
})

test('what is erased is not materialized again unless its partition is asked for by name', async () => {
  const lab = await made('acme', 'globex')
  await erase(lab, ['people@acme', 'model'], { reason })
  expect((await plan(lab)).steps).toEqual({ run: 0, reuse: 0 })
  expect((await plan(lab)).findings.map(({ severity, code, message, fix }) => [severity, code, message, fix])).toEqual([
    ['info', 'ERASED', 'model was erased and is not made again: * (customer asked)', 'varve materialize model --force makes it again'],
    [
      ...['info', 'ERASED', 'people was erased and is not made again: acme (customer asked)'],
      "varve materialize people --partitions 'acme' --force makes it again",
    ],
  ])
  expect(await materialize(lab)).toMatchObject({ status: 'complete', steps: { done: 0, reused: 0 } })
  await materialize(lab, { force: true })
  await materialize(lab, { force: true, select: 'people', partitions: 'missing' })
  expect((await errorOf(read(lab, 'people@acme'))).code).toBe('PARTITION_ERASED')

  expect((await materialize(lab, { force: true, select: 'people', partitions: 'acme' })).steps.done).toBe(1)
  expect((await materialize(lab, { force: true, select: 'model' })).steps.done).toBe(1)
  expect(await read(lab, 'people@acme')).toEqual([{ name: 'Ann Sommer' }])
  expect((await status(lab, { select: 'people' })).assets[0]).toMatchObject({ fresh: 2, missing: 0, erased: '' })
})

test('partitions that were erased for several reasons are not listed under one: the first was named for all', async () => {
  const lab = await made('acme', 'globex')
  await erase(lab, ['people@acme'], { reason })
  await erase(lab, ['people@globex'], { reason: 'contract ended' })
  expect((await plan(lab)).findings.map(({ message }) => message)).toEqual([
    'people was erased and is not made again: acme,globex (for 2 reasons: varve history people lists them)',
  ])
})

test('every command says that it was erased, when and why', async () => {
  const lab = await made('acme', 'globex')
  await erase(lab, ['people@acme'], { reason })
  expect((await status(lab, { select: 'people' })).assets[0]).toMatchObject({
    asset: 'people',
    fresh: 1,
    missing: 1,
    erased: 'acme',
    ranges: { missing: 'acme' },
  })
  for (const asked of [read(lab, 'people@acme'), path(lab, 'people@acme'), lineage(lab, 'people@acme')]) {
    const error = await errorOf(asked)
    expect(error).toMatchObject({
      code: 'PARTITION_ERASED',
      what: 'people@acme was erased',
      why: expect.stringMatching(/^on 2100-01-01 .*: customer asked$/),
    })
    expect(error.fix).toContain("varve materialize people --partitions 'acme' --force")
  }
  const erased = { at: '2100-01-01T00:00:00.000Z', reason, by: { user: expect.anything(), host: expect.any(String) } }
  expect((await history(lab, 'people')).versions.map(version => [version.partition, version.erased])).toEqual(
    expect.arrayContaining([
      ['acme', erased],
      ['globex', null],
    ]),
  )
  const { nodes } = await lineage(lab, 'lengths@acme')
  expect(Object.values(nodes).map(node => [node.asset, node.erased])).toEqual([
    ['lengths', null],
    ['people', erased],
  ])
})

test('readers of what was erased stay fresh, and one that must run is blocked and says why', async () => {
  const lab = await made('acme', 'globex')
  await erase(lab, ['people@acme'], { reason })
  expect((await status(lab, { select: 'lengths' })).assets[0]).toMatchObject({ fresh: 2, blocked: 0 })
  const outcome = await materialize(lab, { force: true, select: 'lengths' })
  expect(outcome).toMatchObject({ steps: { done: 1, blocked: 1 } })
  expect(outcome.blocked).toEqual([
    {
      asset: 'lengths',
      partitions: 'acme',
      by: { asset: 'people', partition: 'acme', code: 'INPUT_ERASED' },
      fix: "it was erased on purpose: varve materialize people --partitions 'acme' --force makes it again",
    },
  ])
})

test('bytes that others share are not erased unless these are named too, with the command that names all', async () => {
  const lab = await made('acme', 'globex', 'twin')
  const error = await errorOf(erase(lab, ['people@acme'], { reason }))
  expect(error).toMatchObject({
    code: 'OBJECT_SHARED',
    fix: "name all of them: varve erase people@acme people@twin --reason 'customer asked'",
    details: { named: ['people@acme'], sharing: ['people@twin'] },
  })
  expect(await read(lab, 'people@acme')).toEqual(await read(lab, 'people@twin'))
  expect((await erase(lab, ['people@acme', 'people@twin'], { reason })).erased.map(({ partition }) => partition)).toEqual(['acme', 'twin'])
  expect((await stored(lab)).filter(text => text.includes('Ann'))).toEqual([])
})

test('bytes that were erased and made again elsewhere are not taken away by a later erase of the first', async () => {
  const lab = await made('acme', 'twin')
  await erase(lab, ['people@acme', 'people@twin'], { reason })
  await materialize(lab, { force: true, select: 'people', partitions: 'twin' })
  expect((await erase(lab, ['people@acme'], { reason })).erased).toMatchObject([{ objects: 0 }])
  expect(await read(lab, 'people@twin')).toEqual([{ name: 'Ann Sommer' }])
  expect(await verify(lab)).toMatchObject({ ok: true })
})

test('erased bytes that a backup brought back are removed by erasing again, which never says that nothing is there', async () => {
  const lab = await onDisk(memoryConfig(catalog({ people, lengths, model, fetched })))
  await addKeys(lab, 'people', ['acme', 'globex', 'twin'])
  await materialize(lab)
  const { object } = await path(lab, 'people@acme')
  const bytes = await readFile(object!)
  await erase(lab, ['people@acme', 'people@twin'], { reason })
  await mkdir(dirname(object!), { recursive: true })
  await writeFile(object!, bytes)
  expect((await erase(lab, ['people@acme'], { reason })).erased).toMatchObject([{ objects: 1, bytes: bytes.length }])
  await expect(readFile(object!)).rejects.toThrow('ENOENT')
  expect((await erase(lab, ['people@acme'], { reason })).erased).toMatchObject([{ objects: 0 }])

  await materialize(lab, { force: true, select: 'people', partitions: 'twin' })
  expect((await erase(lab, ['people@acme'], { reason })).erased).toMatchObject([{ objects: 0 }]) // twin holds them now
  expect(await read(lab, 'people@twin')).toEqual([{ name: 'Ann Sommer' }])
})

test('a removed key can be erased, and erasing again is fine', async () => {
  const lab = await made('acme', 'globex')
  await removeKeys(lab, 'people', ['acme'])
  expect((await erase(lab, ['people@acme'], { reason })).erased).toMatchObject([{ asset: 'people', partition: 'acme', objects: 1 }])
  expect((await erase(lab, ['people@acme'], { reason })).erased).toMatchObject([
    { asset: 'people', partition: 'acme', objects: 0, bytes: 0 },
  ])
  expect((await stored(lab)).filter(text => text.includes('Ann'))).toEqual([])
})

test('rows that were rejected are erased, also where nothing was ever published', async () => {
  const lab = await made('wrong', 'globex')
  await removeKeys(lab, 'people', ['wrong'])
  expect((await erase(lab, ['people@wrong'], { reason })).erased).toMatchObject([{ objects: 0, quarantined: 1 }])
  expect((await erase(lab, ['people@wrong'], { reason })).erased).toMatchObject([{ quarantined: 0 }])
})

const refused: Readonly<Record<string, readonly [references: readonly string[], reason: string, code: string, what: RegExp]>> = {
  'an unknown asset': [['peple@acme'], reason, 'UNKNOWN_ASSET', /no asset 'peple'/],
  'an unknown partition': [['people@nobody'], reason, 'UNKNOWN_PARTITION', /nobody/],
  'a whole asset that has partitions': [['people'], reason, 'BAD_REQUEST', /has partitions/],
  'a partition that was never made': [
    ['people@wrong', 'lengths@wrong'],
    reason,
    'NOT_MATERIALIZED',
    /lengths@wrong has not been materialized/,
  ],
  'an external': [['fetched'], reason, 'BAD_REQUEST', /fetched is an external/],
  'an empty reason': [['people@acme'], ' ', 'BAD_REQUEST', /no reason/],
  'no partition': [[], reason, 'BAD_REQUEST', /no partition is named/],
}

test.each(Object.entries(refused))('%s is refused, and nothing is erased', async (_, [references, why, code, what]) => {
  const lab = await made('acme', 'wrong')
  const error = await errorOf(erase(lab, references, { reason: why }))
  expect(error).toMatchObject({ code, what: expect.stringMatching(what) })
  expect((await history(lab, 'people@acme')).versions[0]?.erased).toBeNull()
})

test('an erase that was killed after the fact is finished by the next command', async () => {
  const lab = await made('acme', 'globex')
  const { ledger } = lab.lab
  const before = await withSnapshot(ledger, async snapshot => ({
    asOf: snapshot.sequence,
    made: (await snapshot.history('people', 'acme'))[0]!,
  }))
  const { asset, partition, artifact } = before.made
  const holder = { host: 'gone', boot: null, namespace: null, pid: 1, started: '0' }
  await ledger.startRun({ id: 'killed', environment: 'main', holder, at: 0, request: {}, leaseMs: 60_000 })
  const erasure = { asset, partition, path: 'segment=acme', reason, by: { user: null, host: 'gone' }, bytes: 25, quarantined: 0, at: 0 }
  const members = artifact.members.map(({ sha256 }) => sha256)
  await ledger.erase({ run: 'killed', erasures: [{ ...erasure, members }], asOf: before.asOf })
  expect((await stored(lab)).filter(text => text.includes('Ann Sommer'))).toHaveLength(1)
  await ledger.endRun('killed', 'interrupted', 0)
  await status(lab)
  expect((await stored(lab)).filter(text => text.includes('Ann Sommer'))).toEqual([])
  expect(await withSnapshot(ledger, snapshot => snapshot.removals())).toEqual([])
  expect(await verify(lab)).toMatchObject({ ok: true })
})

test('a verify that looks while an erase removes the bytes records nothing as lost, and reports nothing', async () => {
  const lab = await made('acme', 'globex')
  const open = (folder: string) => {
    const store = lab.io.open(folder)
    let isErased = false
    const hash: typeof store.objects.hash = async member => {
      if (!isErased) {
        isErased = true
        await erase(lab, ['people@acme'], { reason })
      }
      return store.objects.hash(member)
    }
    return { ...store, objects: overridden(store.objects, { hash }) }
  }
  expect(await verify({ ...lab, io: { ...lab.io, open } })).toMatchObject({ ok: true, missing: [], corrupted: [] })
  expect(await withSnapshot(lab.lab.ledger, snapshot => snapshot.losses())).toEqual([])
})

test('a process that was stopped before its put cannot put back what was erased meanwhile: what it staged goes before files are listed', async () => {
  const lab = await made('acme', 'globex')
  const { ledger } = lab.lab
  let stopped: ReturnType<typeof materialize> | undefined
  let wake = (): void => {}
  const awake = new Promise<void>(resolve => {
    wake = resolve
  })
  const asleep = new Promise<void>(hasStopped => {
    const open = (folder: string) => {
      const store = lab.io.open(folder)
      const put: typeof store.objects.put = async staged => {
        hasStopped()
        await awake
        await store.objects.put(staged)
      }
      return { ...store, objects: overridden(store.objects, { put }) }
    }
    stopped = materialize({ ...lab, io: { ...lab.io, open } }, { select: 'people', partitions: 'acme', force: true })
  })
  await asleep
  const running = (await withSnapshot(ledger, snapshot => snapshot.runs('all'))).find(({ status }) => status === 'running')!
  const fencing: typeof ledger = {
    ...ledger,
    erase: async request => {
      await ledger.endRun(running.id, 'interrupted', 0) // its lease is over by now
      return ledger.erase(request)
    },
  }
  const other = { ...lab, lab: { ...lab.lab, ledger: fencing } }
  await erase(other, ['people@acme'], { reason })
  expect((await stored(lab)).filter(text => text.includes('Ann Sommer'))).toEqual([])
  wake()
  await stopped!.catch(() => {})
  expect((await stored(lab)).filter(text => text.includes('Ann Sommer'))).toEqual([])
  expect(await verify(lab)).toMatchObject({ ok: true, unreferenced: [] })
})

/** Every object as text. */
async function stored(lab: Awaited<ReturnType<typeof made>>): Promise<readonly string[]> {
  const store = lab.io.open(lab.folder)
  const texts: string[] = []
  for await (const { sha256, extension, bytes } of store.objects.all()) {
    texts.push(new TextDecoder().decode(await store.objects.read({ name: `part.${extension}`, sha256, bytes })))
  }
  return texts
}

async function errorOf(asked: Promise<unknown>): Promise<VarveError> {
  try {
    await asked
  } catch (error) {
    if (isVarveError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}
