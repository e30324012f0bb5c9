/** A zone's offsets as a table of stretches that grows when later times are looked up: local time to instant and back, by binary search. */
import { Temporal } from 'temporal-polyfill'
import { firstAbove } from '../../ordinal/sorted.ts'
import type { Instant } from '../../partition-set.ts'

/** Milliseconds since 1970-01-01T00:00 on a zone's clock: what the clock shows, read as if it were UTC. */
export type LocalTime = number

/** A time of constant offset. */
export interface Stretch {
  readonly start: Instant
  /** Exclusive; infinite where the zone's clock never changes again. */
  readonly end: Instant
  readonly offset: number
  /** The highest local time that the clock had shown when the stretch began, exclusive. */
  readonly reached: LocalTime
}

/**
 * Stretches from an instant onwards, oldest first. Local time is taken as the highest the clock has shown so far, so an hour (or, in 1867
 * Alaska, a day) that the clock shows twice belongs to where it came first, and days follow each other without gap or overlap.
 */
export class OffsetTable {
  readonly #starts: Instant[] = []
  /** The highest local time before each stretch ends, exclusive: what `reach` searches. */
  readonly #highs: LocalTime[] = []
  readonly #stretches: Stretch[] = []
  #next: Temporal.ZonedDateTime | null
  /** When the next stretch begins, infinite where there is none: kept, since every look-up needs it and Temporal would divide a bigint each time. */
  #nextStart: Instant

  constructor(zone: string, from: Instant) {
    this.#next = new Temporal.ZonedDateTime(BigInt(from) * 1_000_000n, zone)
    this.#nextStart = from
    this.#grow()
  }

  /** The stretches looked up so far. */
  get stretches(): readonly Stretch[] {
    return this.#stretches
  }

  /** The first instant at which the clock has shown a local time or a later one. */
  reach(local: LocalTime): Instant {
    this.growToLocal(local)
    const stretch = this.#stretches[firstAbove(this.#highs, local)]!
    return Math.max(stretch.start, local - stretch.offset)
  }

  /** The highest local time that the clock has shown by an instant. */
  highestLocal(instant: Instant): LocalTime {
    const { offset, reached } = this.at(instant)
    return Math.max(instant + offset, reached - 1)
  }

  at(instant: Instant): Stretch {
    this.growTo(instant)
    return this.#stretches[Math.max(0, firstAbove(this.#starts, instant) - 1)]!
  }

  growTo(instant: Instant): void {
    while (this.#nextStart <= instant) this.#grow()
  }

  growToLocal(local: LocalTime): void {
    while (this.#next !== null && this.#highs[this.#highs.length - 1]! <= local) this.#grow()
  }

  #grow(): void {
    const begin = this.#next!
    const start = this.#nextStart
    const offset = begin.offsetNanoseconds / 1_000_000
    const reached = this.#highs[this.#highs.length - 1] ?? start + offset
    this.#next = begin.getTimeZoneTransition('next')
    const end = this.#next === null ? Number.POSITIVE_INFINITY : this.#next.epochMilliseconds
    this.#nextStart = end
    this.#starts.push(start)
    this.#stretches.push({ start, end, offset, reached })
    this.#highs.push(Math.max(reached, end + offset))
  }
}
