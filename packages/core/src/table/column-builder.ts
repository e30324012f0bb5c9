/** Takes the cells of a column one by one, and gives the column. */
import { bitmapBuilder } from './bitmap.ts'
import { cellFits } from './cell-fits.ts'
import type { Column } from './column.ts'
import type { ColumnSchema, ColumnType } from './table-schema.ts'

export interface ColumnBuilder extends Cells {
  finish(): Column
}

interface Cells {
  /**
   * @param value neither null nor undefined. Where the column cannot hold it the cell is empty.
   * @returns whether the column gives the value back as it was.
   */
  add(value: unknown): boolean
  addEmpty(): void
}

/** @param capacity how many cells are expected; there is place for more. */
export function columnBuilder({ name, type, nullable }: ColumnSchema, capacity: number): ColumnBuilder {
  const { add, addEmpty, finish } = cellsOf(type, capacity)
  // One switch decides about the type and its values.
  return { add, addEmpty, finish: () => ({ name, type, nullable, ...finish() }) as Column }
}

interface FinishedCells extends Cells {
  finish(): Pick<Column, 'values' | 'validity'>
}

function cellsOf(type: ColumnType, capacity: number): FinishedCells {
  switch (type) {
    case 'string':
      return listed(type, '')
    case 'json':
      return listed(type, null)
    case 'boolean':
      return packed(type, capacity, length => new Uint8Array(length), Number)
    case 'int32':
      return packed(type, capacity, length => new Int32Array(length), asItIs)
    case 'bigint':
      return packed(type, capacity, length => new BigInt64Array(length), asItIs)
    case 'integer':
      return packed(type, capacity, length => new Float64Array(length), asItIs)
    case 'double':
      // Every NaN is the same: the bits of another one would show in the bytes of a format.
      return packed(
        type,
        capacity,
        length => new Float64Array(length),
        value => (Number.isNaN(value) ? Number.NaN : (value as number)),
      )
    case 'timestamp':
      return packed(
        type,
        capacity,
        length => new Float64Array(length),
        value => (value as Date).getTime(),
      )
  }
}

function asItIs<T extends number | bigint>(value: unknown): T {
  return value as T
}

function listed(type: ColumnType, placeholder: unknown): FinishedCells {
  const values: unknown[] = []
  const validity = bitmapBuilder()
  const addEmpty = (): void => {
    validity.clear(values.length)
    values.push(placeholder)
  }
  const add = (value: unknown): boolean => {
    const fits = cellFits(value, type)
    if (fits) values.push(value)
    else addEmpty()
    return fits
  }
  return { add, addEmpty, finish: () => ({ values: values as readonly string[], validity: validity.finish(values.length) }) }
}

type Packed = Uint8Array | Int32Array | Float64Array | BigInt64Array

/** @param stored the number of a value that fits. */
function packed(
  type: ColumnType,
  capacity: number,
  allocate: (length: number) => Packed,
  stored: (value: unknown) => number | bigint,
): FinishedCells {
  let values = allocate(capacity)
  let count = 0
  const validity = bitmapBuilder()
  const place = (): void => {
    if (count < values.length) return
    const larger = allocate(Math.max(16, values.length * 2))
    larger.set(values as never)
    values = larger
  }
  const addEmpty = (): void => {
    place()
    validity.clear(count)
    count += 1
  }
  const add = (value: unknown): boolean => {
    if (!cellFits(value, type)) {
      addEmpty()
      return false
    }
    place()
    values[count] = stored(value)
    count += 1
    return type !== 'int32' || !Object.is(value, -0)
  }
  const finish = () => ({ values: count === values.length ? values : values.slice(0, count), validity: validity.finish(count) })
  return { add, addEmpty, finish }
}
