/** Refuses a contract definition that could not be enforced: unknown rules, unknown columns, schemas that change data. */
import { z } from 'zod'
import { type ErrorFacts, VarveError } from '../foundation/errors.ts'
import { suggest } from '../foundation/suggest.ts'
import { checksOf, defOf, partsOf } from './schema-tree.ts'

/** @throws BAD_CONTRACT naming the rule or column at fault. */
export function checkContract(definition: unknown): asserts definition is { readonly row: z.ZodObject } {
  const { row, unique, volume } = known(definition, 'dataContract()', ['row', 'unique', 'volume'])
  if (!(row instanceof z.ZodObject))
    throw bad({ what: 'a contract needs a row: a zod object', fix: 'give row: z.object({ ... }) with a schema for each column' })
  checkRow(row)
  if (unique !== undefined) checkUnique(unique, Object.keys(row.shape))
  if (volume !== undefined) checkVolume(volume)
}

function checkRow(row: z.ZodObject): void {
  const columns = Object.entries(row.shape)
  if (columns.length === 0)
    throw bad({ what: 'the row of a contract names no columns', fix: 'give row: z.object({ ... }) with a schema for each column' })
  const { catchall } = row._zod.def
  if (catchall !== undefined && defOf(catchall).type !== 'never') {
    throw bad({
      what: 'the row of a contract admits columns that it does not name',
      why: 'a table has the same columns in every partition',
      fix: 'use z.object() without catchall, passthrough or loose, and name each column',
    })
  }
  if (checksOf(row).some(check => check.check === 'overwrite')) throw changesData('row', 'an overwrite')
  for (const [column, schema] of columns) checkKeepsData(schema as z.core.$ZodType, `column '${column}'`, new Set())
}

function checkKeepsData(schema: z.core.$ZodType, where: string, seen: Set<z.core.$ZodType>): void {
  if (seen.has(schema)) return
  seen.add(schema)
  const change = changeMadeBy(schema)
  if (change !== undefined) throw changesData(where, change)
  for (const part of partsOf(schema)) checkKeepsData(part, where, seen)
}

/** What zod would do to a value here, in words, or undefined where it only looks. */
function changeMadeBy(schema: z.core.$ZodType): string | undefined {
  const def = defOf(schema)
  if ('coerce' in def && def.coerce === true) return 'coercion'
  for (const check of checksOf(schema)) {
    if (check.check === 'overwrite') return 'an overwrite such as trim or toLowerCase'
    if ('normalize' in check && check.normalize === true) return 'normalisation'
  }
  switch (def.type) {
    case 'default':
    case 'prefault':
      return 'a default'
    case 'pipe':
      return 'a transform, preprocess, codec or pipe'
    case 'transform':
    case 'catch':
    case 'success':
      return `a ${def.type}`
    default:
      return undefined
  }
}

function changesData(where: string, change: string): VarveError {
  return bad({
    what: `a contract only judges data, and this one has ${change}, which changes it`,
    where,
    why: 'the stored rows would differ from what run returned',
    fix: 'do this inside run, and let the contract describe the result',
  })
}

function checkUnique(unique: unknown, columns: readonly string[]): void {
  if (!Array.isArray(unique)) throw badUnique('it is not a list')
  for (const [index, key] of unique.entries()) {
    const where = `unique[${index}]`
    if (!Array.isArray(key)) throw badUnique('each key is a list of columns', where)
    if (key.length === 0) throw badUnique('an empty list would make all rows equal', where)
    for (const column of key) {
      if (columns.includes(column)) continue
      const { nearest, fix } = suggest(String(column), columns)
      throw bad({
        what: `unique names a column that the row does not have: '${column}'`,
        where,
        fix,
        details: { column, nearest },
      })
    }
    if (new Set(key).size < key.length) throw badUnique('it names a column twice', where)
  }
}

function badUnique(why: string, where = 'unique'): VarveError {
  return bad({ what: 'unique is a list of keys, each a list of columns', where, why, fix: "write unique: [['id']]" })
}

function checkVolume(volume: unknown): void {
  const { rows } = known(volume, 'volume', ['rows'])
  if (rows === undefined) return
  const { min } = known(rows, 'volume.rows', ['min'])
  if (min === undefined || (Number.isSafeInteger(min) && (min as number) >= 0)) return
  throw bad({
    what: 'volume.rows.min is not a number of rows',
    where: 'volume.rows.min',
    why: `it is ${String(min)}`,
    fix: 'give a whole number, 0 or more',
  })
}

function known(value: unknown, where: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw bad({
      what: `${where} takes an object`,
      why: `it is ${value === null ? 'null' : typeof value}`,
      fix: `give { ${keys.join(', ')} }`,
    })
  }
  for (const key of Object.keys(value)) {
    if (keys.includes(key)) continue
    const { nearest } = suggest(key, keys)
    throw bad({
      what: `${where} does not know the rule '${key}'`,
      fix: `${nearest === null ? '' : `did you mean '${nearest}'? `}It knows ${keys.join(', ')}`,
      details: { key, nearest },
    })
  }
  return value as Readonly<Record<string, unknown>>
}

function bad(facts: ErrorFacts): VarveError {
  return new VarveError('BAD_CONTRACT', facts)
}
