/** Time that passes only when a test says so. */
import type { Timers } from '../../packages/core/src/foundation/timers.ts'

export interface SimulatedTimers extends Timers {
  /** Lets time pass and acts on every alarm that is due, in their order. */
  pass(ms: number): void
}

export function simulatedTimers(): SimulatedTimers {
  let now = 0
  const alarms = new Set<{ readonly atMs: number; readonly act: () => void }>()
  return {
    nowMs: () => now,
    after: (delayMs, act) => {
      const alarm = { atMs: now + delayMs, act }
      alarms.add(alarm)
      return () => void alarms.delete(alarm)
    },
    pass: ms => {
      const end = now + ms
      for (;;) {
        const [next] = [...alarms].filter(({ atMs }) => atMs <= end).sort((a, b) => a.atMs - b.atMs)
        if (!next) break
        alarms.delete(next)
        now = next.atMs
        next.act()
      }
      now = end
    },
  }
}
