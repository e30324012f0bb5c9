/** The mark of Varve's own formats and storages: their code changes with Varve's version, not with the user's files. */

const mark = Symbol.for('varve.builtIn')

/** Marks a value. A copy (`{ ...json(), encode }`) does not keep the mark, so changed behaviour counts as the user's own. */
export function asBuiltIn<T extends object>(value: T): T {
  return Object.defineProperty(value, mark, { value: true })
}

export function isBuiltIn(value: object): boolean {
  return mark in value
}
