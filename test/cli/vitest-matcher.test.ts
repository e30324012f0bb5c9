/** `toSatisfyContract`: passes, fails with the broken rules and the first rows, and can be negated. */
import { dataContract } from '@varve/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import 'varve/vitest'

const Orders = dataContract({ row: z.object({ id: z.string(), amount: z.number() }), unique: [['id']], volume: { rows: { min: 1 } } })

test('rows that meet the contract', () => {
  expect([{ id: 'a', amount: 1 }]).toSatisfyContract(Orders)
  expect([]).not.toSatisfyContract(Orders)
})

test('the message lists the broken rules and the first rows', () => {
  const rows = [...Array(7)].map(() => ({ id: 'a', amount: 'x' }))
  expect(messageOf(() => expect(rows).toSatisfyContract(Orders))).toBe(
    [
      'expected 7 rows to satisfy the contract; broken rules:',
      '  row.invalid_type (amount), 7 times: row 0: Invalid input: expected number, received string',
      '  unique (id), 6 times: row 1: the same key as row 0',
      'bad rows:',
      '  row 0: row.invalid_type (amount): Invalid input: expected number, received string',
      ...[1, 2, 3, 4].map(
        row =>
          `  row ${row}: row.invalid_type (amount): Invalid input: expected number, received string; unique (id): the same key as row 0`,
      ),
      '  and 2 more',
    ].join('\n'),
  )
})

test('a value that is not rows', () => {
  expect(messageOf(() => expect({}).toSatisfyContract(Orders))).toBe(
    'expected the rows to satisfy the contract; broken rules:\n  rows.not_an_array, 1 times: the contract is about rows, and the value is object',
  )
})

test('the negation says so', () => {
  expect(messageOf(() => expect([{ id: 'a', amount: 1 }]).not.toSatisfyContract(Orders))).toBe(
    'expected the rows to break the contract, and they meet it',
  )
})

function messageOf(act: () => void): string {
  try {
    act()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was thrown'
}
