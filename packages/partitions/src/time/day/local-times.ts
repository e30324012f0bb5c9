/** The local times of a cadence by rank: its days times the times of a day. */
import { firstAbove } from '../../ordinal/sorted.ts'
import { msPerDay } from './calendar.ts'
import type { Sequence } from './sequence.ts'

/** @param times milliseconds after midnight, sorted. */
export function localTimes(days: Sequence, times: readonly number[]): Sequence {
  return {
    at(rank) {
      const row = Math.floor(rank / times.length)
      return days.at(row) * msPerDay + times[rank - row * times.length]!
    },
    rankOf(local) {
      const day = Math.floor(local / msPerDay)
      const row = days.rankOf(day)
      const isIn = days.rankOf(day + 1) > row
      return row * times.length + (isIn ? firstAbove(times, local - day * msPerDay - 1) : 0)
    },
  }
}
