/** Two ledgers that are asked the same, and must answer the same. */
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { isVarveError } from '../../foundation/errors.ts'
import type { Ledger } from '../ledger.ts'
import type { LedgerSnapshot } from '../snapshot.ts'
import type { LedgerUnderTest } from './ledger-under-test.ts'
import { everyAnswer, type Named } from './questions.ts'

/** The same thing as each of both ledgers knows it: tokens and numbers may differ. */
export type Both<T> = readonly [T, T]

export interface LedgerPair {
  /** Asks both. @returns the answers, undefined where both throw the same. */
  ask<A>(what: string, question: (ledger: Ledger, side: 0 | 1) => Promise<A>): Promise<Both<A> | undefined>
  setClock(at: number): Promise<void>
  /** A snapshot of both, which are compared now and when they are closed. */
  open(): Promise<void>
  closeOldest(): Promise<void>
  close(): Promise<void>
}

interface OpenPair {
  readonly snapshots: Both<LedgerSnapshot>
  readonly answers: unknown
}

/** @param where a failure is, for the reader. */
export function ledgerPair(opened: Both<LedgerUnderTest>, named: Named, where: () => string): LedgerPair {
  const ledgers: Both<Ledger> = [opened[0].ledger, opened[1].ledger]
  const open: OpenPair[] = []
  const equal = (what: string, one: unknown, other: unknown) => {
    if (!isDeepStrictEqual(one, other)) expect(other, `${where()}: ${what}`).toEqual(one)
  }
  const compared = async (what: string, [one, other]: Both<LedgerSnapshot>) => {
    const answers = await everyAnswer(one, named)
    equal(what, answers, await everyAnswer(other, named))
    return answers
  }
  const closeOldest = async () => {
    const oldest = open.shift()
    if (!oldest) return
    equal('a snapshot as it was opened', oldest.answers, await compared('an older snapshot', oldest.snapshots))
    await Promise.all(oldest.snapshots.map(snapshot => snapshot.close()))
  }
  return {
    ask: async (what, question) => {
      const [one, other] = [await outcome(question(ledgers[0], 0)), await outcome(question(ledgers[1], 1))]
      equal(what, comparable(one), comparable(other))
      return 'answer' in one && 'answer' in other ? [one.answer, other.answer] : undefined
    },
    setClock: async at => {
      await Promise.all(opened.map(({ setClock }) => setClock(at)))
    },
    open: async () => {
      const snapshots = [await ledgers[0].snapshot(), await ledgers[1].snapshot()] as const
      open.push({ snapshots, answers: await compared('a new snapshot', snapshots) })
    },
    closeOldest,
    close: async () => {
      while (open.length > 0) await closeOldest()
      equal('the audit', await ledgers[0].audit(), await ledgers[1].audit())
      await Promise.all(ledgers.map(ledger => ledger.close()))
    },
  }
}

type Outcome<A> = { readonly answer: A } | { readonly thrown: string }

async function outcome<A>(act: Promise<A>): Promise<Outcome<A>> {
  try {
    return { answer: await act }
  } catch (error) {
    return { thrown: isVarveError(error) ? error.code : String(error) }
  }
}

/** Which tokens and numbers a ledger gives is its own affair, so long as they grow. */
function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  const entries = Object.entries(value).filter(([name]) => name !== 'token' && name !== 'number')
  return Object.fromEntries(entries.map(([name, inner]) => [name, comparable(inner)]))
}
