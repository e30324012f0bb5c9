/** Elapsed time and alarms, as an argument: monotonic, so that a change of the system's clock is not felt. */

export interface Timers {
  /** Milliseconds since a fixed moment, the same for all threads of the process. */
  nowMs(): number
  /** Acts once, after a delay. @returns cancels it. */
  after(delayMs: number, act: () => void): () => void
}

export const systemTimers: Timers = {
  nowMs: () => Number(process.hrtime.bigint()) / 1e6,
  after: (delayMs, act) => {
    const timer = setTimeout(act, delayMs)
    return () => clearTimeout(timer)
  },
}
