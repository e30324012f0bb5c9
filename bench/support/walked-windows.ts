/** The windows of a time set as plain arrays, made by walking the clock: the baseline of the partition bench, and what it checks against. */
import type { Window } from '@varve/partitions'
import { Temporal } from 'temporal-polyfill'

export interface Walk {
  readonly timezone: string
  /** A local date. */
  readonly start: string
  readonly stepMinutes: number
  /** Whether a window of the cadence begins at a local time (given as if it were UTC); each time, by default. */
  readonly isTick?: (local: Date) => boolean
  readonly isLeftOut?: (local: Date) => boolean
}

export interface WalkedWindows {
  readonly keys: readonly string[]
  readonly windows: readonly Window[]
  readonly starts: Float64Array
  readonly ends: Float64Array
  readonly byKey: ReadonlyMap<string, Window>
}

/** Valid where the clock never skips a tick of the cadence that the set would still hold, and changes on whole steps. */
export function walkedWindows(
  { timezone, start, stepMinutes, isTick = () => true, isLeftOut = () => false }: Walk,
  count: number,
): WalkedWindows {
  const keys: string[] = []
  const windows: { start: number; end: number }[] = []
  const step = stepMinutes * 60_000
  let zoned: Temporal.ZonedDateTime = Temporal.PlainDate.from(start).toZonedDateTime(timezone)
  let highest = Number.NEGATIVE_INFINITY
  let open: { start: number; key: string } | undefined
  for (;;) {
    const offset = zoned.offsetNanoseconds / 1e6
    const next = zoned.getTimeZoneTransition('next')
    const end = next?.epochMilliseconds ?? Number.POSITIVE_INFINITY
    for (let instant = zoned.epochMilliseconds; instant < end; instant += step) {
      const local = new Date(instant + offset)
      if (!isTick(local)) continue
      if (open !== undefined) {
        windows.push({ start: open.start, end: instant })
        keys.push(open.key)
      }
      if (windows.length === count) return indexed(keys, windows)
      const isAgain = instant + offset < highest
      highest = Math.max(highest, instant + offset + 1)
      open = isLeftOut(local) ? undefined : { start: instant, key: local.toISOString().slice(0, 16) + (isAgain ? zoned.offset : '') }
    }
    zoned = next!
  }
}

function indexed(keys: readonly string[], windows: readonly Window[]): WalkedWindows {
  return {
    keys,
    windows,
    starts: Float64Array.from(windows, window => window.start),
    ends: Float64Array.from(windows, window => window.end),
    byKey: new Map(keys.map((key, index) => [key, windows[index]!])),
  }
}

/** The index of the first value at or above a limit. */
export function firstFrom(sorted: Float64Array, limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! >= limit) high = middle
    else low = middle + 1
  }
  return low
}
