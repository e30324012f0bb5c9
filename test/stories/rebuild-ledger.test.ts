/** A ledger that is lost, old or damaged comes back from the storage root by one command. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { addKeys, history, lineage, listKeys, materialize, path, plan, rebuildLedger, removeKeys, status, verify } from 'varve'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../packages/core/src/ledger/sqlite/driver.ts'
import { codeOf } from '../support/code-of.ts'
import { config } from '../support/recovery-config.ts'
import { ledgerFiles, newRoot, type Root } from '../support/recovery-project.ts'

const statesOf = async ({ root }: Root) =>
  (await status(config, { root })).assets.map(({ asset, fresh, total }) => `${asset} ${fresh}/${total}`)
const fresh = ['orders 3/3', 'visits 2/2', 'total 1/1']

/** What the ledger says of the past, without what a rebuild may change. */
async function pastOf({ root }: Root): Promise<unknown> {
  const versions = await Promise.all(['orders', 'total', 'visits'].map(asset => history(config, asset, { root })))
  return [versions, await lineage(config, 'total', { root, depth: 2 }), await listKeys(config, 'visits', { root })]
}

async function made(): Promise<Root> {
  const place = newRoot()
  const { root } = place
  await addKeys(config, 'visits', ['acme', 'globex', 'gone'], { root })
  await removeKeys(config, 'visits', ['gone'], { root })
  await materialize(config, { root, partitions: '2001-01-01', select: ['orders'] })
  await materialize(config, { root })
  return place
}

