/** The canonical text of a JSON value that a format writes. */
import { canonicalJson } from '../foundation/canonical.ts'
import { isVarveError } from '../foundation/errors.ts'
import { cannotHold } from './cannot-hold.ts'

/** @param where the place of the value: `$[3].stops`. @throws FORMAT_CANNOT_HOLD naming the place inside it. */
export function jsonText(value: unknown, format: string, where: string): string {
  try {
    return canonicalJson(value)
  } catch (error) {
    if (!isVarveError(error) || error.code !== 'NOT_CANONICAL') throw error
    const inner = error.where === undefined ? where : where + error.where.slice(1)
    const fix = 'use plain JSON values, or give the asset a contract that names the columns and their types'
    throw cannotHold(format, inner, error.why ?? error.what, fix, error)
  }
}
