/** A materialization as a narrow row: whatever a record holds comes back byte for byte, and what is common is small. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../../packages/core/src/foundation/canonical.ts'
import { artifactOf } from '../../../../packages/core/src/io/artifact.ts'
import type { NewMaterialization } from '../../../../packages/core/src/ledger/ledger.ts'
import { bookOf } from '../../../../packages/core/src/ledger/sqlite/book.ts'
import { openDatabase } from '../../../../packages/core/src/ledger/sqlite/driver.ts'
import {
  addMaterialization,
  type MaterializationRow,
  recordedText,
  rowColumns,
} from '../../../../packages/core/src/ledger/sqlite/materializations.ts'
import { folderForm, folderText } from '../../../../packages/core/src/ledger/sqlite/row/folder-text.ts'
import { keyOfStored, storedKey } from '../../../../packages/core/src/ledger/sqlite/row/stored-key.ts'
import { createSchema } from '../../../../packages/core/src/ledger/sqlite/schema.ts'
import { codeOf, hashOf, idOf, made, minute } from '../../../../packages/core/src/ledger/suite/cases.ts'

/** Well-formed, with what a database or a separator may stumble over. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', '*', 'a', 'a\0b', 'a\nb', '\u0001', 'day=2001-01-01,origin=ORD', '2001-01-01', '"', '\u2028', '😀', '__proto__'),
)
const hash = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('a', 'b', 'c').map(hashOf) }, { weight: 1, arbitrary: text })
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), fc.constantFrom(0, -0))
const json = fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' })
const odd = <T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: json })

const window = fc.record({ dimension: odd(text), start: odd(number), end: odd(number) }, { requiredKeys: ['start'] })
const member = fc.record({ name: text, sha256: hash, bytes: odd(fc.nat()) })
const artifact = fc.oneof(
  fc.record({ name: text, sha256: hash, bytes: fc.nat(), rows: fc.option(fc.nat()) }).map(({ rows, ...one }) => artifactOf([one], rows)),
  fc.record({ members: odd(fc.array(member, { maxLength: 3 })), sha256: hash, bytes: odd(number), rows: odd(number) }),
)
const verdict = fc.record(
  {
    ok: fc.boolean(),
    contract: hash,
    subject: fc.option(hash),
    rows: fc.option(fc.nat()),
    broken: fc.oneof(fc.constant([]), fc.array(json, { maxLength: 2 })),
    more: json,
  },
  { requiredKeys: ['ok', 'contract', 'subject', 'rows', 'broken'] },
)
const input = fc.record(
  {
    input: text,
    asset: text,
    mapping: text,
    partitions: text,
    missing: text,
    short: fc.boolean(),
    environment: fc.option(text),
    asOf: fc.option(fc.oneof(fc.nat(3), number)),
    external: fc.option(hash),
    more: json,
  },
  { requiredKeys: ['input', 'asset', 'mapping', 'partitions', 'missing', 'short', 'environment', 'asOf', 'external'] },
)

/** What a Varve of any age may have recorded: of its type, or nearly. */
const record = fc
  .record(
    {
      id: hash.map(name => name.slice(0, 20)),
      asset: text,
      partition: text,
      windows: odd(fc.array(window, { maxLength: 2 })),
      version: hash,
      definitionHash: hash,
      codeVersion: odd(fc.option(hash)),
      configHash: hash,
      config: odd(fc.dictionary(text, json, { maxKeys: 2 })),
      artifact: odd(artifact),
      stored: odd(fc.record({ format: text, schema: json })),
      folder: odd(text),
      contract: odd(fc.option(fc.record({ hash, verdict: odd(verdict) }))),
      run: odd(text),
      createdAt: odd(number),
      provenance: odd(fc.record({ gitCommit: fc.option(text), gitDirty: fc.option(fc.boolean()) })),
      lineage: odd(fc.array(input, { maxLength: 3 })),
      complete: odd(fc.boolean()),
      more: json,
    },
    { requiredKeys: ['id', 'asset', 'partition', 'version'] },
  )
  .chain(one => fc.dictionary(text, json, { maxKeys: 2 }).map(extra => ({ ...extra, ...one })))