describe('rebuild-ledger', () => {
  test('a deleted ledger: no command calls it healthy, and one command brings back history, lineage, keys and pointers', async () => {
    const place = await made()
    const { root } = place
    const past = await pastOf(place)
    place.remove('.varve')
    const answers = [status, plan, materialize, verify].map(command => command(config, { root }))
    const codes = await Promise.all([...answers, path(config, 'orders', { root }), history(config, 'orders', { root })].map(codeOf))
    expect(new Set(codes)).toEqual(new Set(['LEDGER_MISSING']))
    expect(readdirSync(root)).toEqual(['data'])
    expect(await rebuildLedger(config, { root })).toEqual({
      materializations: 6,
      pointers: 6,
      conflicts: [],
      keyConflicts: [],
      restored: [],
      before: null,
    })
    expect([await statesOf(place), await pastOf(place)]).toEqual([fresh, past])
    expect((await materialize(config, { root })).steps).toMatchObject({ done: 0 })
    expect((await addKeys(config, 'visits', ['gone'], { root })).added).toEqual(['gone'])
  })

  test.each([
    ['truncated', (ledger: Buffer) => ledger.subarray(0, 5_000)],
    ['emptied', () => Buffer.alloc(0)],
    ['overwritten', () => Buffer.from('not a database '.repeat(100))],
  ])('a ledger that was %s is put aside', async (_how, damage) => {
    const place = await made()
    const { root } = place
    const damaged = damage(readFileSync(place.path('.varve/ledger.db')))
    place.remove(...ledgerFiles)
    writeFileSync(place.path('.varve/ledger.db'), damaged)
    expect(['LEDGER_UNUSABLE', 'LEDGER_MISSING']).toContain(await codeOf(status(config, { root })))
    const { materializations, before } = await rebuildLedger(config, { root })
    expect([materializations, before]).toEqual([6, expect.stringContaining('ledger.db.before-rebuild-')])
    expect(await statesOf(place)).toEqual(fresh)
  })

  test('an older copy of the ledger is joined: what the root knows keeps its numbers', async () => {
    const place = newRoot()
    const { root } = place
    await addKeys(config, 'visits', ['acme', 'globex'], { root })
    await materialize(config, { root, partitions: '2001-01-01', select: ['orders'] })
    place.keep(...ledgerFiles)
    await materialize(config, { root })
    const past = await pastOf(place)
    place.putBack(...ledgerFiles)
    const codes = await Promise.all([status, plan, materialize].map(command => codeOf(command(config, { root }))))
    expect(new Set(codes)).toEqual(new Set(['LEDGER_FORKED']))
    expect((await rebuildLedger(config, { root })).conflicts).toEqual([])
    expect([await statesOf(place), await pastOf(place)]).toEqual([fresh, past])
  })

  test('a rebuild changes nothing where nothing is wrong, and can be repeated', async () => {
    const place = await made()
    const { root } = place
    const past = await pastOf(place)
    const records = readdirSync(place.path('data/.varve/commits'))
    for (let round = 0; round < 2; round += 1)
      expect(await rebuildLedger(config, { root })).toMatchObject({ materializations: 6, pointers: 6, conflicts: [], restored: [] })
    expect([await pastOf(place), readdirSync(place.path('data/.varve/commits'))]).toEqual([past, records])
  })

  test('the tree is shown again from the objects', async () => {
    const place = await made()
    const { root } = place
    place.remove('.varve', 'data/main')
    await rebuildLedger(config, { root })
    expect(readdirSync(place.path('data/main')).sort()).toEqual(['orders', 'total', 'visits'])
  })

  test('an altered record that the ledger has is written again, and the altered file is kept', async () => {
    const place = await made()
    const { root } = place
    const [first] = readdirSync(place.path('data/.varve/commits'))
    place.remove(`data/.varve/commits/${first}`)
    writeFileSync(place.path('data/.varve/commits', first!), '{}')
    expect((await rebuildLedger(config, { root })).restored).toEqual([Number(first)])
    expect(readdirSync(place.path('data/.varve/quarantine/.commits'))).toHaveLength(1)
    place.remove('.varve')
    expect((await rebuildLedger(config, { root })).materializations).toBe(6)
  })

  test('a record that is missing is not written again from a ledger that was edited: its bytes would be others', async () => {
    const place = await made()
    const { root } = place
    const last = readdirSync(place.path('data/.varve/commits')).at(-1)!
    place.remove(`data/.varve/commits/${last}`)
    const db = await openDatabase(place.path('.varve/ledger.db'))
    db.script(`UPDATE fact SET body = replace(body, 'complete', 'failed') WHERE kind = 'run-ended'`)
    db.close()
    await expect(rebuildLedger(config, { root })).rejects.toMatchObject({
      code: 'COMMIT_RECORD_DAMAGED',
      details: { sequence: Number(last), how: 'missing' },
    })
    expect(readdirSync(place.path('data/.varve/commits'))).not.toContain(last)
  })

  test('a record of another ledger, or under another number, is named, and moving that file alone away leads back', async () => {
    const [place, other] = [await made(), await made()]
    const recordsOf = (of: Root) => readdirSync(of.path('data/.varve/commits'))
    const past = await pastOf(place)
    const [number] = [2, 3, 4, 5, 6, 7].filter(free => !recordsOf(place).some(name => Number(name) === free))
    const at = String(number).padStart(16, '0')
    for (const source of [other, place]) {
      const from = recordsOf(source).at(-1)!
      cpSync(source.path('data/.varve/commits', from), place.path('data/.varve/commits', at))
      place.remove(...ledgerFiles)
      await expect(rebuildLedger(config, place.at)).rejects.toMatchObject({
        code: 'COMMIT_RECORD_DAMAGED',
        fix: expect.stringContaining(`move .varve/commits/${at} away, that file alone`),
        details: { sequence: number, how: 'stray', number: Number(from) },
      })
      place.remove(`data/.varve/commits/${at}`)
      expect(await rebuildLedger(config, place.at)).toMatchObject({ materializations: 6, pointers: 6 })
      expect(await pastOf(place)).toEqual(past)
    }
  })

  test('a record that is missing or altered, with no ledger that has it, is named, with what is still possible', async () => {
    const place = await made()
    const { root } = place
    place.remove('.varve')
    const [first, second] = readdirSync(place.path('data/.varve/commits'))
    place.keep('data')
    place.remove(`data/.varve/commits/${second}`)
    await expect(rebuildLedger(config, { root })).rejects.toMatchObject({
      code: 'COMMIT_RECORD_DAMAGED',
      details: { sequence: Number(second), how: 'missing', whole: Number(first) },
    })
    place.putBack('data')
    place.remove(`data/.varve/commits/${first}`)
    writeFileSync(place.path('data/.varve/commits', first!), '{}')
    await expect(rebuildLedger(config, { root })).rejects.toMatchObject({
      code: 'COMMIT_RECORD_DAMAGED',
      details: { sequence: Number(first), how: 'altered', whole: null },
    })
    expect(readdirSync(place.path('.varve')).filter(name => name.startsWith('ledger.db'))).toEqual([])
  })
})
