/** Renews a run's lease from a thread of its own, so that code which blocks this thread for minutes does not lose it. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { VarveError } from '../foundation/errors.ts'
import type { LedgerAddress } from './ledger.ts'

/** Hears of the renewals of a run's lease. */
export interface HeartbeatListener {
  /** @param beganMs when it was asked for, by `Timers`: from then on the lease is certain for its length. */
  renewed(beganMs: number): void
  /** Another process took the run for dead, so it has ended. */
  ended(): void
  /** Nobody renews any more. */
  died(error: unknown): void
}

export interface Heartbeat {
  /** Resolves once nothing of it uses the ledger any more. */
  end(): Promise<void>
}

/** What the thread is started with. */
export interface HeartbeatOrders {
  /** Where the thread opens a ledger of its own. */
  readonly address: LedgerAddress
  readonly run: string
  readonly everyMs: number
  readonly retryMs: number
  /** Two numbers: whether the thread shall end, and whether it has begun to use a native library, which must not be cut off. */
  readonly flags: SharedArrayBuffer
}

export type HeartbeatSaid =
  | { readonly kind: 'renewed' /** By `Timers`. */; readonly beganMs: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly message: string }

const retryMsMax = 1_000
/** The thread opens one ledger at a time; a limit keeps it from taking what user code needs. */
const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 }

const threadFile = new URL('./heartbeat-thread.js', import.meta.url)

/** It does not keep the process alive. */
export function heartbeatThread(address: LedgerAddress, run: string, everyMs: number, listener: HeartbeatListener): Heartbeat {
  const flags = new SharedArrayBuffer(8)
  const state = new Int32Array(flags)
  const orders: HeartbeatOrders = { address, run, everyMs, retryMs: Math.min(everyMs, retryMsMax), flags }
  // No loader of this process: the thread needs none, and each costs more than the thread itself.
  const worker = new Worker(threadFile, { workerData: orders, execArgv: [], resourceLimits })
  let hasEnded = false
  worker.on('message', (said: HeartbeatSaid) => {
    if (hasEnded) return
    if (said.kind === 'renewed') listener.renewed(said.beganMs)
    if (said.kind === 'ended') listener.ended()
    hasEnded = said.kind === 'ended'
  })
  const died = (cause: unknown): void => {
    if (!hasEnded) listener.died(threadDied(address, run, cause))
    hasEnded = true
  }
  worker.on('error', died)
  worker.on('exit', () => died(undefined))
  worker.unref() // after the listeners, since listening takes it back
  return {
    end: async () => {
      hasEnded = true
      const exited = worker.threadId === -1 ? undefined : once(worker, 'exit')
      Atomics.store(state, 0, 1)
      Atomics.notify(state, 0)
      if (exited === undefined || Atomics.load(state, 1) === 0) return
      worker.ref() // its ledger must be closed before this thread's is, and the process must not end in the midst of it
      await exited
    },
  }
}

function threadDied({ module }: LedgerAddress, run: string, cause: unknown): VarveError {
  return new VarveError('LEDGER_UNUSABLE', {
    what: `the thread that renews the lease of run ${run} ended`,
    where: module,
    why: cause instanceof Error ? cause.message : 'something else stopped it',
    fix: 'run again: what is published stays',
    details: { module, run },
    cause,
  })
}
