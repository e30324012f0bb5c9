/** The Parquet format: the shared suite, columns without a contract, and DuckDB as an independent reader. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { sha256, type TableSchema } from '@varve/core'
import { parquet } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { allTypes, formatContract, rowsOfAllTypes } from '../contracts/format.ts'
import { decodeWith, encodeWith } from '../support/through-format.ts'
import { tempFolder } from './temp-folder.ts'

formatContract('parquet', parquet)

test('DuckDB reads every type with every value, and no rows with every column', async () => {
  const full = await queryFile((await encodeWith(parquet(), rowsOfAllTypes(), allTypes)).bytes, 'describe select * from FILE')
  const empty = await queryFile((await encodeWith(parquet(), [], allTypes)).bytes, 'describe select * from FILE')
  const types = full.map(([name, type]) => [name, type])

  expect(types).toEqual([
    ['string', 'VARCHAR'],
    ['boolean', 'BOOLEAN'],
    ['int32', 'INTEGER'],
    ['integer', 'BIGINT'],
    ['bigint', 'BIGINT'],
    ['double', 'DOUBLE'],
    ['timestamp', 'TIMESTAMP WITH TIME ZONE'],
    ['json', 'JSON'],
  ])
  expect(empty).toEqual(full)

  const values = await queryFile(
    (await encodeWith(parquet(), rowsOfAllTypes(), allTypes)).bytes,
    'select hex(encode(string)), boolean, int32, integer, bigint, double, epoch_ms(timestamp), json::varchar from FILE',
  )
  const json = ['{"a":{"nested":true},"b":[1,"x",null]}', '"only text"', '[]', null, '0']
  expect(values).toEqual(
    rowsOfAllTypes().map((row, index) => [
      row.string === null
        ? null
        : Buffer.from(row.string as string)
            .toString('hex')
            .toUpperCase(),
      row.boolean,
      row.int32,
      row.integer === null ? null : BigInt(row.integer as number),
      row.bigint,
      row.double,
      row.timestamp === null ? null : BigInt((row.timestamp as Date).getTime()),
      json[index],
    ]),
  )
})

test('DuckDB prunes by statistics without losing a row', async () => {
  const rows = Array.from({ length: 2000 }, (_, n) => ({ n, text: `flight ${n} \u{1F600}`, at: new Date(n * 1000) }))
  const { bytes } = await encodeWith(parquet(), rows, undefined)

  expect(await queryFile(bytes, `select count(*) from FILE where n >= 1500 and text like 'flight%' and "at" < to_timestamp(1600)`)).toEqual(
    [[100n]],
  )
})

test('a file of DuckDB is read with the types of the contract', async () => {
  const path = join(await tempFolder(), 'made.parquet')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`copy (select 5::bigint n, 7::integer small, 2.5::double d, 'x' s, true b, timestamptz '2001-01-01 00:00:00.5Z' "at",
    '{"a":1}'::json j, date  '2001-01-02' "day" from range(2)) to '${path}' (format parquet)`)
  connection.closeSync()
  const row = {
    small: 7,
    d: 2.5,
    s: 'x',
    b: true,
    at: new Date('2001-01-01T00:00:00.500Z'),
    j: { a: 1 },
    day: new Date('2001-01-02T00:00:00Z'),
  }
  const bytes = await readFile(path)

  expect(await decodeWith(parquet(), bytes, [{ name: 'n', type: 'integer', nullable: true }])).toEqual([
    { n: 5, ...row },
    { n: 5, ...row },
  ])
  expect(await decodeWith(parquet(), bytes, undefined)).toEqual([
    { n: 5n, ...row },
    { n: 5n, ...row },
  ])
})

test('NaN and the infinities are kept, and every NaN is the same', async () => {
  const schema: TableSchema = [{ name: 'a', type: 'double', nullable: true }]
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null].map(a => ({ a }))
  const otherNaN = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer)[0] as number
  const { bytes } = await encodeWith(parquet(), values, schema)
  const other = await encodeWith(parquet(), [{ a: otherNaN }, ...values.slice(1)], schema)

  expect(await decodeWith(parquet(), bytes, schema)).toStrictEqual(values)
  expect(sha256(other.bytes)).toBe(sha256(bytes))
})

test('without a contract the rows decide the columns, in the order they first name them', async () => {
  const rows = [
    { s: 'x', whole: 1, mixed: 1, big: 1n, ok: true, at: new Date(1), nested: { b: 1 } },
    { s: null, whole: 2, mixed: 1.5, big: 2n, ok: false, at: new Date(2), nested: [1], late: 'y' },
  ]
  const { bytes } = await encodeWith(parquet(), rows, undefined)

  expect(await decodeWith(parquet(), bytes, undefined)).toStrictEqual([{ ...rows[0], late: null }, rows[1]])
  expect((await queryFile(bytes, 'describe select * from FILE')).map(([name, type]) => `${name} ${type}`)).toEqual([
    's VARCHAR',
    'whole BIGINT',
    'mixed DOUBLE',
    'big BIGINT',
    'ok BOOLEAN',
    'at TIMESTAMP WITH TIME ZONE',
    'nested JSON',
    'late VARCHAR',
  ])
})

test.each([
  ['no rows', [], '$'],
  ['a column without a value', [{ a: 1, b: null }], '$[0].b'],
  ['a column of two types', [{ a: 1 }, { a: 'x' }], '$[1].a'],
  ['a function', [{ a: () => 1 }], '$[0].a'],
])('without a contract %s is refused, with both ways out', async (_, rows, where) => {
  await expect(encodeWith(parquet(), rows, undefined)).rejects.toMatchObject({
    code: 'FORMAT_CANNOT_HOLD',
    where,
    fix: 'give the asset a contract, which names its columns, or `format: json()`',
  })
})

test.each([
  ['no columns', [{}], []],
  ['two columns of one name', [], ['a', 'a']],
  ['a column without a name', [], ['']],
  ['a column named __proto__', [], ['__proto__']],
  ['a column whose name begins with a byte order mark, which readers drop', [], ['\uFEFFa']],
])('refuses %s', async (_, rows, names) => {
  const schema = names.map(name => ({ name, type: 'string' as const, nullable: true }))

  await expect(encodeWith(parquet(), rows, schema)).rejects.toMatchObject({ code: 'FORMAT_CANNOT_HOLD' })
})

test('a key named __proto__ inside JSON is refused, since the writer would lose it', async () => {
  const schema: TableSchema = [{ name: 'a', type: 'json', nullable: true }]
  const rows = [{ a: null }, { a: { b: [JSON.parse('{"__proto__":1}')] } }]

  await expect(encodeWith(parquet(), rows, schema)).rejects.toMatchObject({ code: 'FORMAT_CANNOT_HOLD', where: '$[1].a' })
})

test('column names with dots, spaces and letters of any script come back', async () => {
  const rows = [{ 'a.b': 1, 'c d': 2, été: 3, constructor: 4 }]
  const { bytes } = await encodeWith(parquet(), rows, undefined)

  expect(await decodeWith(parquet(), bytes, undefined)).toEqual(rows)
})

async function queryFile(bytes: Uint8Array, sql: string): Promise<readonly (readonly unknown[])[]> {
  const path = join(await tempFolder(), 'part.parquet')
  await writeFile(path, bytes)
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    return (await connection.runAndReadAll(sql.replace('FILE', `read_parquet('${path}')`))).getRows()
  } finally {
    connection.closeSync()
  }
}
