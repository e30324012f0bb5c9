/** The gate: what it finds, that it fails closed, and that it never changes what it judges. */
import { applyContract, dataContract } from '@varve/core'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const Orders = dataContract({
  row: z.object({ id: z.string(), amount: z.number().min(0), at: z.date() }),
  unique: [['id'], ['at', 'amount']],
  volume: { rows: { min: 2 } },
})
const order = (id: string, amount: number, at = '2001-01-01') => ({ id, amount, at: new Date(at) })

test('rows that meet every rule', () => {
  expect(applyContract(Orders, [order('a', 1), order('b', 2)])).toEqual({ ok: true, rows: 2, broken: [], bad: [] })
})

test('each broken rule is named with its column, its count and the first row', () => {
  const rows = [order('a', 1), { ...order('b', -2), note: 'x' }, { ...order('c', -3), id: 3 }, null]
  const result = applyContract(Orders, rows)
  expect(result.broken).toEqual([
    { rule: 'row.invalid_type', column: null, count: 1, message: 'row 3: Invalid input: expected object, received null' },
    { rule: 'row.invalid_type', column: 'id', count: 1, message: 'row 2: Invalid input: expected string, received number' },
    { rule: 'row.too_small', column: 'amount', count: 2, message: 'row 1: Too small: expected number to be >=0' },
    { rule: 'row.unrecognized_column', column: 'note', count: 1, message: 'row 1: the contract does not name this column' },
  ])
  expect(result.bad.map(({ index, row, violations }) => [index, row === rows[index], violations.map(({ rule }) => rule)])).toEqual([
    [1, true, ['row.too_small', 'row.unrecognized_column']],
    [2, true, ['row.invalid_type', 'row.too_small']],
    [3, true, ['row.invalid_type']],
  ])
})

test('all rows of a repeated key after the first are bad; dates are compared by instant', () => {
  const result = applyContract(Orders, [order('a', 1), order('b', 1, '2001-01-01T00:00:00Z'), order('a', 2), order('a', 3)])
  expect(result.broken).toEqual([
    { rule: 'unique', column: 'at, amount', count: 1, message: 'row 1: the same key as row 0' },
    { rule: 'unique', column: 'id', count: 2, message: 'row 2: the same key as row 0' },
  ])
  expect(result.bad.map(({ index }) => index)).toEqual([1, 2, 3])
})

test('keys of several columns do not run together, and types differ', () => {
  const contract = dataContract({ row: z.object({ a: z.unknown(), b: z.unknown() }), unique: [['a', 'b']] })
  const rows = [
    { a: 'ab', b: 'c' },
    { a: 'a', b: 'bc' },
    { a: 1, b: '' },
    { a: '1', b: '' },
    { a: [1], b: 0 },
    { a: '[1]', b: 0 },
  ]
  expect(applyContract(contract, rows).ok).toBe(true)
  expect(
    applyContract(contract, [
      { a: { x: 1, y: 2 }, b: 0 },
      { a: { y: 2, x: 1 }, b: -0 },
    ]).broken,
  ).toMatchObject([{ rule: 'unique' }])
})

test('null and an absent value are the same key', () => {
  const contract = dataContract({ row: z.object({ id: z.string().nullish() }), unique: [['id']] })
  expect(applyContract(contract, [{ id: null }, {}]).broken).toMatchObject([{ rule: 'unique', column: 'id', count: 1 }])
})

test('too few rows break the volume rule and no single row', () => {
  expect(applyContract(Orders, [order('a', 1)])).toEqual({
    ok: false,
    rows: 1,
    broken: [{ rule: 'volume.rows.min', column: null, count: 1, message: '1 rows, and the contract wants at least 2' }],
    bad: [],
  })
})

test('an empty partition meets a contract that asks for no minimum', () => {
  expect(applyContract(dataContract({ row: z.object({ id: z.string() }) }), [])).toEqual({ ok: true, rows: 0, broken: [], bad: [] })
})

test('a hole in an array is a bad row', () => {
  const result = applyContract(dataContract({ row: z.object({ id: z.string() }) }), new Array(1))
  expect(result).toMatchObject({ ok: false, rows: 1, bad: [{ index: 0, row: undefined }] })
})

