/** Dates left out of a time set, as they are given. */

export type Weekday = 'sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday'

/** In order, from Sunday. */
export const weekdays: readonly Weekday[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** Says which dates, `YYYY-MM-DD`, to leave out. The same date must always get the same answer. */
export type Calendar = (date: string) => boolean

/** A window is left out if any of these names the local date on which it starts. The cost of dates and weekdays does not grow with the span. */
export interface Exclude {
  /** Dates as `YYYY-MM-DD`. */
  readonly dates?: readonly string[]
  readonly weekdays?: readonly Weekday[]
  /**
   * A calendar of your own. A set asks it once about each date on which a window could start, in order, from its start (a day earlier for
   * hours and minutes) as far as it is asked about: counting the windows of ten years of days costs 3,650 calls the first time, and none
   * later.
   */
  readonly calendar?: Calendar
}
