/** The options of every set of windows: from when to when, on which clock, under which keys. */
import type { Exclude } from '../day/exclude.ts'

export interface TimeOptions {
  /** Local time, `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`; the first window is the first that begins at or after it. */
  readonly start: string
  /** Local time, exclusive: a window that ends after it is not a partition. Without it the set grows with the clock, to the end of the year 9999. */
  readonly end?: string
  /** The IANA time zone whose clock divides the windows; `UTC` by default. */
  readonly timezone?: string
  /** How many windows exist before they have ended; a negative number holds back that many complete ones. Windows left out by `exclude` count. 0 by default. */
  readonly endOffset?: number
  /** How keys are written: `%Y %m %d %H %M` and text between; `%Y-%m-%d` by default, with `T%H:%M` for windows shorter than a day. */
  readonly format?: string
  /** Local dates on which no window starts. A window before one that is left out still ends at its own end. */
  readonly exclude?: Exclude
}
