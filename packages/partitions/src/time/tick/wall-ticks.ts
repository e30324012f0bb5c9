/** A tick whenever the clock shows one of the local times, as hours and minutes have it: twice where it shows one twice, never where it skips it. */
import { firstAbove } from '../../ordinal/sorted.ts'
import type { Instant } from '../../partition-set.ts'
import type { LocalTime, OffsetTable, Stretch } from '../clock/offsets.ts'
import type { Sequence } from '../day/sequence.ts'
import type { Ticks } from './ticks.ts'

export function wallTicks(table: OffsetTable, start: LocalTime, locals: Sequence): Ticks {
  const counted = new CountedStretches(table, locals, table.reach(start))
  return {
    at: index => counted.at(index),
    nominalAt(index) {
      const instant = counted.at(index)
      return instant + table.at(instant).offset
    },
    countThrough: instant => counted.countThrough(instant),
  }
}

/** The local times are counted to the end of a stretch only once a later one is asked about, since that may ask a calendar function about each day. */
class CountedStretches {
  /** How many ticks come before each stretch. */
  readonly #before: number[] = []
  readonly #starts: Instant[] = []
  readonly #ranks: number[] = []
  readonly #table: OffsetTable
  readonly #locals: Sequence
  readonly #from: Instant
  /** The number in the table of the first stretch counted. */
  readonly #first: number

  constructor(table: OffsetTable, locals: Sequence, from: Instant) {
    this.#table = table
    this.#locals = locals
    this.#from = from
    table.growTo(from)
    this.#first = table.stretches.findIndex(({ end }) => end > from)
    this.#add()
  }

  at(index: number): Instant {
    for (;;) {
      const number = firstAbove(this.#before, index) - 1
      const { offset, end } = this.#stretch(number)
      const instant = this.#locals.at(this.#ranks[number]! + index - this.#before[number]!) - offset
      if (instant < end) return instant
      this.#table.growTo(end)
      this.#add()
    }
  }

  countThrough(instant: Instant): number {
    if (instant < this.#from) return 0
    this.#table.growTo(instant)
    while (this.#stretch(this.#starts.length - 1).end <= instant) this.#add()
    return this.#countBefore(instant + 1, firstAbove(this.#starts, instant) - 1)
  }

  #stretch(number: number): Stretch {
    return this.#table.stretches[this.#first + number]!
  }

  #add(): void {
    const number = this.#starts.length
    const { start, offset } = this.#stretch(number)
    const begin = Math.max(start, this.#from)
    this.#before.push(number === 0 ? 0 : this.#countBefore(begin, number - 1))
    this.#starts.push(begin)
    this.#ranks.push(this.#locals.rankOf(begin + offset))
  }

  /** How many ticks come before an instant in a stretch or at its end. */
  #countBefore(instant: Instant, number: number): number {
    return this.#before[number]! + this.#locals.rankOf(instant + this.#stretch(number).offset) - this.#ranks[number]!
  }
}
