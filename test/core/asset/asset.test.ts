/** What asset(), from() and external() make, and what they refuse where the types were bypassed. */
import { asset, external, type Format, from, isAsset, isExternal } from '@varve/core'
import { externalFile, ioManager, memory } from '@varve/io-managers'
import { daily, last, unpartitioned } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const days = daily({ start: '2001-01-01' })
const raw = external<{ id: string }[]>({
  description: 'raw',
  contract: undefined,
  observe: async () => undefined,
  open: () => Promise.reject(),
})
const orders = asset({ partitions: days, inputs: { raw }, run: ({ raw }) => raw.slice(0, 1) })

test('an asset holds its definition, and its function is called as it is', async () => {
  expect(isAsset(orders)).toBe(true)
  expect(await orders.run({ raw: [{ id: 'a' }, { id: 'b' }] }, {} as never)).toEqual([{ id: 'a' }])
  expect(orders).toMatchObject({ kind: 'asset', partitions: days, inputs: { raw }, contract: undefined, format: undefined })
  expect(orders.metadata).toEqual({ description: null, group: null, tags: [], owner: null })
  expect(orders.creation).toContain('asset.test.ts')
})

test('without partitions and config an asset is one whole with no parameters', () => {
  const one = asset({ run: () => 1 })
  expect([one.partitions, one.config.parse({}), one.inputs]).toEqual([unpartitioned, {}, {}])
})

test('a bare asset becomes an input without a mapping; from() gives it one', () => {
  const week = last(7)
  const both = asset({ partitions: days, inputs: { orders, week: from(orders, { partitions: week }) }, run: () => 1 })
  expect(both.inputs).toEqual({
    orders: { kind: 'input', asset: orders, mapping: undefined },
    week: { kind: 'input', asset: orders, mapping: week },
  })
})

test('a definition cannot be changed afterwards', () => {
  expect([orders, orders.inputs, raw, from(orders)].map(Object.isFrozen)).toEqual([true, true, true, true])
})

test('an external is no asset', () => {
  expect([isAsset(raw), isExternal(raw), isExternal(orders), isAsset(null), isAsset('x')]).toEqual([false, true, false, false, false])
})

describe('refused, by name', () => {
  test.each<[string, object, object]>([
    [
      'an unknown key, with the nearest',
      { run: () => 1, input: {} },
      { what: "asset() does not know the key 'input'", fix: "did you mean 'inputs'?" },
    ],
    ['no run', { inputs: {} }, { what: 'asset() was given no run function' }],
    [
      'an input that is undefined, as in modules that import each other',
      { run: () => 1, inputs: { a: undefined } },
      { details: { input: 'a' } },
    ],
    ['an input that is a schema', { run: () => 1, inputs: { a: z.string() } }, { details: { input: 'a' } }],
  ])('%s', (_, definition, facts) => {
    expect(() => asset(definition as Parameters<typeof asset>[0])).toThrow(expect.objectContaining({ code: 'BAD_ASSET', ...facts }))
  })

  test('from() without an asset', () => {
    expect(() => from(undefined as never)).toThrow(expect.objectContaining({ code: 'BAD_ASSET' }))
    expect(() => from(raw as never)).toThrow(expect.objectContaining({ code: 'BAD_ASSET' }))
  })

  test.each([
    [last(7), 'it is the mapping last(7) itself'],
    [null, 'it is null'],
    [7, 'it is number'],
    [{ partition: last(7) }, "it has the key 'partition'"],
    [{ partitions: 'last(7)' }, 'partitions is string, and no mapping'],
  ])('from() with something else than { partitions: ... }: %#', (how, why) => {
    const daySummary = asset({ partitions: daily({ start: '2001-01-01' }), run: () => 1 })
    const fix = 'write from(asset, { partitions: last(7) }), or leave it out for the obvious partition'
    expect(() => from(daySummary, how as never)).toThrow(expect.objectContaining({ code: 'BAD_ASSET', why, fix }))
  })

  const lines = {
    ...{ name: 'lines', extension: 'txt', settings: {}, revision: 1, holds: 'values' },
    encode: async () => undefined,
    decode: async () => undefined,
  }

  test.each<[string, unknown, string]>([
    ['without revision', { ...lines, revision: undefined }, 'its revision is missing'],
    ['with a revision that is text', { ...lines, revision: '2' }, 'its revision is not a whole number'],
    ['without name', { ...lines, name: undefined }, 'it has no name'],
    ['with a path for an extension', { ...lines, extension: '../x' }, 'its extension is not one of a file'],
    ['without settings', { ...lines, settings: undefined }, 'its settings are not an object'],
    [
      'with a date in its settings',
      { ...lines, settings: { at: new Date(0) } },
      'its settings are not plain JSON: $.at: a Date is not a plain object',
    ],
    ['that does not say what it holds', { ...lines, holds: undefined }, 'it does not say what it holds'],
    ['that holds something else', { ...lines, holds: 'rows' }, "it does not say what it holds: 'rows' is neither"],
    ['without decode', { ...lines, decode: undefined }, 'it has no encode or no decode'],
    ['that is the name of one', 'json', 'it is not an object'],
  ])('a format of the user %s, wherever it is named, with a fix', (_, format, why) => {
    const named = (code: string) =>
      expect.objectContaining({ code, what: expect.stringContaining(why), fix: expect.stringMatching(/^(add|give|keep) /) })
    expect(() => asset({ run: () => 1, format: format as Format })).toThrow(named('BAD_ASSET'))
    expect(() => ioManager({ storage: memory(), format: format as Format })).toThrow(named('BAD_CONFIG'))
    if (format !== 'json') expect(() => externalFile('a', { format: format as Format })).toThrow(named('BAD_ASSET'))
    expect(() => asset({ run: () => 1, format: lines as never })).not.toThrow()
  })

  test('external() without observe and open', () => {
    expect(() => external({} as never)).toThrow(expect.objectContaining({ code: 'BAD_ASSET' }))
  })
})