test.each([
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['an object', { rows: [] }, 'object'],
  ['text', 'rows', 'string'],
])('a value that is not rows is refused: %s', (_, value, kind) => {
  const message = `the contract is about rows, and the value is ${kind}`
  expect(applyContract(Orders, value)).toEqual({
    ok: false,
    rows: null,
    broken: [{ rule: 'rows.not_an_array', column: null, count: 1, message }],
    bad: [],
  })
})

test('a problem inside a nested column names the column and the place', () => {
  const contract = dataContract({ row: z.object({ stops: z.array(z.object({ code: z.string() })) }) })
  expect(applyContract(contract, [{ stops: [{ code: 'ORD' }, { code: 1 }] }]).bad[0]?.violations).toEqual([
    { rule: 'row.invalid_type', column: 'stops', message: 'Invalid input: expected string, received number (at 1.code)' },
  ])
})

describe('semantics 36: a gate that itself throws counts as failed', () => {
  const throws = z.string().refine(text => {
    if (text === 'bad') throw new TypeError('no such table')
    return true
  })

  test('a refinement that throws', () => {
    const result = applyContract(dataContract({ row: z.object({ id: throws }) }), [{ id: 'good' }, { id: 'bad' }])
    expect(result.broken).toEqual([
      { rule: 'row.gate_threw', column: null, count: 1, message: 'row 1: the row schema threw TypeError: no such table' },
    ])
  })

  test('a refinement that is asynchronous', () => {
    const contract = dataContract({ row: z.object({ id: z.string().refine(async () => true) }) })
    expect(applyContract(contract, [{ id: 'a' }]).broken).toEqual([
      { rule: 'row.gate_threw', column: null, count: 1, message: 'row 0: the row schema is asynchronous; a gate judges at once' },
    ])
  })

  test('a row whose column throws when it is read', () => {
    const row = {
      get id(): string {
        throw new Error('gone')
      },
    }
    const contract = dataContract({ row: z.object({ id: z.string() }), unique: [['id']] })
    expect(applyContract(contract, [row]).broken.map(({ rule }) => rule)).toEqual(['row.gate_threw', 'rows.gate_threw'])
  })
})

test('the data stays as it was, also where zod would copy it', () => {
  const rows = [Object.freeze({ ...order('a', 1), at: Object.freeze(new Date(0)) }), order('b', 2)]
  const before = structuredClone(rows)
  applyContract(Orders, Object.freeze(rows))
  expect(rows).toEqual(before)
})

test('without a contract there is nothing to apply, and that is an error', () => {
  expect(() => applyContract(undefined as never, [])).toThrow(expect.objectContaining({ code: 'BAD_CONTRACT' }))
})

test('the message of a verdict, which outlives the rows, has no value of a row in it', () => {
  const contract = dataContract({
    row: z.object({ email: z.string().refine(() => false, { error: ({ input }) => `not an address: ${String(input)}` }) }),
  })
  const { broken, bad } = applyContract(contract, [{ email: 'ann@example.org' }])
  expect(broken.map(({ message }) => message)).toEqual(['row 0: not an address: •••'])
  expect(bad[0]?.violations[0]?.message).toBe('not an address: ann@example.org')
})

test('a message and a column with half a pair of surrogates are written as a record can hold them', () => {
  const contract = dataContract({ row: z.object({ a: z.string().refine(() => false, { error: 'no \ud800' }) }) })
  expect(applyContract(contract, [{ a: 'x', 'b\ud800': 1 }]).broken).toEqual([
    { rule: 'row.custom', column: 'a', count: 1, message: 'row 0: no \ufffd' },
    { rule: 'row.unrecognized_column', column: 'b\ufffd', count: 1, message: 'row 0: the contract does not name this column' },
  ])
})

test('a bad row with a long text is rejected like any other, and its text is not in the message', () => {
  const text = 'a long text/ü '.repeat(50_000)
  const Texts = dataContract({ row: z.object({ text: z.string().refine(() => false, { error: ({ input }) => `bad: ${input}` }) }) })
  expect(applyContract(Texts, [{ text }]).broken).toEqual([{ rule: 'row.custom', column: 'text', count: 1, message: 'row 0: bad: •••' }])
})
