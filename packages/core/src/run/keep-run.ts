/** Keeps the lease of a run: renews it, knows until when it is certain, and says when it is lost. */
import type { Timers } from '../foundation/timers.ts'
import { type Heartbeat, heartbeatThread } from '../ledger/heartbeat.ts'
import { runEnded } from '../ledger/lease-lost.ts'
import type { Ledger } from '../ledger/ledger.ts'

export interface RunKeeper {
  /** From now on a thread renews, since code of steps may block this one; not where the ledger is in this thread's memory, which nobody else sees. */
  useThread(): void
  /** Whether the lease is certain by this process's own count; where it is not, the ledger is asked. @throws LEASE_LOST where the run has ended */
  prove(): Promise<void>
  end(): Promise<void>
}

export interface LeaseTiming {
  readonly leaseMs: number
  /** Well below the lease, so that one renewal may fail. */
  readonly heartbeatMs: number
  readonly timers: Timers
}

export interface RunKeeperOptions extends LeaseTiming {
  readonly ledger: Ledger
  readonly run: string
  /** When the run was started or before, by `timers`. */
  readonly startedMs: number
  /** The run is no longer this process's, or nobody renews it: it must stop. */
  readonly lost: (error: unknown) => void
}

export function keepRun({ ledger, run, leaseMs, heartbeatMs, timers, startedMs, lost }: RunKeeperOptions): RunKeeper {
  let certainFromMs = startedMs
  let thread: Heartbeat | undefined

  const renew = async (): Promise<boolean> => {
    const askedMs = timers.nowMs()
    const isRunning = await ledger.heartbeat(run)
    if (isRunning) certainFromMs = Math.max(certainFromMs, askedMs)
    return isRunning
  }
  // What fails here fails again where the lease must be proven, and is reported there.
  const timer = setInterval(() => {
    renew().then(
      isRunning => isRunning || lost(runEnded(run)),
      () => {},
    )
  }, heartbeatMs)
  timer.unref()

  return {
    useThread: () => {
      if (ledger.address === null) return
      clearInterval(timer)
      thread = heartbeatThread(ledger.address, run, heartbeatMs, {
        renewed: beganMs => {
          certainFromMs = Math.max(certainFromMs, beganMs)
        },
        ended: () => lost(runEnded(run)),
        died: lost,
      })
    },
    prove: async () => {
      if (timers.nowMs() - certainFromMs < leaseMs) return
      if (!(await renew())) throw runEnded(run)
    },
    end: async () => {
      clearInterval(timer)
      const ending = thread?.end()
      thread = undefined
      await ending
    },
  }
}
