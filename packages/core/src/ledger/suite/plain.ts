/** A ledger of which every question and answer is a plain value, as a thread or a server would pass it on: anything else fails the test. */
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import type { Ledger } from '../ledger.ts'
import type { LedgerSnapshot } from '../snapshot.ts'

export function plainLedger(ledger: Ledger): Ledger {
  const snapshot = async (): Promise<LedgerSnapshot> => plain(await ledger.snapshot())
  return plain(ledger, { snapshot, tree: plain(ledger.tree) })
}

/** @param instead what is not asked of it. */
function plain<T extends object>(asked: T, instead: Partial<T> = {}): T {
  return new Proxy(asked, {
    get: (_, name) => {
      if (name in instead) return instead[name as keyof T]
      const value: unknown = asked[name as keyof T]
      if (typeof value !== 'function') return passedOn(value)
      return async (...question: readonly unknown[]) => passedOn(await value.apply(asked, passedOn(question)))
    },
  })
}

/** A function, a class and a Buffer do not survive. */
function passedOn<T>(value: T): T {
  const copy = structuredClone(value)
  // Vitest compares slowly, and says well what differs.
  if (!isDeepStrictEqual(copy, value)) expect(copy).toStrictEqual(value)
  return copy
}
