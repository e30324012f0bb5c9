/** How much of a run's time an act took: acts that go on at once share it, since what they take together is what a kill would cost. */
import type { Timers } from '../foundation/timers.ts'

/** Resolves with the act's result, and its share in milliseconds. */
export type ShareTime = <T>(act: () => Promise<T>) => Promise<{ readonly result: T; readonly ms: number }>

export function sharedTime(timers: Timers): ShareTime {
  let going = 0
  /** Of one who has been there all the time. */
  let sharedMs = 0
  let countedToMs = timers.nowMs()
  const count = (): number => {
    const nowMs = timers.nowMs()
    sharedMs += (nowMs - countedToMs) / Math.max(going, 1)
    countedToMs = nowMs
    return sharedMs
  }
  return async act => {
    const fromMs = count()
    going += 1
    try {
      const result = await act()
      return { result, ms: count() - fromMs }
    } finally {
      count()
      going -= 1
    }
  }
}
