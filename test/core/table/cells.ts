/** Cells for tests of tables: values that each type of column holds, and values that formats tend to break. */
import type { ColumnType } from '@varve/core'
import fc from 'fast-check'

const wellFormed = fc.string({ unit: 'binary' }).filter(text => text.isWellFormed())

export const cellOf: Readonly<Record<ColumnType, fc.Arbitrary<unknown>>> = {
  string: wellFormed,
  boolean: fc.boolean(),
  int32: fc.oneof(fc.integer(), fc.constant(-0)),
  integer: fc.oneof(fc.maxSafeInteger(), fc.constant(-0)),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  double: fc.double(),
  timestamp: fc.date({ noInvalidDate: true }),
  json: fc
    .jsonValue()
    .filter(value => value !== null)
    .map(value => structuredClone(value)),
}

export const columnTypes = Object.keys(cellOf) as ColumnType[]

/** What some type of column, or none, cannot hold. */
export const strange = fc.oneof(
  fc.constantFrom<unknown>('a\uD800', 1.5, 2 ** 31, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 63n, new Date(Number.NaN)),
  fc.constantFrom<unknown>({ at: new Date(0) }, { n: Number.NaN }, [1n], new Map(), new Uint8Array(2), Symbol('s'), { 'k\uD800': 1 }),
)

/** A cell of any type, empty, or strange. */
export const anyCell = fc.oneof(...columnTypes.map(type => cellOf[type]), fc.constantFrom(null, undefined), strange)
