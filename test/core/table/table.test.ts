/** A table: what its columns are, and that it is all a format is given. */
import { asset, catalog, csv, dataContract, type Format, json, materialize, parquet, read, rowsOf, type Table, tableOf } from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const at = new Date('2001-01-01T00:00:00Z')

test('columns are arrays of their type, with a bit for each cell where some are empty', () => {
  const rows = [
    { text: 'x', whole: 1, real: 1.5, big: 1n, ok: true, at, about: { b: 1 } },
    { text: null, whole: 2, real: 2, big: 2n, ok: false, at, about: [1] },
  ]
  expect(tableOf(rows, 'lines')).toEqual({
    rowCount: 2,
    columns: [
      { name: 'text', type: 'string', nullable: true, values: ['x', ''], validity: Uint8Array.of(0b1111_1101) },
      { name: 'whole', type: 'integer', nullable: false, values: Float64Array.of(1, 2), validity: null },
      { name: 'real', type: 'double', nullable: false, values: Float64Array.of(1.5, 2), validity: null },
      { name: 'big', type: 'bigint', nullable: false, values: BigInt64Array.of(1n, 2n), validity: null },
      { name: 'ok', type: 'boolean', nullable: false, values: Uint8Array.of(1, 0), validity: null },
      { name: 'at', type: 'timestamp', nullable: false, values: Float64Array.of(at.getTime(), at.getTime()), validity: null },
      { name: 'about', type: 'json', nullable: false, values: [{ b: 1 }, [1]], validity: null },
    ],
  })
})

test('rows are one view of it: columns in order, null or an absent key where a cell is empty, and dates of their own', () => {
  const table = tableOf([{ b: 1, at }, { a: 'x' }], 'lines', [
    { name: 'a', type: 'string', nullable: true },
    { name: 'b', type: 'int32', nullable: true },
    { name: 'at', type: 'timestamp', nullable: true },
  ])
  const rows = rowsOf(table, ['b'])
  expect(rows).toStrictEqual([
    { a: null, b: 1, at },
    { a: 'x', at: null },
  ])
  expect(Object.keys(rows[0] as object)).toEqual(['a', 'b', 'at'])
  expect(rowsOf(table)[0]?.at).not.toBe(rows[0]?.at)
})

test('many rows with many empty cells: the bits grow with them', () => {
  const rows = Array.from({ length: 3_000 }, (_, n) => ({ n: n % 3 === 0 ? null : n, text: n > 2_500 ? null : `row ${n}` }))
  expect(rowsOf(tableOf(rows, 'lines'))).toEqual(rows)
})

test('every NaN is the same in a column: its bits would show in the bytes of a format', () => {
  const other = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer)[0] as number
  const [column] = tableOf([{ n: other }, { n: 0.5 }], 'lines').columns
  const { buffer } = column!.values as Float64Array<ArrayBuffer>
  expect(new BigUint64Array(buffer)[0]).toBe(0x7ff8000000000000n)
})

describe('rows are judged once', () => {
  const contract = dataContract({ row: z.object({ n: z.int(), text: z.string() }), unique: [['n']] })
  const run = () => [
    { n: 1, text: 'x' },
    { n: 2, text: 'y' },
  ]

  test('a format is given the table that the gate has judged, and no rows', async () => {
    const given: unknown[] = []
    const format: Format = {
      ...{ name: 'spy', extension: 'spy', settings: {}, revision: 1 },
      holds: 'tables',
      encode: async table => {
        given.push(table)
        return new Uint8Array()
      },
      decode: async () => ({ kind: 'value', value: [] }),
    }
    const { failures } = await materialize(memoryConfig(catalog({ rows: asset({ contract, format, run }) })))

    expect(failures).toEqual([])
    expect(given).toEqual([tableOf(run(), 'spy', contract.schema)])
  })

  test('a format reads each cell once, and holds it for what its column says', async () => {
    for (const encode of [parquet().encode, csv().encode, (table: Table) => json().encode({ kind: 'table', table })]) {
      const { table, reads } = watched(tableOf(run(), 'lines', contract.schema))
      await encode(table)
      expect(reads()).toEqual({ 0: 1, 1: 1 })
    }
  })

  /** The reads of the cells of its last column. */
  function watched(table: Table) {
    const counts: Record<string, number> = {}
    const [first, last] = table.columns
    const values = new Proxy(last?.values as string[], {
      get(cells, key) {
        if (/^\d+$/.test(String(key))) counts[String(key)] = (counts[String(key)] ?? 0) + 1
        return Reflect.get(cells, key)
      },
    })
    return { table: { ...table, columns: [first, { ...last, values }] } as Table, reads: () => counts }
  }

  test('a format that holds tables is given nothing else: the types say so', () => {
    // @ts-expect-error rows are no table
    const encode: (rows: object[]) => Promise<Uint8Array> = parquet().encode
    expect(encode).toBeTypeOf('function')
  })

  test('a rule that changes the value it is given does not change what is stored', async () => {
    const spoilt = z.date().refine(date => date.setTime(0) === 0)
    const rows = asset({ contract: dataContract({ row: z.object({ at: spoilt }) }), run: () => [{ at }] })
    const config = memoryConfig(catalog({ rows }))
    await materialize(config)
    expect(await read(config, 'rows')).toEqual([{ at: new Date('2001-01-01T00:00:00Z') }])
  })
})

