/** Windows of a time set by walking the clock: what the arithmetic has to agree with. */
import { Temporal } from 'temporal-polyfill'

export interface Walk {
  readonly zone: string
  readonly start: string
  readonly end: string | undefined
  readonly now: number
  readonly endOffset: number
  readonly isExcluded: (date: string) => boolean
}

export interface WalkedWindow {
  readonly start: number
  readonly end: number
}

const msPerMinute = 60_000

/** The windows that exist, from ticks that reach far enough past `now`. */
export function windowsAmong(ticks: readonly (readonly [instant: number, date: string])[], walk: Walk): readonly WalkedWindow[] {
  const ended = ticks.filter(([instant]) => instant <= walk.now).length - 1
  const end = walk.end === undefined ? Number.POSITIVE_INFINITY : resolved(walk.end, walk.zone)
  return ticks.flatMap(([start, date], index) => {
    const next = ticks[index + 1]?.[0]
    const exists = next !== undefined && index < Math.max(0, Math.max(0, ended) + walk.endOffset) && next <= end
    return exists && !walk.isExcluded(date) ? [{ start, end: next }] : []
  })
}

/** Once for each local time, as days and months tick; `locals` in order. */
export function calendarWalk(locals: readonly string[], { zone, start }: Walk): readonly (readonly [number, string])[] {
  const ticks = locals.filter(local => local >= full(start)).map(local => [resolved(local, zone), local.slice(0, 10)] as const)
  return ticks.filter(([instant], index) => ticks[index + 1]?.[0] !== instant)
}

/** Whenever the clock shows a matching time (given as if it were UTC), as hours and minutes tick; offsets change on quarter hours. */
export function wallWalk(matches: (local: Date) => boolean, to: number, walk: Walk): readonly (readonly [number, string])[] {
  const ticks: (readonly [number, string])[] = []
  const start = resolved(walk.start, walk.zone)
  // Floored, not cut: instants before 1970 are negative.
  for (let quarter = Math.floor(start / (15 * msPerMinute)) * 15 * msPerMinute; quarter <= to; quarter += 15 * msPerMinute) {
    // Some clocks changed at one minute past midnight: where the offset changes inside the quarter, each minute is asked.
    const offset = offsetAt(quarter, walk.zone)
    const isSteady = offset === offsetAt(quarter + 15 * msPerMinute, walk.zone)
    for (let minute = 0; minute < 15; minute += 1) {
      const instant = quarter + minute * msPerMinute
      const local = new Date(instant + (isSteady ? offset : offsetAt(instant, walk.zone)))
      if (instant >= start && matches(local)) ticks.push([instant, local.toISOString().slice(0, 10)])
    }
  }
  return ticks
}

/** In milliseconds. */
function offsetAt(instant: number, zone: string): number {
  return new Temporal.ZonedDateTime(BigInt(instant) * 1_000_000n, zone).offsetNanoseconds / 1_000_000
}

/** The end of the gap where the clock skips a time, and the first of two where it shows one twice. */
export function resolved(local: string, zone: string): number {
  const wanted = Temporal.PlainDateTime.from(local)
  const found = wanted.toZonedDateTime(zone, { disambiguation: 'earlier' })
  return (found.toPlainDateTime().equals(wanted) ? found : found.getTimeZoneTransition('next')!).epochMilliseconds
}

/** `2001-01-02T03:04:00`. */
export function full(local: string): string {
  return Temporal.PlainDateTime.from(local).toString()
}

/** Reads milliseconds of a local clock as if they were UTC. */
export function plain(local: number): Temporal.PlainDateTime {
  return new Temporal.ZonedDateTime(BigInt(local) * 1_000_000n, 'UTC').toPlainDateTime()
}
