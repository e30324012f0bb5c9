/** No command says how things are from a storage root that is not, or not all, that of its ledger. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { addKeys, check, history, lineage, listKeys, materialize, path, plan, read, rebuildLedger, status, verify } from 'varve'
import { expect, test } from 'vitest'
import { openProject } from '../../packages/core/src/project/open-project.ts'
import { rootState } from '../../packages/core/src/project/root-state.ts'
import { codeOf } from '../support/code-of.ts'
import { overridden } from '../support/overridden.ts'
import { config, configOn } from '../support/recovery-config.ts'
import { ledgerFiles, newRoot, type Root } from '../support/recovery-project.ts'

/** What each command ends with. */
async function codes({ root }: Root, asked = config): Promise<Readonly<Record<string, string>>> {
  const options = { root }
  const acts: Readonly<Record<string, () => Promise<unknown>>> = {
    status: () => status(asked, options),
    plan: () => plan(asked, options),
    path: () => path(asked, 'orders', options),
    read: () => read(asked, 'total', options),
    materialize: () => materialize(asked, options),
    keys: () => addKeys(asked, 'visits', ['late'], options),
    history: () => history(asked, 'orders', options),
    lineage: () => lineage(asked, 'total', options),
    list: () => listKeys(asked, 'visits', options),
    check: () => check(asked, options),
  }
  const ends: Record<string, string> = {}
  for (const [name, act] of Object.entries(acts)) ends[name] = await codeOf(act())
  return ends
}

/** Commands about the state say `code`; those that answer from the ledger answer. */
function only(code: string) {
  const past = { history: 'no error', lineage: 'no error', list: 'no error', check: 'no error' }
  return { status: code, plan: code, path: code, read: code, materialize: code, keys: code, ...past }
}

async function made(): Promise<Root> {
  const place = newRoot()
  await materialize(config, { root: place.root })
  return place
}

test('a first run on an empty root says nothing about roots', async () => {
  const place = newRoot()
  const { root } = place
  expect((await status(config, { root })).assets.map(({ missing }) => missing)).toEqual([3, 0, 1])
  expect((await plan(config, { root })).steps.run).toBe(4)
  expect(await verify(config, { root })).toMatchObject({ ok: true, checked: 0 })
  expect((await materialize(config, { root })).status).toBe('complete')
})

test('a root that another process claims and writes to, while this one looks at it, is not taken for damaged', async () => {
  const place = newRoot()
  const project = await openProject(config, 'write', place)
  const { ledger, store, hasLedger } = project
  let looks = 0
  const owner = async () => {
    looks += 1
    const found = await store.root.owner()
    if (looks === 1) await addKeys(config, 'visits', ['acme'], place.at)
    return found
  }
  const claimedMeanwhile = { ...store, root: overridden(store.root, { owner }) }
  expect((await rootState({ ledger, hasLedger, store: claimedMeanwhile })).kind).toBe('ours')
  await project.close()
})

test('a storage path that changed under the same ledger is named, and nothing is complete there', async () => {
  const place = await made()
  const elsewhere = configOn('./elsewhere')
  expect(await codes(place, elsewhere)).toEqual(only('ROOT_MISSING'))
  expect([await codeOf(verify(elsewhere, place.at)), existsSync(place.path('elsewhere'))]).toEqual(['ROOT_MISSING', false])
  renameSync(place.path('data'), place.path('elsewhere'))
  expect((await materialize(elsewhere, place.at)).steps).toMatchObject({ done: 0 })
  expect((await status(elsewhere, place.at)).assets[0]).toMatchObject({ asset: 'orders', fresh: 3 })
})

test('a root that is not mounted is named, and the same commands answer once it is back', async () => {
  const place = await made()
  renameSync(place.path('data'), place.path('away'))
  expect(await codes(place)).toEqual(only('ROOT_MISSING'))
  expect(await codeOf(rebuildLedger(config, place.at))).toBe('ROOT_MISSING')
  renameSync(place.path('away'), place.path('data'))
  expect((await status(config, place.at)).assets[0]).toMatchObject({ fresh: 3 })
})

test('a root of another ledger is named, and its ledger is not replaced by a rebuild here', async () => {
  const [here, there] = [await made(), await made()]
  const other = configOn(there.path('data'))
  expect(await codes(here, other)).toEqual(only('ROOT_OWNED_BY_OTHER'))
  expect(await codeOf(rebuildLedger(other, here.at))).toBe('ROOT_OWNED_BY_OTHER')
  expect((await status(config, here.at)).assets[0]).toMatchObject({ fresh: 3 })
})

test.each(['deleted', 'damaged'])(
  'a root.json that was %s is named and written again by rebuild-ledger, also where the ledger is gone too',
  async how => {
    const place = await made()
    const rootFile = place.path('data/.varve/root.json')
    const text = readFileSync(rootFile, 'utf8')
    const damage = () => {
      rmSync(rootFile)
      if (how === 'damaged') writeFileSync(rootFile, text.slice(0, 12))
    }
    damage()
    expect(await codes(place)).toEqual(only('ROOT_DAMAGED'))
    expect(await codeOf(verify(config, place.at))).toBe('ROOT_DAMAGED')
    await rebuildLedger(config, place.at)
    expect([readFileSync(rootFile, 'utf8'), (await verify(config, place.at)).ok]).toEqual([text, true])

    damage()
    place.remove(...ledgerFiles)
    expect([await codeOf(status(config, place.at)), await codeOf(materialize(config, place.at))]).toEqual(['ROOT_DAMAGED', 'ROOT_DAMAGED'])
    expect(existsSync(place.path('.varve/ledger.db'))).toBe(false)
    await rebuildLedger(config, place.at)
    expect([readFileSync(rootFile, 'utf8'), (await status(config, place.at)).assets[0]]).toMatchObject([text, { fresh: 3 }])
  },
)

test('a root.json of another version of Varve is never replaced', async () => {
  const place = await made()
  const rootFile = place.path('data/.varve/root.json')
  rmSync(rootFile)
  writeFileSync(rootFile, '{"format":2}')
  const asked = [status(config, place.at), rebuildLedger(config, place.at)]
  expect(await Promise.all(asked.map(codeOf))).toEqual(['ROOT_VERSION_UNKNOWN', 'ROOT_VERSION_UNKNOWN'])
  expect(readFileSync(rootFile, 'utf8')).toBe('{"format":2}')
})

test('a root that is older than its ledger is named, and a rebuild writes its records again', async () => {
  const place = newRoot()
  await materialize(config, { ...place.at, select: ['orders'] })
  place.keep('data/.varve/commits')
  await materialize(config, place.at)
  const records = readdirSync(place.path('data/.varve/commits'))
  place.putBack('data/.varve/commits')
  expect(await codes(place)).toEqual(only('ROOT_BEHIND'))
  await rebuildLedger(config, place.at)
  expect(readdirSync(place.path('data/.varve/commits'))).toEqual(records)
  expect((await status(config, place.at)).assets[0]).toMatchObject({ fresh: 3 })
})