test('under a contract a format of any value is given a table too, without one the value', async () => {
  const given: unknown[] = []
  const format: Format = {
    ...{ name: 'spy', extension: 'spy', settings: {}, revision: 1 },
    holds: 'values',
    encode: async content => {
      given.push(content.kind)
      return { bytes: new Uint8Array(), rows: null }
    },
    decode: async () => ({ kind: 'value', value: [] }),
  }
  const contract = dataContract({ row: z.object({ n: z.int() }) })
  const run = () => [{ n: 1 }]
  await materialize(memoryConfig(catalog({ table: asset({ contract, format, run }), value: asset({ format, run }) })))
  expect(given.sort()).toEqual(['table', 'value'])
})

test('a decoder that returns neither a table nor a value is named: before this a format returned the value itself', async () => {
  const format = {
    ...{ name: 'old', extension: 'old', settings: {}, revision: 1, holds: 'values' },
    encode: async () => ({ bytes: new Uint8Array(), rows: null }),
    decode: async () => [1],
  } as unknown as Format
  const config = memoryConfig(catalog({ upstream: asset({ format, run: () => [1] }) }))
  await materialize(config)
  await expect(read(config, 'upstream')).rejects.toMatchObject({ code: 'BAD_CONFIG', what: expect.stringContaining('the format old') })
})

/** A format in plain JavaScript, some of whose parts a test gives. */
function formatWith(parts: object): Format {
  return {
    ...{ name: 'own', extension: 'own', settings: {}, revision: 1, holds: 'values' },
    encode: async () => ({ bytes: new Uint8Array(1), rows: null }),
    decode: async () => ({ kind: 'value', value: [] }),
    ...parts,
  } as unknown as Format
}

const whole = { name: 'n', type: 'boolean', nullable: true, values: Uint8Array.of(1, 0), validity: null }

test.each([
  ['no list of columns', undefined],
  ['its rowCount is -1', { columns: [whole], rowCount: -1 }],
  ['two columns have one name', { columns: [whole, whole], rowCount: 2 }],
  ['it has 2 values, and the table 3 rows', { columns: [whole], rowCount: 3 }],
  ['its values are no Uint8Array', { columns: [{ ...whole, values: [true, false] }], rowCount: 2 }],
  ['its values are no Float64Array', { columns: [{ ...whole, type: 'double', values: Float32Array.of(0.1, 1) }], rowCount: 2 }],
  ['there is no type "int"', { columns: [{ ...whole, type: 'int' }], rowCount: 2 }],
  ['rows cannot have this name', { columns: [{ ...whole, name: '__proto__' }], rowCount: 2 }],
  ['its validity is neither', { columns: [{ ...whole, validity: undefined }], rowCount: 2 }],
  ['its validity is neither', { columns: [{ ...whole, validity: new Uint8Array(0) }], rowCount: 2 }],
])('a decoder’s table that contradicts itself is named, and gives no reader other values: %s', async (why, table) => {
  const config = memoryConfig(
    catalog({ upstream: asset({ format: formatWith({ decode: async () => ({ kind: 'table', table }) }), run: () => 1 }) }),
  )
  await materialize(config)
  await expect(read(config, 'upstream')).rejects.toMatchObject({ code: 'BAD_CONFIG', why: expect.stringContaining(why) })
})

test('a decoder’s table that is whole is read, also one without columns', async () => {
  const tables = [
    { columns: [{ ...whole, validity: Uint8Array.of(0b01) }], rowCount: 2 },
    { columns: [], rowCount: 0 },
  ]
  const values: unknown[] = []
  for (const table of tables) {
    const config = memoryConfig(
      catalog({ upstream: asset({ format: formatWith({ decode: async () => ({ kind: 'table', table }) }), run: () => 1 }) }),
    )
    await materialize(config)
    values.push(await read(config, 'upstream'))
  }
  expect(values).toEqual([[{ n: true }, { n: null }], []])
})

test.each([
  ['an object', { holds: 'tables', encode: async () => ({ bytes: new Uint8Array(1), rows: 1 }) }],
  ['text', { holds: 'tables', encode: async () => 'text' }],
  ['numbers of two bytes', { holds: 'tables', encode: async () => Uint16Array.of(256) }],
  ['bytes alone', { encode: async () => new Uint8Array(1) }],
  ['no number of rows', { encode: async () => ({ bytes: new Uint8Array(1), rows: '3' }) }],
])('a format whose encode gives %s fails its asset by name, and nothing is published', async (_, parts) => {
  const outcome = await materialize(memoryConfig(catalog({ wrong: asset({ format: formatWith(parts), run: () => [{ n: 1 }] }) })))
  expect(outcome).toMatchObject({ status: 'failed', steps: { done: 0 }, failures: [{ asset: 'wrong', code: 'USER_CODE_FAILED' }] })
  expect(outcome.failures[0]?.message).toContain('encode of the format own returned no bytes, or no number of rows')
})