const database = openDatabase(':memory:').then(db => {
  createSchema(db, 'a ledger')
  return bookOf(db, 'a ledger')
})
let sequence = 0

async function written(recorded: NewMaterialization): Promise<MaterializationRow> {
  const book = await database
  sequence += 1
  addMaterialization(book, recorded, sequence, null)
  return book.db.get<MaterializationRow>(`SELECT ${rowColumns} FROM materialization WHERE sequence = ?`, sequence)!
}

describe('what was recorded', () => {
  test('comes back byte for byte, whatever it holds', async () => {
    const book = await database
    await fc.assert(
      fc.asyncProperty(record, async one => {
        const row = await written(one as unknown as NewMaterialization)
        expect(recordedText(book, row)).toBe(canonicalJson(one))
        book.texts.forget()
        expect(recordedText(book, row)).toBe(canonicalJson(one))
      }),
      { numRuns: 300 },
    )
  })

  test('is written again as the same row', async () => {
    const book = await database
    await fc.assert(
      fc.asyncProperty(record, async one => {
        const row = await written(one as unknown as NewMaterialization)
        const again = await written(JSON.parse(recordedText(book, row)))
        expect({ ...again, sequence: 0 }).toEqual({ ...row, sequence: 0 })
      }),
      { numRuns: 200 },
    )
  })

  test('holds nothing beside its columns where it is what a run records', async () => {
    const start = minute(0)
    const plain: NewMaterialization = {
      ...made('one', 'r1', '2001-01-01'),
      windows: [{ dimension: 'day', start, end: start + 86_400_000 }],
      folder: 'asset/0c9e41d2f7aa/day=2001-01-01',
      lineage: [
        { ...made('one', 'r1', '2001-01-01').lineage[0]!, partitions: '2001-01-01' },
        {
          ...{ input: 'raw', asset: 'raw', mapping: 'external', partitions: '', missing: '', short: false },
          ...{ environment: null, asOf: null, external: hashOf('x1') },
        },
      ],
    }
    const texts = async () => (await database).db.get<{ count: number }>('SELECT count(*) AS count FROM text')!.count
    const first = await written(plain)
    const before = await texts()
    const second = await written({ ...plain, id: idOf('two'), version: hashOf('v2') })
    expect([first.more, first.reads, first.windows, second.detail, second.origin]).toEqual([null, null, null, first.detail, first.origin])
    expect(await texts()).toBe(before)
  })

  test('holds no number or text that JSON has not', async () => {
    for (const createdAt of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await codeOf(written({ ...made('one', 'r1', 'a'), createdAt }))).toBe('NOT_CANONICAL')
    }
    expect(await codeOf(written(made('one', 'r1', '\ud800')))).toBe('NOT_CANONICAL')
  })
})

test('a folder is what its partition leaves to be said, also where dimensions are nested in another order', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['orders/0c9e/day=2001-01-01', '2001-01-01'],
    ['orders/0c9e/day=2001-01-01/origin=ORD', 'day=2001-01-01,origin=ORD'],
    ['orders/0c9e/day=2001-01-01/airline=AA', 'airline=AA,day=2001-01-01'],
    ['orders/0c9e', ''],
  ]
  expect(cases.map(([folder, key]) => folderForm(folder, key))).toEqual([
    { prefix: 'orders/0c9e/day=', order: [0] },
    { prefix: 'orders/0c9e/', order: [0, 1] },
    { prefix: 'orders/0c9e/', order: [1, 0] },
    { prefix: 'orders/0c9e', order: [] },
  ])
  for (const [folder, key] of cases) expect(folderText(folderForm(folder, key)!, key)).toBe(folder)
  expect(folderForm('orders/0c9e/airport=%C3%A9', 'é')).toBeUndefined()
})

test('keys are stored as they are, and those that SQLite or a page would cut as no other is', () => {
  fc.assert(fc.property(text, key => keyOfStored(storedKey(key)) === key && !/[\0\n]/.test(storedKey(key))))
  expect(['2001-01-01', 'a%2Cb', ''].map(storedKey)).toEqual(['2001-01-01', 'a%2Cb', ''])
})
