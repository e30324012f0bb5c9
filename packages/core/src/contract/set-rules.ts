/** Judges the rows of a partition together: unique keys and volume. */
import { type CellReader, cellReader } from '../table/column.ts'
import type { Draft } from '../table/draft.ts'
import type { AnyContract } from './data-contract.ts'
import type { BadRow, Violation } from './gate-result.ts'
import { plainValue } from './plain-value.ts'
import type { BrokenRule } from './verdict.ts'

export interface SetJudgement {
  /** Every row of a repeated key after the first. */
  readonly repeated: readonly BadRow[]
  /** Rules about the whole set, which no single row breaks. */
  readonly broken: readonly BrokenRule[]
}

/** Keys are compared by value: dates by instant, nested values by their JSON; null and an absent value are equal to each other. */
export function judgeSet(contract: AnyContract, draft: Draft): SetJudgement {
  const repeated = new Map<number, Violation[]>()
  for (const columns of contract.unique) {
    for (const [index, first] of repeats(columns, draft)) {
      const violation = { rule: 'unique', column: columns.join(', '), message: `the same key as row ${first}` }
      repeated.set(index, [...(repeated.get(index) ?? []), violation])
    }
  }
  const bad = [...repeated].sort(([a], [b]) => a - b).map(([index, violations]) => ({ index, row: draft.rowAt(index), violations }))
  return { repeated: bad, broken: tooFew(contract, draft.table.rowCount) }
}

/** Pairs of a row and the earlier one that has its key. */
function* repeats(columns: readonly string[], { table, strays }: Draft): Generator<readonly [number, number]> {
  const readers = columns.flatMap(name => table.columns.filter(column => column.name === name).map(cellReader))
  const first = new Map<string, number>()
  for (let index = 0; index < table.rowCount; index += 1) {
    const key = strays.has(index) ? keyOfRow(strays.get(index), columns) : keyOfCells(readers, index)
    if (key === undefined) continue
    const earlier = first.get(key)
    if (earlier === undefined) first.set(key, index)
    else yield [index, earlier]
  }
}

function keyOfCells(readers: readonly CellReader[], index: number): string {
  let key = ''
  for (const read of readers) key += keyPart(read(index))
  return key
}

/** Of a row that its columns do not hold; undefined where it is none. */
function keyOfRow(row: unknown, columns: readonly string[]): string | undefined {
  if (typeof row !== 'object' || row === null) return undefined
  let key = ''
  for (const column of columns) key += keyPart((row as Readonly<Record<string, unknown>>)[column])
  return key
}

/** Marks the type and, for text, the length: ('ab', 'c') is not ('a', 'bc'), nor 1 the text '1'. */
function keyPart(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `s${value.length}:${value}`
    case 'number':
      return `n${value};`
    case 'bigint':
      return `i${value};`
    case 'boolean':
      return `b${value};`
    case 'undefined':
      return 'null;'
    default: {
      if (value === null) return 'null;'
      if (value instanceof Date) return `d${value.getTime()};`
      const text = JSON.stringify(plainValue(value))
      return `j${text.length}:${text}`
    }
  }
}

function tooFew(contract: AnyContract, count: number): readonly BrokenRule[] {
  const { min } = contract.volume.rows
  if (min === null || count >= min) return []
  return [{ rule: 'volume.rows.min', column: null, count: 1, message: `${count} rows, and the contract wants at least ${min}` }]
}
