/** Keeps work inside a transaction synchronous: a promise would outlive it. */
import { invariant } from '../foundation/invariant.ts'

export function synchronous<T>(result: T): T {
  const isPromise = typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function'
  invariant(!isPromise, 'work inside a ledger transaction returned a promise')
  return result
}
