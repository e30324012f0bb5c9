/** `verify` compares the ledger with the commit records of its root: nothing that was lost, altered or edited is ok. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { addKeys, asset, catalog, defineConfig, materialize, rebuildLedger, verify } from 'varve'
import { describe, expect, test } from 'vitest'
import { verifyLedger } from '../../packages/core/src/command/verify/ledger.ts'
import { verifyTree } from '../../packages/core/src/command/verify/tree.ts'
import { openDatabase } from '../../packages/core/src/ledger/sqlite/driver.ts'
import { openProject } from '../../packages/core/src/project/open-project.ts'
import { overridden } from '../support/overridden.ts'
import { config, orders } from '../support/recovery-config.ts'
import { ledgerFiles, newRoot, type Root } from '../support/recovery-project.ts'

async function made(): Promise<Root> {
  const place = newRoot()
  await addKeys(config, 'visits', ['acme'], place.at)
  await materialize(config, { ...place.at, select: ['orders'] })
  place.keep(...ledgerFiles, 'data/.varve/commits')
  await materialize(config, place.at)
  return place
}

const differences = async (place: Root) => {
  const { ok, ledger } = await verify(config, place.at)
  expect(ok).toBe(ledger.ok)
  return ledger.differences.map(({ message }) => message)
}

async function edit({ path }: Root, sql: string): Promise<void> {
  const db = await openDatabase(path('.varve/ledger.db'))
  db.script(sql)
  db.close()
}

const records = ({ path }: Root) => readdirSync(path('data/.varve/commits')).sort()

describe('the ledger that verify looks at', () => {
  test('a ledger and its root that are whole are ok, and so is a rebuilt one', async () => {
    const place = await made()
    expect(await differences(place)).toEqual([])
    place.remove('.varve')
    await rebuildLedger(config, place.at)
    expect(await differences(place)).toEqual([])
  })

  test('a forked ledger, whose last facts are only in the root, is not ok', async () => {
    const place = await made()
    const before = new Set(records(place))
    place.putBack(...ledgerFiles)
    const kept = readdirSync(place.path('data/.varve/commits')).length
    expect(kept).toBe(before.size)
    const found = await differences(place)
    expect(found.length).toBeGreaterThan(0)
    for (const message of found) expect(message).toMatch(/^commit record \d+ of the storage root is not in the ledger$/)
    await rebuildLedger(config, place.at)
    expect(await differences(place)).toEqual([])
  })

  test('records that are missing, in the middle or at the end, and altered ones are named, and a rebuild restores them', async () => {
    const place = await made()
    const [first = '', second = ''] = records(place)
    const last = records(place).at(-1)!
    const all = records(place)
    const altered = readFileSync(place.path('data/.varve/commits', second), 'utf8').replace('"rows":1', '"rows":2')
    for (const name of [first, second, last]) rmSync(place.path('data/.varve/commits', name))
    writeFileSync(place.path('data/.varve/commits', second), altered)
    expect(await differences(place)).toEqual([
      `commit record ${Number(first)} is missing from the storage root`,
      `commit record ${Number(second)} of the storage root has other bytes than the ledger recorded`,
      `commit record ${Number(last)} is missing from the storage root`,
    ])
    expect((await rebuildLedger(config, place.at)).restored).toEqual([first, second, last].map(Number))
    expect([await differences(place), records(place)]).toEqual([[], all])
  })

  test.each([
    ['a row count', 'UPDATE materialization SET rows = 7 WHERE rows = 1', 'the facts of the ledger are not those'],
    ['a date', 'UPDATE moment SET at = at + 1', 'the facts of the ledger are not those'],
    [
      'a pointer',
      `DELETE FROM pointer WHERE asset = (SELECT number FROM text WHERE body = 'total')`,
      'table pointer does not say what the facts say: 0 rows too many, 1 missing',
    ],
    ['a key', 'UPDATE dynamic_key SET present = 0', 'table dynamic_key does not say what the facts say'],
    ['a lineage', 'DELETE FROM reader', 'table reader does not say what the facts say'],
  ])('%s that was edited in the ledger is not ok, and a rebuild brings back what was recorded', async (_what, sql, message) => {
    const place = await made()
    await edit(place, sql)
    expect((await differences(place)).join('\n')).toContain(message)
    place.remove(...ledgerFiles)
    await rebuildLedger(config, place.at)
    expect(await differences(place)).toEqual([])
  })

  test('what another process records and shows while verify looks is no difference', async () => {
    const place = await made()
    const project = await openProject(config, 'read', place)
    const { ledger, store } = project
    const sequences = async () => {
      await addKeys(config, 'visits', ['globex'], place.at)
      return store.records.sequences()
    }
    const meanwhile = { ...store, records: overridden(store.records, { sequences }) }
    expect((await verifyLedger({ ledger, store: meanwhile })).differences).toEqual([])

    const edited = asset({ partitions: orders.partitions, run: () => [{ day: 'edited', n: 0 }] })
    let hashed = 0
    const hash: typeof store.tree.hash = async path => {
      hashed += 1
      if (hashed === 1)
        await materialize(defineConfig({ entry: config.entry, catalog: catalog({ orders: edited }), io: config.io }), place.at)
      return store.tree.hash(path)
    }
    const edit = { ...store, tree: overridden(store.tree, { hash }) }
    expect(await verifyTree({ ...project, store: edit }, 'main', () => true, false)).toEqual({ wrong: [], repaired: 0 })
    expect(hashed).toBeGreaterThan(1)
    await project.close()
  })
})
