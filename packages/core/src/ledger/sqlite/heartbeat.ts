/** Renews a run's lease from a thread of its own, so that code which blocks this thread for minutes does not lose it. */
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { VarveError } from '../../foundation/errors.ts'
import type { Heartbeat, HeartbeatListener } from '../ledger.ts'
import { busyTimeoutMs } from './driver.ts'
import { renewRun } from './run.ts'

/** What the thread is started with. */
export interface HeartbeatOrders {
  /** Opens the file only where it is there: a ledger that was removed must not come back empty. */
  readonly uri: string
  /** One statement over the instant and the run; it changes nothing where the run has ended. */
  readonly renew: string
  readonly run: string
  readonly everyMs: number
  readonly retryMs: number
  readonly busyTimeoutMs: number
  /** Two numbers: whether the thread shall end, and whether it has begun to use SQLite, which must not be cut off. */
  readonly flags: SharedArrayBuffer
}

export type HeartbeatSaid =
  | { readonly kind: 'renewed' /** By `Timers`. */; readonly beganMs: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly message: string }

const retryMsMax = 1_000
/** The thread holds one connection; a limit keeps it from taking what user code needs. */
const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 }

const threadFile = new URL('./heartbeat-thread.js', import.meta.url)

/** It does not keep the process alive. @param file what the thread runs; tests give one that fails. */
export function heartbeatThread(
  path: string,
  run: string,
  everyMs: number,
  listener: HeartbeatListener,
  file: URL = threadFile,
): Heartbeat {
  const flags = new SharedArrayBuffer(8)
  const state = new Int32Array(flags)
  const orders: HeartbeatOrders = {
    uri: `${pathToFileURL(path).href}?mode=rw`,
    renew: renewRun,
    run,
    everyMs,
    retryMs: Math.min(everyMs, retryMsMax),
    busyTimeoutMs,
    flags,
  }
  // No loader of this process: the thread needs none, and each costs more than the thread itself.
  const worker = new Worker(file, { workerData: orders, execArgv: [], resourceLimits })
  let hasEnded = false
  worker.on('message', (said: HeartbeatSaid) => {
    if (hasEnded) return
    if (said.kind === 'renewed') listener.renewed(said.beganMs)
    if (said.kind === 'ended') listener.ended()
    hasEnded = said.kind === 'ended'
  })
  worker.on('error', cause => {
    if (!hasEnded) listener.died(threadDied(path, run, cause))
    hasEnded = true
  })
  worker.on('exit', () => {
    if (!hasEnded) listener.died(threadDied(path, run, undefined))
    hasEnded = true
  })
  worker.unref() // after the listeners, since listening takes it back
  return {
    end: async () => {
      hasEnded = true
      const exited = worker.threadId === -1 ? undefined : once(worker, 'exit')
      Atomics.store(state, 0, 1)
      Atomics.notify(state, 0)
      if (exited === undefined || Atomics.load(state, 1) === 0) return
      worker.ref() // its connection must be closed before the ledger is, and the process must not end in the midst of it
      await exited
    },
  }
}

function threadDied(path: string, run: string, cause: unknown): VarveError {
  return new VarveError('LEDGER_UNUSABLE', {
    what: `the thread that renews the lease of run ${run} ended`,
    where: path,
    why: cause instanceof Error ? cause.message : 'something else stopped it',
    fix: 'run again: what is published stays',
    details: { path, run },
    cause,
  })
}
