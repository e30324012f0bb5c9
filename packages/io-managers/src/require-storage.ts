/** Rejects a storage that is not whole, which plain JavaScript or a cast let through the types, before anything is written to it. */
import { type Storage, VarveError } from '@varve/core'

/** @param kind of its definition. @throws BAD_CONFIG */
export function requireStorage(storage: Storage, kind: string): Storage {
  const why = flawOf(storage)
  if (why === undefined) return storage
  throw new VarveError('BAD_CONFIG', {
    what: `open of the storage '${kind}' gave no storage: ${why}`,
    fix: 'add what is missing, as the type Storage says; one that was written for an earlier version of Varve has other methods',
    details: { kind },
  })
}

function flawOf(storage: unknown): string | undefined {
  if (typeof storage !== 'object' || storage === null) return 'it is not an object'
  const held = storage as Readonly<Record<string, unknown>>
  const missing = Object.keys(methods).filter(name => typeof held[name] !== 'function')
  if (missing.length > 0) return `it has no ${missing.join(', ')}`
  const { uri, limits } = held
  if (typeof uri !== 'string') return 'its uri is not text'
  const { partBytes, pathBytes } = (limits ?? {}) as Readonly<Record<string, unknown>>
  return typeof partBytes === 'number' && typeof pathBytes === 'number' ? undefined : 'its limits are not { partBytes, pathBytes }'
}

type Method = { [Name in keyof Storage]-?: Storage[Name] extends (...given: never) => unknown ? Name : never }[keyof Storage]

const methods: Readonly<Record<Method, true>> = {
  locate: true,
  read: true,
  stream: true,
  stat: true,
  list: true,
  names: true,
  stage: true,
  finalize: true,
  move: true,
  putIfAbsent: true,
  replace: true,
  remove: true,
  sweep: true,
  flush: true,
}
