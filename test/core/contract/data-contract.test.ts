/** Which contracts are accepted, and which are refused because they could not be enforced. */
import { dataContract, isVarveError } from '@varve/core'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const row = z.object({ id: z.string(), amount: z.number() })

test('a contract holds its rules, its columns and a hash', () => {
  const contract = dataContract({ row, unique: [['id']], volume: { rows: { min: 1 } } })
  expect(contract).toEqual({
    kind: 'rows',
    absent: [],
    creation: null,
    row,
    schema: [
      { name: 'id', type: 'string', nullable: false },
      { name: 'amount', type: 'double', nullable: false },
    ],
    unique: [['id']],
    volume: { rows: { min: 1 } },
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
})

test('the hash follows the rules, and nothing else', () => {
  const hashes = [
    dataContract({ row }),
    dataContract({ row, unique: [] }),
    dataContract({ row, unique: [['id']] }),
    dataContract({ row, volume: { rows: { min: 1 } } }),
    dataContract({ row: z.object({ id: z.string().min(1), amount: z.number() }) }),
  ].map(contract => contract.hash)
  expect(hashes[0]).toBe(hashes[1])
  expect(new Set(hashes).size).toBe(4)
})

test('any check of a column changes the hash; messages, descriptions and columns equal in rule do not', () => {
  const hashOf = (column: z.ZodType): string => dataContract({ row: z.object({ column }) }).hash
  const different = [
    z.date(),
    z.date().min(new Date(0)),
    z.date().min(new Date(1)),
    z.bigint(),
    z.bigint().min(2n),
    z.string(),
    z.string().regex(/a/),
    z.string().regex(/a/i),
    z.string().refine(text => text > 'a'),
    z.string().refine(text => text > 'b'),
    z.number(),
    z.int(),
    z.int32(),
    z.string().nullable(),
    z.string().optional(),
    z.enum(['a']),
    z.enum(['a', 'b']),
    z.literal(1),
    z.lazy(() => z.string()),
    z.array(z.string()),
  ]
  expect(new Set(different.map(hashOf)).size).toBe(different.length)
  expect(hashOf(z.string().min(1, 'no id'))).toBe(hashOf(z.string().min(1).describe('the id')))
})

test('a row that contains itself has a hash', () => {
  type Tree = { readonly children: readonly Tree[] }
  const tree: z.ZodType<Tree> = z.lazy(() => z.object({ children: z.array(tree) }))
  expect(dataContract({ row: z.object({ tree }) }).hash).toBe(dataContract({ row: z.object({ tree }) }).hash)
})

describe('refused: a rule or column that does not exist', () => {
  test.each([
    ['an unknown rule, with the nearest one', { row, uniqe: [] }, "did you mean 'unique'? It knows row, unique, volume"],
    ['a rule that a later version may have', { row, freshness: { column: 'id', within: '1h' } }, 'It knows row, unique, volume'],
    ['an unknown volume rule', { row, volume: { row: { min: 1 } } }, "did you mean 'rows'? It knows rows"],
    ['an unknown rows rule', { row, volume: { rows: { mn: 1 } } }, "did you mean 'min'? It knows min"],
    ['a column of unique, with the nearest one', { row, unique: [['amuont']] }, "did you mean 'amount'?"],
    ['an empty key', { row, unique: [[]] }, "write unique: [['id']]"],
    ['a key that is no list', { row, unique: ['id'] }, "write unique: [['id']]"],
    ['a column twice in one key', { row, unique: [['id', 'id']] }, "write unique: [['id']]"],
    ['a minimum below zero', { row, volume: { rows: { min: -1 } } }, 'give a whole number, 0 or more'],
    ['half a row', { row, volume: { rows: { min: 1.5 } } }, 'give a whole number, 0 or more'],
    ['a minimum in words', { row, volume: { rows: { min: '3' } } }, 'give a whole number, 0 or more'],
    ['no row', {}, 'give row: z.object({ ... }) with a schema for each column'],
    ['a row that is no object schema', { row: z.array(row) }, 'give row: z.object({ ... }) with a schema for each column'],
    ['a row without columns', { row: z.object({}) }, 'give row: z.object({ ... }) with a schema for each column'],
    [
      'a row with columns it does not name',
      { row: z.looseObject({ id: z.string() }) },
      'use z.object() without catchall, passthrough or loose, and name each column',
    ],
  ])('%s', (_, definition, fix) => {
    expect(refusal(definition)).toMatchObject({ code: 'BAD_CONTRACT', fix })
  })
})

describe('refused: a schema that changes data', () => {
  test.each<[string, z.ZodType]>([
    ['transform', z.string().transform(text => text.length)],
    ['pipe', z.string().pipe(z.string())],
    ['preprocess', z.preprocess(value => value, z.string())],
    ['default', z.string().default('x')],
    ['prefault', z.string().prefault('x')],
    ['catch', z.string().catch('x')],
    ['coerced number', z.coerce.number()],
    ['coerced date', z.coerce.date()],
    ['codec', z.codec(z.string(), z.number(), { decode: Number, encode: String })],
    ['stringbool', z.stringbool()],
    ['trim', z.string().trim()],
    ['toLowerCase', z.string().toLowerCase()],
    ['normalize', z.string().normalize()],
    ['a normalised url', z.url({ normalize: true })],
    ['overwrite', z.number().overwrite(Math.round)],
    ['inside an array', z.array(z.string().trim())],
    ['inside nullable and optional', z.string().trim().nullish()],
    ['inside a union', z.union([z.string(), z.coerce.number()])],
    ['inside a lazy schema', z.lazy(() => z.string().default('x'))],
  ])('%s', (_, column) => {
    expect(refusal({ row: z.object({ id: z.string(), column }) })).toMatchObject({
      code: 'BAD_CONTRACT',
      where: "column 'column'",
      fix: 'do this inside run, and let the contract describe the result',
    })
  })

  test('an overwrite of the whole row', () => {
    expect(refusal({ row: row.overwrite(value => value) })).toMatchObject({ code: 'BAD_CONTRACT', where: 'row' })
  })
})

test('looking is allowed: checks, refinements, brands, readonly, descriptions', () => {
  const looks = z.object({ a: z.string().min(1).refine(Boolean).brand('a').readonly().describe('a'), b: z.int().multipleOf(5) })
  expect(dataContract({ row: looks.refine(() => true) }).schema.map(({ type }) => type)).toEqual(['string', 'integer'])
})

function refusal(definition: unknown): unknown {
  try {
    return dataContract(definition as Parameters<typeof dataContract>[0])
  } catch (error) {
    return isVarveError(error) ? { code: error.code, where: error.where, fix: error.fix } : error
  }
}
