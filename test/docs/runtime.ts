/** What examples are given while they run: a comparison, tests that run at once, and a console that keeps quiet. */
import type { ledgerContract as LedgerContract } from '@varve/core/ledger-suite'
import { expect, vi } from 'vitest'

export { expect, vi }

/** `expression   // value`, as the program of an example says it. */
export function shows(actual: unknown, expected: unknown): void {
  expect(actual).toEqual(expected)
}

const running: Promise<void>[] = []

/** Stands in for vitest's: a page's tests run while the page does. */
export function test(_name: string, run: () => void | Promise<void>): void {
  running.push((async () => run())())
}

/** Stands in for the suite of ledgers, which declares tests of its own: a run that the ledger remembers has the time of its clock. */
export const ledgerContract: typeof LedgerContract = (name, open) =>
  test(name, async () => {
    const { ledger, setClock } = await open(Date.UTC(2001, 3, 2))
    const at = Date.UTC(2001, 3, 3)
    await setClock(at)
    const holder = { host: 'here', boot: null, namespace: null, pid: 1, started: '1' }
    await ledger.startRun({ id: 'r1', environment: 'main', holder, at, request: {}, leaseMs: 60_000 })
    await ledger.heartbeat('r1')
    const snapshot = await ledger.snapshot()
    expect(await snapshot.runs('all')).toMatchObject([{ id: 'r1', heartbeatAt: at }])
    await snapshot.close()
    await ledger.close()
    vi.useRealTimers()
  })

/** Resolves once the tests that an example declared have passed. */
export async function testsDone(): Promise<void> {
  await Promise.all(running.splice(0))
}

const quiet = (..._words: readonly unknown[]): void => {}

export const console = { log: quiet, error: quiet, warn: quiet }
