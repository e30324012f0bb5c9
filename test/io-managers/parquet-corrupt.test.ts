/** Corrupt Parquet files: each ends as one named error, never as a loop, an unhandled rejection or rows that nobody wrote. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { TableSchema } from '@varve/core'
import { parquet } from '@varve/io-managers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeWith, encodeWith } from '../support/through-format.ts'
import { tempFolder } from './temp-folder.ts'

const schema: TableSchema = (['integer', 'string', 'double', 'timestamp', 'json', 'boolean'] as const).map(type => ({
  name: type,
  type,
  nullable: true,
}))

const rows = Array.from({ length: 300 }, (_, n) => ({
  integer: n,
  string: n % 7 === 0 ? null : `row ${n}`,
  double: n / 3,
  timestamp: new Date(n * 1000),
  json: { a: [n] },
  boolean: n % 2 === 0,
}))

/** Of the whole file, as vitest would count them against whichever test runs by then. */
const unhandled: unknown[] = []
const note = (reason: unknown): void => {
  unhandled.push(reason)
}

beforeAll(() => {
  process.on('unhandledRejection', note)
})
afterAll(() => {
  process.off('unhandledRejection', note)
})

async function ofDuckDb(): Promise<Uint8Array> {
  const path = join(await tempFolder(), 'made.parquet')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`copy (select i "integer", case when i % 7 = 0 then null else 'row ' || i end "string", i / 3 "double", to_timestamp(i) "timestamp",
    '{"a":1}'::json "json", i % 2 = 0 "boolean", [i, i] list, {'x': i} nested from range(300) t(i)) to '${path}' (format parquet)`)
  connection.closeSync()
  return readFile(path)
}

/** Every third: one bit flipped anywhere, one byte replaced near the end where counts and names lie, the file cut off. */
function damaged(bytes: Uint8Array, round: number, random: () => number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const anywhere = Math.floor(random() * copy.length)
  if (round % 3 === 0) copy[anywhere]! ^= 1 << Math.floor(random() * 8)
  if (round % 3 === 1) copy[copy.length - 1 - Math.floor(random() * 2000)] = Math.floor(random() * 256)
  return round % 3 === 2 ? copy.subarray(0, anywhere) : copy
}

function drawn(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

test.each([
  ['ours', async () => (await encodeWith(parquet(), rows, schema)).bytes],
  ["DuckDB's", ofDuckDb],
])('a damaged file, %s, is read whole or ends as FORMAT_CANNOT_HOLD, and leaves no rejection behind', async (_, make) => {
  const bytes = await make()
  const random = drawn(7)
  const answers = { read: 0, refused: 0, other: 0 }
  for (let round = 0; round < 450; round += 1) {
    try {
      const found = (await decodeWith(parquet(), damaged(bytes, round, random), schema)) as unknown[]
      expect(found).toHaveLength(300)
      answers.read += 1
    } catch (error) {
      if ((error as { code?: string }).code === 'FORMAT_CANNOT_HOLD') answers.refused += 1
      else throw error
    }
  }
  await new Promise(resolve => setTimeout(resolve, 20))

  expect(answers.refused).toBeGreaterThan(200)
  expect(unhandled).toEqual([])
})

test('a column that fails beside one whose name is unknown is no unhandled rejection', async () => {
  const { bytes } = await encodeWith(
    parquet(),
    rows.map(({ integer }) => ({ aaaa: `row ${integer}`, bbbb: integer })),
    undefined,
  )
  const broken = Buffer.from(bytes)
  broken.fill(0xff, 40, 400) // pages of the first column
  broken[broken.lastIndexOf('bbbb', broken.lastIndexOf('varve.schema') - 1)] = 0x63 // the second column is named cbbb in its row group

  await expect(decodeWith(parquet(), broken, undefined)).rejects.toMatchObject({ code: 'FORMAT_CANNOT_HOLD' })
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(unhandled).toEqual([])
})

test('a count of rows that the row groups do not have is refused, where it was believed', async () => {
  const { bytes } = await encodeWith(parquet(), [{ a: 1 }, { a: 2 }], undefined)
  const broken = Buffer.from(bytes)
  const footer = broken.length - 8 - broken.readUInt32LE(broken.length - 8)
  // The third field of the file's metadata: after the schema, `16` opens an i64; 2 rows are the zigzag 04, 5 rows 0a.
  const at = broken.indexOf(Buffer.from([0x16, 0x04]), footer)
  broken[at + 1] = 0x0a

  await expect(decodeWith(parquet(), broken, undefined)).rejects.toMatchObject({ why: expect.stringContaining('row groups hold 2') })
})
