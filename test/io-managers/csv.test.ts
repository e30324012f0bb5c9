/** The CSV format: what other tools write, and flat rows there and back. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import type { ColumnType, TableSchema } from '@varve/core'
import { csv } from '@varve/io-managers'
import fc from 'fast-check'
import { asset, catalog, dataContract, defineConfig, externalFile, ioManager, json, materialize, memory } from 'varve'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { formatContract } from '../contracts/format.ts'
import { decodeWith, encodeWith } from '../support/through-format.ts'
import { tempFolder } from './temp-folder.ts'

formatContract('csv', csv)

const bytes = (content: string) => new TextEncoder().encode(content)

test.each([
  [
    'plain',
    'a,b\n1,x\n2,y\n',
    [
      { a: '1', b: 'x' },
      { a: '2', b: 'y' },
    ],
  ],
  ['a byte order mark and CRLF', '\uFEFFa,b\r\n1,x\r\n', [{ a: '1', b: 'x' }]],
  ['no line end after the last row', 'a,b\n1,x', [{ a: '1', b: 'x' }]],
  ['a comma as the last character', 'a,b\n1,', [{ a: '1', b: '' }]],
  [
    'empty fields',
    'a,b,c\n,,\n"",x,\n',
    [
      { a: '', b: '', c: '' },
      { a: '', b: 'x', c: '' },
    ],
  ],
  ['quotes, commas and line ends in quotes', '"a","b"\n"say ""hi""","x, y\r\nz"\n', [{ a: 'say "hi"', b: 'x, y\r\nz' }]],
  ['a quote inside a plain field', 'a\n5" pipe\n', [{ a: '5" pipe' }]],
  ['empty lines', 'a,b\n\n1,x\n\n\n', [{ a: '1', b: 'x' }]],
  ['a header alone', 'a,b\n', []],
  ['one column, where an empty line is a row', 'a\n1\n\n3\n', [{ a: '1' }, { a: '' }, { a: '3' }]],
  ['a markup sign in a name', '<id>,n\n1,2\n', [{ '<id>': '1', n: '2' }]],
])('reads %s', async (_, content, expected) => {
  expect(await decodeWith(csv(), bytes(content), undefined)).toEqual(expected)
})

test.each([
  ['a quote that is not closed', 'a\n"x', 'line 2'],
  ['text after a closing quote', 'a\n"x"y\n', 'line 2'],
  ['a row with too many fields', 'a,b\n1,2\n1,2,3\n', 'row 2'],
  ['two columns of one name', 'a,a\n1,2\n', 'the header'],
  ['an empty file, which has no header', '', '$'],
  ['a file of empty lines', '\uFEFF\n\r\n', '$'],
  ['a page of HTML instead of a table', '\n<!DOCTYPE html><html><body>404 Not Found</body></html>\n', 'the header'],
  ['a page of XML instead of a table', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'the header'],
])('refuses %s and says where', async (_, content, where) => {
  await expect(decodeWith(csv(), bytes(content), undefined)).rejects.toMatchObject({ code: 'FORMAT_CANNOT_HOLD', where })
})

test('a contract gives text its types, and what says no such value is left to the contract', async () => {
  const schema: TableSchema = [
    { name: 'n', type: 'integer', nullable: true },
    { name: 's', type: 'string', nullable: true },
    { name: 'required', type: 'string', nullable: false },
  ]
  const decoded = await decodeWith(csv(), bytes('n,s,required,other\n12,,,1\nNA,"",x,\n'), schema)

  expect(decoded).toEqual([
    { n: 12, s: null, required: '', other: '1' },
    { n: 'NA', s: '', required: 'x', other: '' },
  ])
})

const requiredAndOptional: TableSchema = [
  { name: 'id', type: 'string', nullable: false },
  { name: 'n', type: 'double', nullable: true },
]

test.each([
  [
    'a wrong header without rows is refused: it passed as no rows',
    'name,count\n',
    requiredAndOptional,
    "it does not name 'id', which the contract requires",
  ],
  ['a wrong header with rows names the column', 'ID,n\na,1\n', requiredAndOptional, "it does not name 'id', which the contract requires"],
  [
    'the error text of a server is refused: it passed as no rows',
    'Service Unavailable',
    requiredAndOptional,
    "it does not name 'id', which the contract requires",
  ],
  ['unknown columns without rows are refused', 'x\n', [requiredAndOptional[1]!], "it names 'x', which the contract does not"],
])('%s', async (_, content, schema, why) => {
  await expect(decodeWith(csv(), bytes(content), schema)).rejects.toMatchObject({
    code: 'FORMAT_CANNOT_HOLD',
    where: 'the header',
    why: expect.stringContaining(why),
  })
})

test('a column that the contract allows to be empty may be absent, and an unknown one is left to the contract', async () => {
  expect(await decodeWith(csv(), bytes('id\na\n'), requiredAndOptional)).toEqual([{ id: 'a' }])
  expect(await decodeWith(csv(), bytes('id,x\na,1\n'), requiredAndOptional)).toEqual([{ id: 'a', x: '1' }])
})

describe('one column that may be empty', () => {
  const column = (type: ColumnType): TableSchema => [{ name: 'a', type, nullable: true }]

  test('keeps its empty rows: [1, null, 3] came back as two', async () => {
    const rows = [{ a: 1 }, { a: null }, { a: 3 }]
    const encoded = await encodeWith(csv(), rows, column('integer'))

    expect(encoded.rows).toBe(3)
    expect(await decodeWith(csv(), encoded.bytes, column('integer'))).toEqual(rows)
  })

  test.each([[[null]], [[null, null]], [['x', null]], [[null, 'x', '']], [['', null, '']], [[]]])('of text %j comes back', async values => {
    const rows = values.map(a => ({ a }))
    const encoded = await encodeWith(csv(), rows, column('string'))

    expect(await decodeWith(csv(), encoded.bytes, column('string'))).toEqual(rows)
  })

  test('has the same rows for DuckDB', async () => {
    const integers = [null, 1, null, 3, null, null]
    const texts = ['x', null, '', null]
    const readAs = async (values: readonly unknown[], type: ColumnType, sqlType: string) => {
      const { bytes } = await encodeWith(
        csv(),
        values.map(a => ({ a })),
        column(type),
      )
      const rows = await queryFile(
        bytes,
        `select a from read_csv(FILE, header = true, columns = {'a': '${sqlType}'}, allow_quoted_nulls = false)`,
      )
      return rows.flat()
    }

    expect(await readAs(integers, 'integer', 'INTEGER')).toEqual(integers)
    expect(await readAs(texts, 'string', 'VARCHAR')).toEqual(texts)
  })

  test('property: any values come back, as many as were written', async () => {
    const text = fc.option(
      fc.string({ unit: 'binary' }).filter(value => value.isWellFormed() && !value.startsWith('\uFEFF')),
      { nil: null },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 8 }), async values => {
        const rows = values.map(a => ({ a }))
        const encoded = await encodeWith(csv(), rows, column('string'))
        expect(await decodeWith(csv(), encoded.bytes, column('string'))).toEqual(rows)
      }),
      { numRuns: 200 },
    )
  })
})

async function queryFile(bytes: Uint8Array, sql: string): Promise<readonly (readonly unknown[])[]> {
  const path = join(await tempFolder(), 'part.csv')
  await writeFile(path, bytes)
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    return (await connection.runAndReadAll(sql.replace('FILE', `'${path}'`))).getRows()
  } finally {
    connection.closeSync()
  }
}

test('a first column that is named like a tag is read back, and not taken for a page of HTML', async () => {
  const rows = [{ '<html>': 'a' }, { '<html>': '<b>' }]
  const { bytes: written } = await encodeWith(csv(), rows, undefined)
  expect(await decodeWith(csv(), written, undefined)).toEqual(rows)
})

test('a file whose header is not that of its contract fails with the name of the column that is missing', async () => {
  const folder = await tempFolder()
  await writeFile(join(folder, 'rates.csv'), 'land,rate\nNL,1\n')
  const rates = externalFile('./rates.csv', {
    format: 'csv',
    contract: dataContract({ row: z.object({ country: z.string(), rate: z.number() }) }),
  })
  const { failures } = await materialize(
    defineConfig({
      entry: pathToFileURL(join(folder, 'varve.config.ts')).href,
      catalog: catalog({ rates, copy: asset({ inputs: { rates }, run: ({ rates }) => rates }) }),
      io: ioManager({ storage: memory(), format: json() }),
    }),
  )
  expect(failures.map(({ message }) => message)).toEqual([
    "the file ./rates.csv cannot be read as csv; the header: it does not name 'country', which the contract requires; the file has 'land', 'rate'",
  ])
})
