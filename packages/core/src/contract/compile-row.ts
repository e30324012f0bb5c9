/** The columns of a row schema: which stored type each has, and whether it may be empty. */
import type { z } from 'zod'
import { VarveError } from '../foundation/errors.ts'
import type { ColumnType, TableSchema } from '../table/table-schema.ts'
import { checksOf, defOf, partsOf } from './schema-tree.ts'

/**
 * Values of one type become that column; a union of several types, and anything nested, becomes JSON text.
 *
 * @throws BAD_CONTRACT naming the column that has no stored form.
 */
export function compileRow(row: z.ZodObject): TableSchema {
  const schema = Object.entries(row.shape).map(([name, column]) => {
    const form = formOf(column as z.core.$ZodType, name, new Set())
    if (form.type === 'json') refuseWhatJsonCannotHold(column as z.core.$ZodType, name, new Set())
    return Object.freeze({ name, type: form.type === 'none' ? ('json' as const) : form.type, nullable: form.isNull || form.isAbsent })
  })
  return Object.freeze(schema)
}

/** Columns whose empty value is an absent key, never null: storage has one kind of empty, and readers get the one their type says. */
export function absentColumns(row: z.ZodObject): readonly string[] {
  const forms = Object.entries(row.shape).map(([name, column]) => [name, formOf(column as z.core.$ZodType, name, new Set())] as const)
  return forms.filter(([, { isNull, isAbsent }]) => isAbsent && !isNull).map(([name]) => name)
}

/** `none` is a schema that admits nothing but null or undefined. */
interface Form {
  readonly type: ColumnType | 'none'
  readonly isNull: boolean
  readonly isAbsent: boolean
}

type Seen = Set<z.core.$ZodType>

function formOf(schema: z.core.$ZodType, column: string, seen: Seen): Form {
  const def = defOf(schema)
  switch (def.type) {
    case 'string':
    case 'template_literal':
      return present('string')
    case 'boolean':
      return present('boolean')
    case 'number':
      return present(numberType(schema))
    case 'nan':
      return present('double')
    case 'bigint':
      return present('bigint')
    case 'date':
      return present('timestamp')
    case 'enum':
      return ofValues(Object.values(def.entries), column)
    case 'literal':
      return ofValues(def.values, column)
    case 'null':
      return { type: 'none', isNull: true, isAbsent: false }
    case 'undefined':
    case 'void':
      return { type: 'none', isNull: false, isAbsent: true }
    case 'any':
    case 'unknown':
      return { type: 'json', isNull: true, isAbsent: true }
    case 'array':
    case 'object':
    case 'record':
    case 'tuple':
      return present('json')
    case 'nullable':
      return { ...formOf(def.innerType, column, seen), isNull: true }
    case 'optional':
      return { ...formOf(def.innerType, column, seen), isAbsent: true }
    case 'nonoptional':
      return { ...formOf(def.innerType, column, seen), isAbsent: false }
    case 'readonly':
      return formOf(def.innerType, column, seen)
    case 'lazy':
      // A schema that contains itself is nested, and nested is JSON.
      return seen.has(schema) ? present('json') : formOf(def.getter(), column, new Set(seen).add(schema))
    case 'union':
      return def.options.map(option => formOf(option, column, seen)).reduce(either)
    case 'intersection':
      return both(formOf(def.left, column, seen), formOf(def.right, column, seen))
    default:
      throw noForm(column, def.type)
  }
}

function present(type: ColumnType): Form {
  return { type, isNull: false, isAbsent: false }
}

function numberType(schema: z.core.$ZodType): ColumnType {
  const formats = checksOf(schema).map(check => ('format' in check ? check.format : undefined))
  if (formats.includes('int32')) return 'int32'
  return formats.includes('safeint') || formats.includes('uint32') ? 'integer' : 'double'
}

function ofValues(values: readonly unknown[], column: string): Form {
  return values.map(value => ofValue(value, column)).reduce(either)
}

function ofValue(value: unknown, column: string): Form {
  if (value === null) return { type: 'none', isNull: true, isAbsent: false }
  switch (typeof value) {
    case 'undefined':
      return { type: 'none', isNull: false, isAbsent: true }
    case 'string':
    case 'boolean':
    case 'bigint':
      return present(typeof value as 'string' | 'boolean' | 'bigint')
    case 'number':
      return present(Number.isSafeInteger(value) ? 'integer' : 'double')
    default:
      throw noForm(column, typeof value)
  }
}

function either(left: Form, right: Form): Form {
  return { type: widest(left.type, right.type), isNull: left.isNull || right.isNull, isAbsent: left.isAbsent || right.isAbsent }
}

function both(left: Form, right: Form): Form {
  return { type: widest(left.type, right.type), isNull: left.isNull && right.isNull, isAbsent: left.isAbsent && right.isAbsent }
}

const numbers: readonly Form['type'][] = ['int32', 'integer', 'double']

/** Numbers widen (an int32 or a double is a double); other types that differ share only JSON. */
function widest(left: Form['type'], right: Form['type']): Form['type'] {
  if (left === right || right === 'none') return left
  if (left === 'none') return right
  const rank = [numbers.indexOf(left), numbers.indexOf(right)]
  return rank.includes(-1) ? 'json' : numbers[Math.max(...rank)]!
}

/** A date inside JSON would come back as text, so the reader's type would be wrong. */
function refuseWhatJsonCannotHold(schema: z.core.$ZodType, column: string, seen: Seen): void {
  if (seen.has(schema)) return
  seen.add(schema)
  const def = defOf(schema)
  const kinds: readonly string[] = ['date', 'bigint', 'nan', 'map', 'set', 'symbol', 'function', 'promise', 'file', 'custom']
  if (kinds.includes(def.type)) throw noForm(column, def.type, 'nested values, and values of several types, are stored as JSON')
  if (def.type === 'literal' && def.values.some(value => typeof value === 'bigint'))
    throw noForm(column, 'bigint', 'values of several types are stored as JSON')
  for (const part of partsOf(schema)) refuseWhatJsonCannotHold(part, column, seen)
}

function noForm(column: string, type: string, why?: string): VarveError {
  return new VarveError('BAD_CONTRACT', {
    what: `column '${column}' has no stored form: ${type}`,
    where: `column '${column}'`,
    why: why ?? 'a column holds text, booleans, numbers, bigints, dates or nested JSON values',
    fix: 'describe the column by one of these, or leave it out of the rows',
    details: { column, type },
  })
}
