/** Time zones by name. */
import { Temporal } from 'temporal-polyfill'

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
