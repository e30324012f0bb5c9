/** Rows becoming a table: every row comes back as it came, and what does not fit is known. */
import type { ColumnSchema, TableSchema } from '@varve/core'
import { isVarveError } from '@varve/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { whyNotCanonical } from '../../../packages/core/src/foundation/canonical.ts'
import { whyCellDoesNotFit } from '../../../packages/core/src/table/cell-fits.ts'
import { type Draft, draftBuilder } from '../../../packages/core/src/table/draft.ts'
import { fittingTable } from '../../../packages/core/src/table/fitting-table.ts'
import { privateRow } from '../../../packages/core/src/table/private-row.ts'
import { anyCell, cellOf, columnTypes } from './cells.ts'

function draftOf(rows: readonly unknown[], schema: TableSchema, absent: readonly string[] = []): Draft {
  const draft = draftBuilder({ schema, absent })
  for (const row of rows) draft.add(row)
  return draft.finish()
}

const rowsIn = (draft: Draft) => Array.from({ length: draft.table.rowCount }, (_, index) => draft.rowAt(index))
const nullable = (name: string, type: ColumnSchema['type'] = 'string'): ColumnSchema => ({ name, type, nullable: true })

test.each(columnTypes)(
  'property: rows of a column of type %s come back, with null and with absent keys, and none is kept beside it',
  type => {
    const row = fc.oneof(
      cellOf[type].map(cell => ({ cell })),
      fc.constantFrom<object>({ cell: null }, {}),
    )
    fc.assert(
      fc.property(fc.array(row), fc.boolean(), (rows, isAbsent) => {
        const draft = draftOf(rows, [nullable('cell', type)], isAbsent ? ['cell'] : [])
        expect(rowsIn(draft)).toStrictEqual(rows)
        const minusZeros = type === 'int32' ? rows.filter(row => 'cell' in row && Object.is(row.cell, -0)) : []
        expect(draft.strays.size).toBe(minusZeros.length)
      }),
    )
  },
)

test('property: whatever is a row, or none, comes back as it came', () => {
  const anyRow = fc.dictionary(fc.constantFrom('a', 'b', '1', 'extra'), anyCell, { noNullPrototype: true })
  const schema = fc.tuple(fc.constantFrom(...columnTypes), fc.constantFrom(...columnTypes), fc.boolean())
  fc.assert(
    fc.property(fc.array(fc.oneof(anyRow, anyCell)), schema, (given, [a, b, required]) => {
      const columns = [nullable('a', a), { name: 'b', type: b, nullable: !required }, nullable('1')]
      const rows = given.map(row => privateRow(row, columns))
      const draft = draftOf(rows, columns, ['b'])
      expect(rowsIn(draft)).toStrictEqual(rows)
    }),
  )
})

test('property: a draft gives its table exactly where every cell fits its column', () => {
  const columnAndCells = fc.tuple(fc.constantFrom(...columnTypes), fc.boolean(), fc.array(anyCell))
  fc.assert(
    fc.property(columnAndCells, ([type, isNullable, cells]) => {
      const column: ColumnSchema = { name: 'cell', type, nullable: isNullable }
      const wrong = cells.findIndex(cell => {
        if (whyCellDoesNotFit(cell, column) !== undefined) return true
        return type === 'json' && cell !== null && cell !== undefined && whyNotCanonical(cell) !== undefined
      })
      const draft = draftOf(
        cells.map(cell => ({ cell })),
        [column],
      )
      expect(refusedPlace(draft)?.startsWith(`$[${wrong}].cell`) ?? 'none').toBe(wrong < 0 ? 'none' : true)
    }),
  )
})

function refusedPlace(draft: Draft): string | undefined {
  try {
    fittingTable(draft, 'csv')
    return undefined
  } catch (error) {
    if (isVarveError(error) && error.code === 'FORMAT_CANNOT_HOLD') return error.where
    throw error
  }
}

describe('kept beside the columns', () => {
  const schema: TableSchema = [nullable('a'), { name: 'n', type: 'integer', nullable: false }]

  test.each<[string, unknown]>([
    ['a row with a cell that does not fit', { a: 1, n: 1 }],
    ['a row with a key that no column names', { a: 'x', n: 1, more: true }],
    ['a row with a key that is undefined', { a: undefined, n: 1 }],
    ['a row without a required value', { a: 'x' }],
    ['a row with a key named __proto__', JSON.parse('{"a":"x","n":1,"__proto__":2}')],
    ['null', null],
    ['an empty place', undefined],
    ['a list', [1]],
    ['a date', new Date(0)],
  ])('%s', (_, row) => {
    const draft = draftOf([{ a: 'x', n: 1 }, row], schema)
    expect([...draft.strays]).toStrictEqual([[1, row]])
    expect(draft.rowAt(1)).toBe(row)
    expect(draft.table.rowCount).toBe(2)
  })

  test('every row, where the columns cannot be those of a table: the gate still judges them', () => {
    const draft = draftOf([{ '': 'x' }], [nullable('')])
    expect([draft.table.columns, draft.rowAt(0)]).toEqual([[], { '': 'x' }])
    expect(refusedPlace(draft)).toBe('$')
  })
})

test('a key that is undefined is no reason to reject a row: storage has one kind of empty', () => {
  const table = fittingTable(draftOf([{ a: undefined, more: undefined }], [nullable('a')]), 'json')
  expect(table).toEqual({
    columns: [{ name: 'a', type: 'string', nullable: true, values: [''], validity: Uint8Array.of(0xfe) }],
    rowCount: 1,
  })
})

test('the places that do not fit are named in order: what is no row, then names, then keys, then columns', () => {
  const schema: TableSchema = [nullable('a'), nullable('b')]
  const places = (rows: readonly unknown[]) => refusedPlace(draftOf(rows, schema))
  expect(places([{ b: 1 }, { a: 1 }, { c: 1 }, 7])).toBe('$[3]')
  expect(places([{ b: 1 }, { a: 1 }, { c: 1 }])).toBe('$[2].c')
  expect(places([{ b: 1 }, { a: 1 }])).toBe('$[1].a')
  expect(places([{ b: 1 }, { a: 'x' }])).toBe('$[0].b')
})
