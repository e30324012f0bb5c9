/** A tick whenever the clock shows one of the local times, as hours and minutes have it: twice where it shows one twice, never where it skips it. */
import type { Instant } from '../partition-set.ts'
import type { Nominal } from './nominal.ts'
import type { OffsetTable } from './offsets.ts'
import { firstAbove } from './sorted.ts'
import type { Ticks } from './ticks.ts'

export function wallTicks(table: OffsetTable, nominal: Nominal, start: Instant): Ticks {
  const counted = new CountedStretches(table, nominal, start)
  return {
    at: index => counted.at(index),
    nominalAt(index) {
      const instant = counted.at(index)
      return instant + table.at(instant).offset
    },
    countThrough: instant => (instant < start ? 0 : counted.countThrough(instant)),
  }
}

class CountedStretches {
  /** How many ticks come before each stretch. */
  readonly #before: number[] = []
  readonly #starts: Instant[] = []
  readonly #offsets: number[] = []
  readonly #ranks: number[] = []
  readonly #table: OffsetTable
  readonly #nominal: Nominal
  readonly #from: Instant
  #stretches = 0
  #total = 0

  constructor(table: OffsetTable, nominal: Nominal, from: Instant) {
    this.#table = table
    this.#nominal = nominal
    this.#from = from
    table.growTo(from)
    this.#grow()
  }

  at(index: number): Instant {
    while (this.#total <= index) {
      this.#table.growTo(this.#table.stretches[this.#table.stretches.length - 1]!.end)
      this.#grow()
    }
    const stretch = firstAbove(this.#before, index) - 1
    return this.#nominal.at(this.#ranks[stretch]! + index - this.#before[stretch]!) - this.#offsets[stretch]!
  }

  countThrough(instant: Instant): number {
    this.#table.growTo(instant)
    this.#grow()
    const stretch = firstAbove(this.#starts, instant) - 1
    return this.#before[stretch]! + this.#nominal.rankOf(instant + this.#offsets[stretch]! + 1) - this.#ranks[stretch]!
  }

  #grow(): void {
    const { stretches } = this.#table
    for (; this.#stretches < stretches.length; this.#stretches += 1) {
      const { start, end, offset } = stretches[this.#stretches]!
      if (end <= this.#from) continue
      const begin = Math.max(start, this.#from)
      const rank = this.#nominal.rankOf(begin + offset)
      this.#before.push(this.#total)
      this.#starts.push(begin)
      this.#offsets.push(offset)
      this.#ranks.push(rank)
      this.#total = end === Number.POSITIVE_INFINITY ? end : this.#total + this.#nominal.rankOf(end + offset) - rank
    }
  }
}
