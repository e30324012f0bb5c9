/** The error of a value that a format or its columns cannot hold, and the words for what was found instead. */
import { VarveError } from '../foundation/errors.ts'

/** @param where a place in the value: `$[3].delay`. */
export function cannotHold(format: string, where: string, why: string, fix: string, cause?: unknown): VarveError {
  return new VarveError('FORMAT_CANNOT_HOLD', {
    what: `a value does not fit the format ${format}`,
    where,
    why,
    fix,
    details: { format, place: where },
    cause,
  })
}

/** For people: `the number 1.5`, `a Date`, `an array`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (value instanceof Date) return 'a Date'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'object') return 'an object'
  return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`
}
