/** Names, inputs and the findings of a catalog. */
import { asset, catalog, external, from, isVarveError } from '@varve/core'
import { daily, last, product, segments } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import * as shop from './shop-assets.ts'

const days = daily({ start: '2001-01-01', end: '2001-02-01' })
const raw = external<{ id: string }[]>({
  description: 'raw',
  contract: undefined,
  observe: async () => undefined,
  open: () => Promise.reject(),
})
const orders = asset({ partitions: days, inputs: { raw }, run: ({ raw }) => raw })
const week = asset({
  partitions: days,
  inputs: { orders, last: from(orders, { partitions: last(7) }) },
  group: 'features',
  tags: ['daily'],
  run: () => 1,
})

describe('names', () => {
  test('nested objects and module namespaces give dotted names; other exports are ignored', () => {
    const all = catalog({ raw, shop, models: { linear: week }, orders, text: 'x', days, schema: z.string(), nothing: null, list: [orders] })
    expect([...all.assets.keys()]).toEqual(['shop.sales', 'shop.deep.refunds', 'models.linear', 'orders'])
    expect([...all.externals.keys()]).toEqual(['raw', 'shop.ledgerFile'])
    expect(all.assets.get('models.linear')).toBe(week)
  })

  test('a definition knows its name, and one that is not mounted has none', () => {
    const all = catalog({ raw, sales: { orders } })
    expect([all.nameOf(orders), all.nameOf(raw), all.nameOf(week)]).toEqual(['sales.orders', 'raw', undefined])
  })

  test('an input made by from() is no folder of assets', () => {
    expect([...catalog({ raw, orders, recent: from(orders) }).assets.keys()]).toEqual(['orders'])
  })

  test('an object that holds itself is walked once', () => {
    const folder: Record<string, unknown> = { raw, orders }
    folder.self = folder
    expect([...catalog(folder).assets.keys()]).toEqual(['orders'])
  })

  test('an empty catalog is a catalog', () => {
    expect(catalog({}).graph.names).toEqual([])
  })
})

test('the graph names each input, its source and its mapping', () => {
  const { graph } = catalog({ week, orders, raw })
  expect(graph.names).toEqual(['raw', 'orders', 'week'])
  expect(graph.inputsOf('week').map(({ input, asset, kind, mapping }) => [input, asset, kind, mapping.name])).toEqual([
    ['orders', 'orders', 'asset', 'same'],
    ['last', 'orders', 'asset', 'last(7)'],
  ])
  expect(graph.inputsOf('orders').map(({ input, asset, kind }) => [input, asset, kind])).toEqual([['raw', 'raw', 'external']])
  expect(graph.node('week')).toMatchObject({ kind: 'asset', group: 'features', tags: ['daily'] })
})

