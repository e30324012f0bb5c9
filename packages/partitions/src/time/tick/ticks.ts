/** The instants at which windows begin and end: strictly increasing, by index from the start of a set onwards, bounded by no clock. */
import type { Instant } from '../../partition-set.ts'
import type { LocalTime } from '../clock/offsets.ts'

export interface Ticks {
  at(index: number): Instant
  /** The local time of a tick by the calendar, whether or not the clock showed it. */
  nominalAt(index: number): LocalTime
  /** How many ticks there are from the start through an instant, which is the index of the first one after it. */
  countThrough(instant: Instant): number
}
