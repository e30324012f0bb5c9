/** Every row of docs/recovery.md, done to a real root: what the commands say, and that the way back leads back. */
import { appendFileSync, chmodSync, cpSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { addKeys, isVarveError, materialize, path, plan, rebuildLedger, status, verify } from 'varve'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../packages/core/src/ledger/sqlite/driver.ts'
import { config } from '../support/recovery-config.ts'
import { ledgerFiles, newRoot, type Root, temporaryRoot } from '../support/recovery-project.ts'

type Damage = (place: Root, early: Root) => Promise<void> | void

const records = ({ path }: Root) => readdirSync(path('data/.varve/commits')).sort()
const objectOf = async (place: Root) => (await path(config, 'orders@2001-01-02', place.at)).object!
const treeFileOf = async (place: Root) => (await path(config, 'orders@2001-01-02', place.at)).path

/** Writes into the very file that others link to. */
function overwrite(file: string, text: string): void {
  chmodSync(file, 0o644)
  writeFileSync(file, text)
}

/** @param early the same root before its last run. */
const damages: Readonly<Record<string, Damage>> = {
  'the ledger was deleted': place => place.remove(...ledgerFiles),
  'the ledger was truncated': place => truncateSync(place.path('.varve/ledger.db'), 5_000),
  'the ledger was replaced by an older copy': (place, early) => {
    place.remove(...ledgerFiles)
    cpSync(early.path('.varve/ledger.db'), place.path('.varve/ledger.db'))
  },
  "the ledger's write-ahead log was removed": place => place.remove(...ledgerFiles.slice(1)),
  'the storage root was moved or unmounted': place => renameSync(place.path('data'), place.path('away')),
  "the storage root's `root.json` was deleted": place => place.remove('data/.varve/root.json'),
  "the storage root's `root.json` was damaged": place => overwrite(place.path('data/.varve/root.json'), '{"form'),
  'the storage root was restored from an older backup': (place, early) => {
    place.remove('data')
    cpSync(early.path('data'), place.path('data'), { recursive: true })
  },
  'the newest commit record was altered': place => overwrite(place.path('data/.varve/commits', records(place).at(-1)!), '{}'),
  'an earlier commit record was altered': place => overwrite(place.path('data/.varve/commits', records(place)[1]!), '{}'),
  'an object was deleted': async place => rmSync(await objectOf(place)),
  'an object was flipped': async place => overwrite(await objectOf(place), '[{"day":"2001-01-02","n":3}]'),
  'a tree file was deleted': async place => rmSync(await treeFileOf(place)),
  'a tree file was replaced': async place => {
    const file = await treeFileOf(place)
    rmSync(file)
    writeFileSync(file, 'mine')
  },
  'a tree file was edited in place, and with it its object': async place => {
    const file = await treeFileOf(place)
    chmodSync(file, 0o644)
    appendFileSync(file, ' ')
  },
}

const says: Readonly<Record<string, (place: Root) => Promise<string>>> = {
  status: async place => ((await status(config, place.at)).assets.every(({ fresh, total }) => fresh === total) ? 'fresh' : 'not fresh'),
  plan: async place => ((await plan(config, place.at)).assets.length === 0 ? 'nothing to do' : 'something to do'),
  verify: async place => ((await verify(config, place.at)).ok ? 'ok' : 'not ok'),
  materialize: async place => (await materialize(config, place.at)).status,
}

const ways: Readonly<Record<string, (place: Root) => Promise<unknown>>> = {
  '`varve rebuild-ledger`': place => rebuildLedger(config, place.at),
  '`varve verify`': place => verify(config, place.at),
  '`varve materialize`': place => materialize(config, place.at),
  'put it back': async place => renameSync(place.path('away'), place.path('data')),
}

const page = readFileSync(new URL('../../docs/recovery.md', import.meta.url), 'utf8')
const rows = page
  .split('\n')
  .filter(line => /^\| (the|an?) /.test(line))
  .map(line => line.slice(2, -2).split(' | '))

describe('docs/recovery.md', () => {
  const early = temporaryRoot()
  const late = temporaryRoot()

  let held: Database
  afterAll(() => held.close())

  // Two states of one root: before its last run, with everything in the ledger file itself, and after it.
  beforeAll(async () => {
    await addKeys(config, 'visits', ['acme'], early.at)
    await materialize(config, { ...early.at, select: ['orders'], partitions: '2001-01-01' })
    const db = await openDatabase(early.path('.varve/ledger.db'))
    db.script('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    late.copyOf(early)
    held = await openDatabase(late.path('.varve/ledger.db'))
    held.get('SELECT 1 FROM fact') // while it is open, nobody moves the write-ahead log into the file
    await materialize(config, late.at)
    expect([await says.status!(late), await says.verify!(late)]).toEqual(['fresh', 'ok'])
  })

  test('has a row for each kind of loss', () => {
    expect(rows.map(([what]) => what)).toEqual(Object.keys(damages))
  })

  test.each(rows)('%s', async (what, ...cells) => {
    const expected = cells.slice(0, 4).map(cell => cell.replaceAll('`', ''))
    const damaged = async () => {
      const place = newRoot()
      place.copyOf(late)
      await damages[what!]!(place, early)
      return place
    }
    const ask = (command: string, place: Root) => says[command]!(place).catch(error => (isVarveError(error) ? error.code : String(error)))
    const place = await damaged()
    const seen = [
      await ask('status', place),
      await ask('plan', place),
      await ask('verify', await damaged()),
      await ask('materialize', await damaged()),
    ]
    expect(seen).toEqual(expected)
    for (const step of cells[4]!.split(', ')) await ways[step]?.(place)
    expect([await says.status!(place), await says.plan!(place), await says.verify!(place)]).toEqual(['fresh', 'nothing to do', 'ok'])
  })
})
