/** Which column each schema becomes. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { compileRow } from '../../../packages/core/src/contract/compile-row.ts'

type Tree = { readonly name: string; readonly children: readonly Tree[] }
const tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(tree) }))

describe('the type of a column', () => {
  test.each<[string, z.ZodType, string]>([
    ['text', z.string(), 'string'],
    ['an email', z.email(), 'string'],
    ['an iso date', z.iso.date(), 'string'],
    ['an enum', z.enum(['a', 'b']), 'string'],
    ['a numeric enum', z.enum({ a: 1, b: 2 }), 'integer'],
    ['a literal', z.literal('a'), 'string'],
    ['literals of numbers', z.literal([1, 2]), 'integer'],
    ['literals with a fraction', z.literal([1, 2.5]), 'double'],
    ['a literal truth', z.literal(true), 'boolean'],
    ['a literal bigint', z.literal(1n), 'bigint'],
    ['a template', z.templateLiteral(['id-', z.int()]), 'string'],
    ['a boolean', z.boolean(), 'boolean'],
    ['a number', z.number(), 'double'],
    ['a float', z.float32(), 'double'],
    ['an int', z.int(), 'integer'],
    ['an int with bounds', z.int().min(2).max(9), 'integer'],
    ['number().int()', z.number().int(), 'integer'],
    ['an int32', z.int32(), 'int32'],
    ['a uint32', z.uint32(), 'integer'],
    ['a bigint', z.bigint(), 'bigint'],
    ['an int64', z.int64(), 'bigint'],
    ['a date', z.date(), 'timestamp'],
    ['readonly', z.date().readonly(), 'timestamp'],
    ['a union of one type', z.union([z.literal('a'), z.email()]), 'string'],
    ['a union of numbers', z.union([z.int(), z.number()]), 'double'],
    ['a union of types', z.union([z.string(), z.number()]), 'json'],
    ['an intersection', z.intersection(z.string(), z.string().min(1)), 'string'],
    ['an array', z.array(z.string()), 'json'],
    ['an object', z.object({ a: z.string() }), 'json'],
    ['a record', z.record(z.string(), z.number()), 'json'],
    ['a tuple', z.tuple([z.string(), z.number()]), 'json'],
    ['a discriminated union', z.discriminatedUnion('k', [z.object({ k: z.literal('a') }), z.object({ k: z.literal('b') })]), 'json'],
    ['any json', z.json(), 'json'],
    ['a lazy text', z.lazy(() => z.string()), 'string'],
    ['a schema that contains itself', tree, 'json'],
  ])('%s', (_, schema, type) => {
    expect(compileRow(z.object({ column: schema }))).toEqual([{ name: 'column', type, nullable: schema.safeParse(null).success }])
  })
})

describe('a column that may be empty', () => {
  test.each<[string, z.ZodType, string, boolean]>([
    ['nullable', z.string().nullable(), 'string', true],
    ['optional', z.int().optional(), 'integer', true],
    ['nullish', z.date().nullish(), 'timestamp', true],
    ['a union with null', z.union([z.boolean(), z.null()]), 'boolean', true],
    ['a literal with null', z.literal(['a', null]), 'string', true],
    ['optional, then required again', z.string().optional().nonoptional(), 'string', false],
    ['nullable, then required', z.string().nullish().nonoptional(), 'string', true],
    ['readonly nullable', z.string().nullable().readonly(), 'string', true],
    ['anything', z.unknown(), 'json', true],
    ['only null', z.null(), 'json', true],
    ['an intersection with one nullable side', z.intersection(z.string().nullable(), z.string()), 'string', false],
  ])('%s', (_, schema, type, nullable) => {
    expect(compileRow(z.object({ column: schema }))).toEqual([{ name: 'column', type, nullable }])
  })
})

test('columns come in the order the row names them', () => {
  expect(compileRow(z.object({ b: z.string(), a: z.string() })).map(({ name }) => name)).toEqual(['b', 'a'])
})

describe('refused: what has no column', () => {
  test.each<[string, z.ZodType, string]>([
    ['a map', z.map(z.string(), z.string()), 'map'],
    ['a set', z.set(z.string()), 'set'],
    ['a symbol', z.symbol(), 'symbol'],
    ['a promise', z.promise(z.string()), 'promise'],
    ['a custom type', z.custom<string>(), 'custom'],
    ['an instance', z.instanceof(URL), 'custom'],
    ['never', z.never(), 'never'],
    ['a date inside JSON', z.array(z.date()), 'date'],
    ['a bigint inside JSON', z.object({ a: z.bigint() }), 'bigint'],
    ['a date or text', z.union([z.date(), z.string()]), 'date'],
    ['a set inside a nullable object', z.object({ a: z.set(z.string()) }).nullable(), 'set'],
  ])('%s', (_, schema, type) => {
    expect(() => compileRow(z.object({ id: z.string(), column: schema }))).toThrow(
      expect.objectContaining({ code: 'BAD_CONTRACT', details: { column: 'column', type } }),
    )
  })
})
