/** When the local days of a time zone begin: its offsets as a table that grows as later days are asked for. */
import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../partition-set.ts'
import { type Day, msPerDay } from './calendar.ts'

/** Answers for the days from the one it was made for onwards; each answer is a binary search. */
export interface ZoneDays {
  /** The first instant at which the local date is `day` or later: midnight, or the end of the gap that swallowed it. */
  startOf(day: Day): Instant
  /** The newest local day that has begun by an instant. */
  dayAt(instant: Instant): Day
  /** The days up to and including `day` that the zone left out, such as 2011-12-30 in Pacific/Apia; in order. */
  skippedThrough(day: Day): readonly Day[]
}

/** The zone's name as the zone database spells it, or undefined where there is no such zone. */
export function zoneNamed(name: string): string | undefined {
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId
  } catch {
    return undefined
  }
}

/** True for one zone under two names too (`US/Central`, `America/Chicago`). */
export function isSameZone(one: string, other: string): boolean {
  return one === other || new Temporal.ZonedDateTime(0n, one).equals(new Temporal.ZonedDateTime(0n, other))
}

export function zoneDays(zone: string, from: Day): ZoneDays {
  const table = new OffsetTable(zone, (from - 3) * msPerDay)
  return {
    startOf: day => table.reach(day * msPerDay),
    dayAt: instant => Math.floor(table.highestLocal(instant) / msPerDay),
    skippedThrough: day => table.skippedThrough(day),
  }
}

/**
 * Stretches of constant offset, oldest first. Local time is taken as the highest the clock has shown so far, so an hour (or, in 1867
 * Alaska, a day) that the clock shows twice belongs to where it came first, and days follow each other without gap or overlap.
 */
class OffsetTable {
  readonly #starts: Instant[] = []
  readonly #offsets: number[] = []
  /** The highest local time before each stretch ends, exclusive: what `reach` searches. */
  readonly #highs: number[] = []
  readonly #skipped: Day[] = []
  #next: Temporal.ZonedDateTime | null

  constructor(zone: string, from: Instant) {
    this.#next = new Temporal.ZonedDateTime(BigInt(from) * 1_000_000n, zone)
    this.#grow()
  }

  reach(local: number): Instant {
    while (this.#highs[this.#highs.length - 1]! <= local) this.#grow()
    const stretch = firstAbove(this.#highs, local)
    return Math.max(this.#starts[stretch]!, local - this.#offsets[stretch]!)
  }

  highestLocal(instant: Instant): number {
    while (this.#next !== null && this.#next.epochMilliseconds <= instant) this.#grow()
    const stretch = Math.max(0, firstAbove(this.#starts, instant) - 1)
    return Math.max(instant + this.#offsets[stretch]!, stretch === 0 ? Number.NEGATIVE_INFINITY : this.#highs[stretch - 1]! - 1)
  }

  skippedThrough(day: Day): readonly Day[] {
    while (this.#highs[this.#highs.length - 1]! <= (day + 1) * msPerDay) this.#grow()
    return this.#skipped.length === 0 ? this.#skipped : this.#skipped.slice(0, firstAbove(this.#skipped, day))
  }

  #grow(): void {
    const begin = this.#next!
    const start = begin.epochMilliseconds
    const offset = begin.offsetNanoseconds / 1_000_000
    const reached = this.#highs[this.#highs.length - 1]
    if (reached !== undefined) {
      for (let day = Math.ceil(reached / msPerDay); (day + 1) * msPerDay <= start + offset; day += 1) this.#skipped.push(day)
    }
    this.#next = begin.getTimeZoneTransition('next')
    const end = this.#next === null ? Number.POSITIVE_INFINITY : this.#next.epochMilliseconds
    this.#starts.push(start)
    this.#offsets.push(offset)
    this.#highs.push(Math.max(reached ?? Number.NEGATIVE_INFINITY, end + offset))
  }
}

/** The index of the first value above a limit in sorted values; their length where none is. */
function firstAbove(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! > limit) high = middle
    else low = middle + 1
  }
  return low
}
