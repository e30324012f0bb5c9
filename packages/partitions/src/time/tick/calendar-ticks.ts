/** One tick for each local time, as days and months have it, whether or not the clock shows that time exactly once. */

import type { LocalTime, OffsetTable } from '../clock/offsets.ts'
import { Holes } from '../day/holes.ts'
import type { Sequence } from '../day/sequence.ts'
import type { Ticks } from './ticks.ts'

/**
 * The tick of a time that the clock skips is when the clock has passed it; that of a time shown twice is the first. Of several ticks at one
 * instant only the last counts.
 *
 * @param all all local times, also those left out of `locals`: they count where several ticks are at one instant.
 */
export function calendarTicks(table: OffsetTable, start: LocalTime, locals: Sequence, all: Sequence): Ticks {
  const first = locals.rankOf(start)
  const merged = new MergedRanks(table, locals, all, first)
  const nominalAt = (index: number) => locals.at(first + merged.indexAt(index))
  return {
    at: index => table.reach(nominalAt(index)),
    nominalAt,
    countThrough(instant) {
      const rank = locals.rankOf(table.highestLocal(instant) + 1) - first
      return rank <= 0 ? 0 : merged.keptBefore(rank)
    },
  }
}

/** The ranks whose tick is at the same instant as the next one, because the clock skipped the time between: 2011-12-30 in Pacific/Apia. */
class MergedRanks {
  readonly #holes = new Holes()
  readonly #table: OffsetTable
  readonly #locals: Sequence
  readonly #all: Sequence
  readonly #first: number
  #stretches = 1

  constructor(table: OffsetTable, locals: Sequence, all: Sequence, first: number) {
    this.#table = table
    this.#locals = locals
    this.#all = all
    this.#first = first
  }

  keptBefore(rank: number): number {
    this.#grow()
    return this.#holes.keptBefore(rank)
  }

  /** Moves on by the ranks merged so far until there are no more: rarely more than once. */
  indexAt(kept: number): number {
    for (;;) {
      this.#grow()
      const { total } = this.#holes
      const rank = this.#holes.indexAt(kept)
      this.#table.growToLocal(this.#locals.at(this.#first + rank))
      this.#grow()
      if (this.#holes.total === total) return rank
    }
  }

  #grow(): void {
    const { stretches } = this.#table
    for (; this.#stretches < stretches.length; this.#stretches += 1) {
      const { start, offset, reached } = stretches[this.#stretches]!
      if (start + offset <= reached) continue
      const last = this.#all.at(this.#all.rankOf(start + offset + 1) - 1)
      if (last <= reached) continue
      const begin = Math.max(0, this.#locals.rankOf(reached) - this.#first)
      const end = this.#locals.rankOf(last) - this.#first
      if (begin < end) this.#holes.add(begin, end)
    }
  }
}
