/** The CSV format: what other tools write, and flat rows there and back. */
import type { TableSchema } from '@varve/core'
import { csv } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { formatContract } from '../contracts/format.ts'

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
  ['nothing', '', []],
])('reads %s', async (_, content, expected) => {
  expect(await csv().decode(bytes(content), undefined)).toEqual(expected)
})

test.each([
  ['a quote that is not closed', 'a\n"x', 'line 2'],
  ['text after a closing quote', 'a\n"x"y\n', 'line 2'],
  ['a row with too many fields', 'a,b\n1,2\n1,2,3\n', 'row 2'],
  ['two columns of one name', 'a,a\n1,2\n', 'the header'],
])('refuses %s and says where', async (_, content, where) => {
  await expect(csv().decode(bytes(content), undefined)).rejects.toMatchObject({ code: 'FORMAT_CANNOT_HOLD', where })
})

test('a contract gives text its types, and what says no such value is left to the contract', async () => {
  const schema: TableSchema = [
    { name: 'n', type: 'integer', nullable: true },
    { name: 's', type: 'string', nullable: true },
    { name: 'required', type: 'string', nullable: false },
  ]
  const decoded = await csv().decode(bytes('n,s,required,other\n12,,,1\nNA,"",x,\n'), schema)

  expect(decoded).toEqual([
    { n: 12, s: null, required: '', other: '1' },
    { n: 'NA', s: '', required: 'x', other: '' },
  ])
})
