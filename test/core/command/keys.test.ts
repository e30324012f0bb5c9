/** Adding, removing and listing keys by an asset: which set is meant, what is answered, and what is refused. */
import {
  addKeys,
  asset,
  catalog,
  daily,
  dynamicSegments,
  external,
  isVarveError,
  listKeys,
  product,
  removeKeys,
  segments,
  type VarveError,
} from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'

const run = () => [{ n: 1 }]
const tenants = dynamicSegments('tenants')
const days = daily({ start: '2001-01-01' })
const definitions = {
  raw: external({ description: 'rows', contract: undefined, observe: async () => undefined, open: () => Promise.reject() }),
  orders: asset({ partitions: tenants, run }),
  visits: asset({ partitions: product({ day: days, tenant: tenants }), run }),
  transfers: asset({ partitions: product({ from: tenants, to: tenants }), run }),
  models: asset({ partitions: product({ tenant: tenants, model: dynamicSegments('models') }), run }),
  flights: asset({ partitions: product({ day: days, origin: segments(['ORD', 'ATL']) }), run }),
  rates: asset({ run }),
  daily: asset({ partitions: days, run }),
}

function lab(keys: Readonly<Record<string, readonly string[]>> = {}) {
  return memoryConfig(catalog(definitions), { keys })
}

async function refused(act: () => Promise<unknown>): Promise<Pick<VarveError, 'code' | 'what' | 'why' | 'fix'>> {
  const error: unknown = await act().then(
    () => undefined,
    thrown => thrown,
  )
  if (!isVarveError(error)) throw new Error('expected a refusal', { cause: error })
  const { code, what, why, fix } = error
  return { code, what, why, fix }
}

test('keys that are added are those of every asset whose set has the name', async () => {
  const config = lab()
  expect(await addKeys(config, 'orders', ['globex', 'acme', 'globex'])).toEqual({
    asset: 'orders',
    set: 'tenants',
    added: ['globex', 'acme'],
    unchanged: [],
  })
  expect(await addKeys(config, 'visits', ['acme', 'hooli'])).toEqual({
    asset: 'visits',
    set: 'tenants',
    added: ['hooli'],
    unchanged: ['acme'],
  })
  expect(await listKeys(config, 'transfers')).toEqual({ asset: 'transfers', set: 'tenants', keys: ['acme', 'globex', 'hooli'] })
  expect(await removeKeys(config, 'orders', ['globex'])).toMatchObject({ removed: ['globex'], unchanged: [] })
  expect(await removeKeys(config, 'orders', ['globex', 'hooli'])).toMatchObject({ removed: ['hooli'], unchanged: ['globex'] })
  expect(await listKeys(config, 'orders')).toEqual({ asset: 'orders', set: 'tenants', keys: ['acme'] })
})

test('keys are taken as they are, not as selection text', async () => {
  const config = lab()
  await addKeys(config, 'orders', ['a,b', '100%'])
  expect((await listKeys(config, 'orders')).keys).toEqual(['100%', 'a,b'])
})

describe('of several dimensions', () => {
  test('the one that is named is meant', async () => {
    const config = lab({ tenants: ['acme'] })
    expect(await addKeys(config, 'models', ['linear'], { dimension: 'model' })).toMatchObject({ set: 'models', added: ['linear'] })
    expect(await listKeys(config, 'models', { dimension: 'tenant' })).toMatchObject({ set: 'tenants', keys: ['acme'] })
    expect(await listKeys(config, 'orders', { dimension: 'segment' })).toMatchObject({ set: 'tenants' })
  })

  test('one has to be named', async () => {
    expect(await refused(() => listKeys(lab(), 'models'))).toEqual({
      code: 'BAD_REQUEST',
      what: 'models has keys in several dimensions: say which',
      why: 'model has the keys of models, tenant has the keys of tenants',
      fix: '--dimension model',
    })
  })

  test('another name suggests the nearest', async () => {
    expect(await refused(() => listKeys(lab(), 'visits', { dimension: 'tenants' }))).toEqual({
      code: 'BAD_REQUEST',
      what: "visits has no dimension 'tenants' with keys that are added at run time",
      why: 'those of its dimensions are tenant',
      fix: "did you mean 'tenant'?",
    })
  })
})

describe('refused', () => {
  test.each([
    ['flights', 'its partitions are declared in code: day (daily from 2001-01-01 in UTC) × origin (2 segments: ORD, ATL)'],
    ['daily', 'its partitions are declared in code: daily from 2001-01-01 in UTC'],
    ['rates', 'its partitions are declared in code: unpartitioned'],
    ['raw', 'it is an external: data made elsewhere'],
  ])('%s has no keys that could be added', async (name, why) => {
    expect(await refused(() => addKeys(lab(), name, ['acme']))).toEqual({
      code: 'NOT_DYNAMIC',
      what: `${name} has no keys that are added at run time`,
      why,
      fix: "change its definition, or make dynamicSegments('name') its partitions or one of their dimensions",
    })
  })

  test('an unknown asset suggests the nearest', async () => {
    expect(await refused(() => listKeys(lab(), 'ordrs'))).toMatchObject({ code: 'UNKNOWN_ASSET', fix: "did you mean 'orders'?" })
  })

  test('semantics 11: a key in another case, also of one that was removed; then none is added', async () => {
    const config = lab({ tenants: ['acme'] })
    await removeKeys(config, 'orders', ['acme'])
    expect(await refused(() => addKeys(config, 'orders', ['globex', 'Acme']))).toMatchObject({
      code: 'BAD_KEY',
      what: 'Segment keys "acme" and "Acme" differ only in case',
    })
    expect((await listKeys(config, 'orders')).keys).toEqual([])
  })

  test('removing a key that was never there; then none is removed', async () => {
    const config = lab({ tenants: ['acme', 'globex'] })
    expect(await refused(() => removeKeys(config, 'orders', ['globex', 'acmee']))).toEqual({
      code: 'UNKNOWN_PARTITION',
      what: '"acmee" is no key of tenants',
      why: 'it was never added',
      fix: "did you mean 'acme'?",
    })
    expect((await listKeys(config, 'orders')).keys).toEqual(['acme', 'globex'])
  })

  test('a text where a list is meant', async () => {
    expect(await refused(() => addKeys(lab(), 'orders', 'acme' as never))).toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('keys in memory for a set that no asset has, and keys that cannot be', () => {
    const codeOf = (keys: Readonly<Record<string, readonly string[]>>) => {
      try {
        lab(keys)
      } catch (error) {
        return isVarveError(error) ? [error.code, error.fix] : error
      }
    }
    expect(codeOf({ tenant: ['acme'] })).toEqual(['BAD_REQUEST', 'the dynamic sets are: tenants, models'])
    expect(codeOf({ tenants: ['acme', 'ACME'] })).toMatchObject(['BAD_KEY', expect.any(String)])
  })
})
