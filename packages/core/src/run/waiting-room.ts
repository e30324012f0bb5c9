/** Where steps wait for partitions that another run holds: without a slot, with an end, and with the holder's name. */
import type { Instant } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import type { Timers } from '../foundation/timers.ts'
import { type HeldLease, heldLeases } from '../ledger/asking.ts'
import type { AskHolder } from '../ledger/holder.ts'
import type { LeaseKey, Ledger } from '../ledger/ledger.ts'
import type { Holder } from '../ledger/records.ts'
import { type Step, stepName } from '../plan/step.ts'
import type { StepResult } from './outcome.ts'

/** A step whose version of its partition another run holds. */
export interface Held {
  readonly kind: 'held'
  readonly by: HeldLease
}

/** A partition that waits, as observers hear of it. */
export interface WaitingStep {
  readonly asset: string
  readonly partition: string
  /** The run that holds it. */
  readonly run: string
  readonly holder: Holder
  /** When the holder's lease ends unless it is renewed; null for a holder on this machine, which runs. */
  readonly leaseEnds: Instant | null
  /** How long it still waits before it fails. */
  readonly failsAfterMs: number
}

export interface WaitingRoom {
  /** Resolves once the partition may be free; with a result where the step has waited too long or the run is interrupted. */
  wait(step: Step, held: Held): Promise<StepResult | undefined>
}

export interface WaitingRoomOptions {
  readonly ledger: Ledger
  readonly ask: AskHolder
  readonly timers: Timers
  readonly signal: AbortSignal
  /** How long one step waits, all in all. */
  readonly waitMs: number
  /** Called with the steps that have waited for some seconds, whenever that changes. */
  readonly waiting: (steps: readonly WaitingStep[]) => void
}

interface Waiter {
  readonly step: Step
  readonly sinceMs: number
  by: HeldLease
  readonly end: (result: StepResult | undefined) => void
  readonly fail: (error: unknown) => void
}

const pollMsMin = 25
const pollMsMax = 1_000
const reportAfterMs = 3_000

/** One poll asks for all that wait, ever more rarely while nothing changes. */
export function waitingRoom(options: WaitingRoomOptions): WaitingRoom {
  const { ledger, ask, timers, signal, waitMs } = options
  const waiters = new Set<Waiter>()
  /** A step that tries again and finds its partition held once more has waited since the first time. */
  const since = new WeakMap<Step, number>()
  let delayMs = pollMsMin
  let cancel: (() => void) | undefined
  let reported = ''

  const rest = (): void => {
    if (waiters.size > 0 && !signal.aborted) cancel ??= timers.after(delayMs, () => void poll())
  }
  const poll = async (): Promise<void> => {
    try {
      const asked = [...waiters]
      const keys = asked.map(({ by: { asset, partition, version } }) => ({ asset, partition, version }))
      const held = new Map((await heldLeases(ledger, keys, ask)).map(lease => [keyText(lease), lease]))
      const freed = asked.filter(waiter => !held.has(keyText(waiter.by)))
      for (const waiter of freed) leave(waiter, undefined)
      for (const waiter of waiters) waiter.by = held.get(keyText(waiter.by)) ?? waiter.by
      for (const waiter of [...waiters]) if (timers.nowMs() - waiter.sinceMs >= waitMs) leave(waiter, waitedTooLong(waiter, waitMs))
      report()
      delayMs = freed.length > 0 ? pollMsMin : Math.min(delayMs * 2, pollMsMax)
    } catch (error) {
      for (const { fail } of waiters) fail(error)
      waiters.clear()
    }
    cancel = undefined
    rest()
  }
  const leave = (waiter: Waiter, result: StepResult | undefined): void => {
    waiters.delete(waiter)
    waiter.end(result)
  }
  const report = (): void => {
    const steps = [...waiters]
      .filter(({ sinceMs }) => timers.nowMs() - sinceMs >= reportAfterMs)
      .map(waiter => waitingStep(waiter, options))
    const text = JSON.stringify(steps.map(({ asset, partition, run }) => [asset, partition, run]))
    if (text === (reported || '[]')) return
    reported = text
    options.waiting(steps)
  }
  signal.addEventListener('abort', () => {
    cancel?.()
    for (const waiter of [...waiters]) leave(waiter, { kind: 'interrupted' })
  })
  return {
    wait: (step, { by }) =>
      new Promise((end, fail) => {
        if (signal.aborted) return end({ kind: 'interrupted' })
        const sinceMs = since.get(step) ?? timers.nowMs()
        since.set(step, sinceMs)
        waiters.add({ step, sinceMs, by, end, fail })
        rest()
      }),
  }
}

function keyText({ asset, partition, version }: LeaseKey): string {
  return JSON.stringify([asset, partition, version])
}

function waitingStep({ sinceMs, by }: Waiter, { timers, waitMs }: WaitingRoomOptions): WaitingStep {
  const { asset, partition, run, holder, leaseEnds } = by
  return { asset, partition, run, holder, leaseEnds, failsAfterMs: Math.round(sinceMs + waitMs - timers.nowMs()) }
}

function waitedTooLong({ step, by }: Waiter, waitMs: number): StepResult {
  const { asset, partition, run, holder } = by
  const error = new VarveError('WAITED_TOO_LONG', {
    what: `${stepName(step)} waited ${Math.round(waitMs / 1000)} s for another run that makes it`,
    why: `run ${run} holds it (process ${holder.pid} on ${holder.host})`,
    fix: 'run again once that run has ended: what it publishes is used; or wait longer with --wait',
    details: { asset, partition, run, host: holder.host, pid: holder.pid, waitMs },
  })
  const { code, what, why } = error
  return { kind: 'failed', failure: { asset, partition, code, message: `${what}; ${why}`, quarantine: null } }
}
