/** What every format that holds rows must do; a format joins by passing this suite. */
import { type Format, sha256, type TableSchema } from '@varve/core'
import { describe, expect, test } from 'vitest'
import { decodeWith, encodeWith } from '../support/through-format.ts'

export const allTypes: TableSchema = [
  { name: 'string', type: 'string', nullable: true },
  { name: 'boolean', type: 'boolean', nullable: true },
  { name: 'int32', type: 'int32', nullable: true },
  { name: 'integer', type: 'integer', nullable: true },
  { name: 'bigint', type: 'bigint', nullable: true },
  { name: 'double', type: 'double', nullable: true },
  { name: 'timestamp', type: 'timestamp', nullable: true },
  { name: 'json', type: 'json', nullable: true },
]

/** Fresh at every call: extremes, nulls, and text that formats tend to break. */
export function rowsOfAllTypes(): Record<string, unknown>[] {
  return [
    {
      string: 'plain',
      boolean: true,
      int32: 2 ** 31 - 1,
      integer: Number.MAX_SAFE_INTEGER,
      bigint: 2n ** 63n - 1n,
      double: 0.1,
      timestamp: new Date('2001-04-01T07:59:59.999Z'),
      json: { b: [1, 'x', null], a: { nested: true } },
    },
    {
      string: '\uFEFFa byte order mark, "quotes", a,comma\r\nand \u0000 \u{1F600} é 漢字',
      boolean: false,
      int32: -(2 ** 31),
      integer: Number.MIN_SAFE_INTEGER,
      bigint: -(2n ** 63n),
      double: Number.MIN_VALUE,
      timestamp: new Date('1969-12-31T23:59:59.001Z'),
      json: 'only text',
    },
    { string: '', boolean: null, int32: 0, integer: 0, bigint: 0n, double: Number.MAX_VALUE, timestamp: new Date(0), json: [] },
    { string: null, boolean: null, int32: null, integer: null, bigint: null, double: null, timestamp: null, json: null },
    { string: null, boolean: true, int32: 7, integer: 7, bigint: 7n, double: 7, timestamp: new Date(-62135596800000), json: 0 },
  ]
}