describe('one finding raises its own code', () => {
  test('an input that is not mounted', () => {
    expect(errorOf({ orders })).toMatchObject({
      code: 'INPUT_NOT_MOUNTED',
      what: 'orders reads an external that the catalog does not hold',
      where: "input 'raw' of orders",
      why: 'the external was imported and used, and nothing given to catalog() exports it',
      details: { findings: [{ code: 'INPUT_NOT_MOUNTED', asset: 'orders' }] },
    })
  })

  test('several of one kind keep that code', () => {
    expect(errorOf({ week })).toMatchObject({ code: 'INPUT_NOT_MOUNTED', what: '2 things are wrong with the catalog' })
  })

  test('one asset under two names', () => {
    expect(errorOf({ raw, orders, sales: { orders } })).toMatchObject({
      code: 'BAD_CATALOG',
      what: "one asset is mounted as 'orders' and as 'sales.orders'",
      fix: 'mount it once, or make two assets with a factory',
    })
  })

  test.each(['my asset', '1st', '-x', 'a/b', '..', '', 'å', '__proto__'])('a bad name: %j', name => {
    expect(errorOf({ raw, sales: Object.fromEntries([[name, orders]]) })).toMatchObject({
      code: 'BAD_CATALOG',
      fix: 'mount it under another key',
    })
  })

  test('a key with a dot that meets a nested name', () => {
    expect(errorOf({ raw, 'a.b': orders, a: { b: asset({ run: () => 1 }) } })).toMatchObject({ what: "two assets are mounted as 'a.b'" })
  })

  test('names that differ only in case', () => {
    expect(errorOf({ raw, orders, Orders: asset({ run: () => 1 }) })).toMatchObject({ what: "'orders' and 'Orders' differ only in case" })
  })

  test('partitions that do not fit, by default', () => {
    const origins = segments(['ORD'])
    const reader = asset({ partitions: origins, inputs: { orders } as never, run: () => 1 })
    expect(errorOf({ raw, orders, reader })).toMatchObject({
      code: 'PARTITIONS_DO_NOT_FIT',
      where: "input 'orders' of reader",
      fix: 'choose what to read with from(orders, { partitions: ... })',
    })
  })

  test('partitions that do not fit the chosen mapping', () => {
    const reader = asset({ partitions: segments(['ORD']), inputs: { week: from(orders, { partitions: last(7) }) } as never, run: () => 1 })
    expect(errorOf({ raw, orders, reader })).toMatchObject({
      code: 'PARTITIONS_DO_NOT_FIT',
      why: expect.stringContaining('last(7) does not connect them'),
    })
  })

  test('partitions of another zone, which the types cannot tell', () => {
    const elsewhere = daily({ start: '2001-01-01', timezone: 'America/Chicago' })
    const reader = asset({ partitions: elsewhere, inputs: { orders }, run: () => 1 })
    expect(errorOf({ raw, orders, reader })).toMatchObject({ code: 'PARTITIONS_DO_NOT_FIT' })
  })

  test('a circle, which only a forged definition can make', () => {
    const inputs: Record<string, unknown> = {}
    const forged = { ...asset({ run: () => 1 }), inputs }
    const other = asset({ inputs: { forged: forged as never }, run: () => 1 })
    inputs.other = from(other)
    expect(errorOf({ forged, other })).toMatchObject({
      code: 'GRAPH_HAS_CYCLE',
      what: 'assets read each other in a circle: forged reads other reads forged',
    })
  })
})

test('findings of several kinds are reported together as BAD_CATALOG', () => {
  const error = errorOf({ orders, Orders: asset({ run: () => 1 }), '1st': asset({ run: () => 1 }) })
  expect(error).toMatchObject({ code: 'BAD_CATALOG', what: '3 things are wrong with the catalog' })
  expect(
    (error as { details: { findings: { code: string; asset: string }[] } }).details.findings.map(({ code, asset }) => [code, asset]),
  ).toEqual([
    ['BAD_CATALOG', '1st'],
    ['BAD_CATALOG', 'Orders'],
    ['INPUT_NOT_MOUNTED', 'orders'],
  ])
})

test('a product reads a set that is one of its dimensions', () => {
  const cells = product({ day: days, origin: segments(['ORD']) })
  const routes = asset({ partitions: cells, inputs: { orders }, run: () => 1 })
  expect(catalog({ raw, orders, routes }).graph.inputsOf('routes')[0]?.mapping.name).toBe('dimension(day)')
})

test.each([
  ['nothing', undefined],
  ['an asset', orders],
  ['text', 'x'],
])('what is no object of assets is refused: %s', (_, entries) => {
  expect(errorOf(entries as never)).toMatchObject({ code: 'BAD_CATALOG', fix: 'write catalog({ orders })' })
})

function errorOf(entries: object): unknown {
  try {
    return catalog(entries)
  } catch (error) {
    if (!isVarveError(error)) throw error
    const { code, what, where, why, fix, details } = error
    return { code, what, where, why, fix, details }
  }
}
