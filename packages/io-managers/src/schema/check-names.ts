/** The columns that a file names, compared with those of the contract: without rows no rule of a row could say that they are others. */
import { cannotHold, type TableSchema } from '@varve/core'

/**
 * A column that the contract requires must be there. One that the contract does not name is in every row, where the contract says so; a file
 * without rows is wrong for it.
 *
 * @throws FORMAT_CANNOT_HOLD naming the columns
 */
export function checkNames(names: readonly string[], schema: TableSchema, rows: number, format: string, where: string): void {
  const present = new Set(names)
  const missing = schema.filter(({ name, nullable }) => !nullable && !present.has(name)).map(({ name }) => name)
  if (missing.length > 0) throw otherColumns(`it does not name ${quoted(missing)}, which the contract requires`)
  const known = new Set(schema.map(({ name }) => name))
  const unknown = names.filter(name => !known.has(name))
  if (rows === 0 && unknown.length > 0) throw otherColumns(`it names ${quoted(unknown)}, which the contract does not`)

  function otherColumns(why: string): Error {
    const found =
      names.length === 0 ? 'no columns' : `${quoted(names.slice(0, 12))}${names.length > 12 ? ` and ${names.length - 12} more` : ''}`
    return cannotHold(format, where, `${why}; the file has ${found}`, 'correct the file, or describe its columns in the contract')
  }
}

function quoted(names: readonly string[]): string {
  return names.map(name => `'${name.length > 60 ? `${name.slice(0, 60)}…` : name}'`).join(', ')
}
