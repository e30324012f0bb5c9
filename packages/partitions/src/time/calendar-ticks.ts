/** One tick for each local time, as days and months have it, whether or not the clock shows that time exactly once. */
import { Holes } from './holes.ts'
import type { Nominal } from './nominal.ts'
import type { LocalTime, OffsetTable } from './offsets.ts'
import type { Ticks } from './ticks.ts'

/**
 * A time that the clock skips comes when the clock has passed it, one that it shows twice comes the first time, and of several that come at
 * one instant the last counts.
 */
export function calendarTicks(table: OffsetTable, nominal: Nominal, start: LocalTime): Ticks {
  const first = nominal.rankOf(start)
  const merged = new MergedRanks(table, nominal, first)
  const nominalAt = (index: number) => nominal.at(first + merged.indexAt(index))
  return {
    at: index => table.reach(nominalAt(index)),
    nominalAt,
    countThrough(instant) {
      const rank = nominal.rankOf(table.highestLocal(instant) + 1) - first
      return rank <= 0 ? 0 : merged.keptBefore(rank)
    },
  }
}

/** The ranks that come at one instant with the next one, because the clock skipped both: 2011-12-30 in Pacific/Apia. */
class MergedRanks {
  readonly #holes = new Holes()
  readonly #table: OffsetTable
  readonly #nominal: Nominal
  readonly #first: number
  #stretches = 1

  constructor(table: OffsetTable, nominal: Nominal, first: number) {
    this.#table = table
    this.#nominal = nominal
    this.#first = first
  }

  keptBefore(rank: number): number {
    this.#grow()
    return this.#holes.keptBefore(rank)
  }

  /** Moves on by the ranks merged so far until no more are met: rarely more than once. */
  indexAt(kept: number): number {
    for (;;) {
      this.#grow()
      const { total } = this.#holes
      const rank = this.#holes.indexAt(kept)
      this.#table.growToLocal(this.#nominal.at(this.#first + rank))
      this.#grow()
      if (this.#holes.total === total) return rank
    }
  }

  #grow(): void {
    const { stretches } = this.#table
    for (; this.#stretches < stretches.length; this.#stretches += 1) {
      const { start, offset, reached } = stretches[this.#stretches]!
      if (start + offset <= reached) continue
      const begin = Math.max(0, this.#nominal.rankOf(reached) - this.#first)
      const end = this.#nominal.rankOf(start + offset + 1) - this.#first - 1
      if (begin < end) this.#holes.add(begin, end)
    }
  }
}