export function formatContract(name: string, makeFormat: () => Format): void {
  const format = makeFormat()

  describe(`format ${name}`, () => {
    test('rows of every column type come back equal, with nulls and extremes', async () => {
      const { bytes, rows } = await encodeWith(format, rowsOfAllTypes(), allTypes)

      expect(rows).toBe(5)
      expect(await decodeWith(format, bytes, allTypes)).toStrictEqual(rowsOfAllTypes())
    })

    test('required columns come back equal', async () => {
      const required = allTypes.map(column => ({ ...column, nullable: false }))
      const rows = rowsOfAllTypes().slice(0, 2)
      const { bytes } = await encodeWith(format, rows, required)

      expect(await decodeWith(format, bytes, required)).toStrictEqual(rowsOfAllTypes().slice(0, 2))
    })

    test('columns keep the order of the contract, whatever the order of the keys', async () => {
      const { bytes } = await encodeWith(format, [{ double: 1, string: 'x' }], allTypes)
      const [row] = (await decodeWith(format, bytes, allTypes)) as [Record<string, unknown>]

      expect(Object.keys(row)).toEqual(allTypes.map(column => column.name))
    })

    test('an absent value is null', async () => {
      const { bytes } = await encodeWith(format, [{ string: undefined }], allTypes)

      expect(await decodeWith(format, bytes, allTypes)).toStrictEqual([Object.fromEntries(allTypes.map(column => [column.name, null]))])
    })

    test('no rows come back as no rows', async () => {
      const { bytes, rows } = await encodeWith(format, [], allTypes)

      expect(rows).toBe(0)
      expect(await decodeWith(format, bytes, allTypes)).toStrictEqual([])
    })

    test('thousands of rows with repeating and with distinct values come back equal', async () => {
      const rows = () =>
        Array.from({ length: 3000 }, (_, n) => ({ ...rowsOfAllTypes()[n % 5], integer: n, string: n % 7 === 0 ? null : `row ${n}` }))
      const { bytes } = await encodeWith(format, rows(), allTypes)

      expect(await decodeWith(format, bytes, allTypes)).toStrictEqual(rows())
    })

    test('equal values give equal bytes', async () => {
      const first = await encodeWith(format, rowsOfAllTypes(), allTypes)
      const reordered = rowsOfAllTypes().map(row => Object.fromEntries(Object.entries(row).reverse()))
      const second = await encodeWith(makeFormat(), reordered, structuredClone(allTypes))

      expect(sha256(second.bytes)).toBe(sha256(first.bytes))
    })

    test('minus zero is zero, since the two are equal', async () => {
      const minus = await encodeWith(format, [{ double: -0, integer: -0, int32: -0, json: -0 }], allTypes)
      const plus = await encodeWith(format, [{ double: 0, integer: 0, int32: 0, json: 0 }], allTypes)

      expect(sha256(minus.bytes)).toBe(sha256(plus.bytes))
    })

    test('every reader gets private copies, also of values that repeat', async () => {
      const row = { timestamp: new Date(5), json: { a: [1] } }
      const { bytes } = await encodeWith(format, [row, row, row], allTypes)
      const before = sha256(bytes)
      const [first, second] = (await decodeWith(format, bytes, allTypes)) as [typeof row, typeof row]
      first.timestamp.setTime(0)
      first.json.a.push(2)

      expect(second).toMatchObject({ timestamp: new Date(5), json: { a: [1] } })
      expect(await decodeWith(format, bytes, allTypes)).toMatchObject([row, row, row])
      expect(sha256(bytes)).toBe(before)
    })

    test('bytes inside a larger buffer are read', async () => {
      const { bytes } = await encodeWith(format, rowsOfAllTypes(), allTypes)
      const larger = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('after')])

      expect(await decodeWith(format, larger.subarray(6, 6 + bytes.length), allTypes)).toStrictEqual(rowsOfAllTypes())
    })

    test.each([
      ['a value that is no rows', 3, '$'],
      ['a row that is none', [{ string: 'x' }, 'x'], '$[1]'],
      ['a column the contract does not name', [{ string: 'x' }, { strin: 'x' }], '$[1].strin'],
      ['a number as text', [{ string: 1 }], '$[0].string'],
      ['a lone surrogate', [{ string: 'a\uD800' }], '$[0].string'],
      ['a truthy boolean', [{ boolean: 1 }], '$[0].boolean'],
      ['an int32 out of range', [{ int32: 2 ** 31 }], '$[0].int32'],
      ['a fraction as integer', [{ integer: 1.5 }], '$[0].integer'],
      ['an unsafe integer', [{ integer: 2 ** 53 }], '$[0].integer'],
      ['a bigint out of range', [{ bigint: 2n ** 63n }], '$[0].bigint'],
      ['a number as bigint', [{ bigint: 1 }], '$[0].bigint'],
      ['text as double', [{ double: '1' }], '$[0].double'],
      ['text as timestamp', [{ timestamp: '2001-01-01T00:00:00Z' }], '$[0].timestamp'],
      ['an invalid date', [{ timestamp: new Date(Number.NaN) }], '$[0].timestamp'],
      ['a date inside JSON', [{ json: { a: [new Date(0)] } }], '$[0].json.a[0]'],
    ])('refuses %s and names its place', async (_, value, where) => {
      await expect(encodeWith(format, value, allTypes)).rejects.toMatchObject({ code: 'FORMAT_CANNOT_HOLD', where })
    })

    test('refuses a missing required value', async () => {
      const schema: TableSchema = [{ name: 'a', type: 'string', nullable: false }]

      await expect(encodeWith(format, [{ a: 'x' }, {}], schema)).rejects.toMatchObject({ code: 'FORMAT_CANNOT_HOLD', where: '$[1].a' })
    })

    test('says that bytes of something else are not of this format', async () => {
      await expect(decodeWith(format, Uint8Array.of(0xff, 0xfe, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), undefined)).rejects.toMatchObject({
        code: 'FORMAT_CANNOT_HOLD',
      })
    })
  })
}
