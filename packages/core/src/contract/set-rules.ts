/** Judges the rows of a partition together: unique keys and volume. */
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
export function judgeSet(contract: AnyContract, rows: readonly unknown[]): SetJudgement {
  const repeated = new Map<number, Violation[]>()
  for (const columns of contract.unique) {
    for (const [index, first] of repeats(columns, rows)) {
      const violation = { rule: 'unique', column: columns.join(', '), message: `the same key as row ${first}` }
      repeated.set(index, [...(repeated.get(index) ?? []), violation])
    }
  }
  const bad = [...repeated].sort(([a], [b]) => a - b).map(([index, violations]) => ({ index, row: rows[index], violations }))
  return { repeated: bad, broken: tooFew(contract, rows.length) }
}

/** Pairs of a row and the earlier one that has its key. */
function* repeats(columns: readonly string[], rows: readonly unknown[]): Generator<readonly [number, number]> {
  const first = new Map<string, number>()
  for (const [index, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null) continue
    let key = ''
    for (const column of columns) key += keyPart((row as Readonly<Record<string, unknown>>)[column])
    const earlier = first.get(key)
    if (earlier === undefined) first.set(key, index)
    else yield [index, earlier]
  }
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
