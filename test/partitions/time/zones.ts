/** Zones whose clocks did something unusual between 1970 and 2037, and some that did not. */
import { Temporal } from 'temporal-polyfill'

export const zones = [
  'UTC',
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Chicago',
  'America/Havana',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Antarctica/Troll',
  'Asia/Gaza',
  'Asia/Kathmandu',
  'Asia/Pyongyang',
  'Australia/Lord_Howe',
  'Europe/Dublin',
  'Europe/London',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kwajalein',
] as const

/** The instants from 1970 to 2037 at which a zone's clock changed. */
export function changesOf(zone: string): readonly number[] {
  const changes: number[] = []
  let change = new Temporal.ZonedDateTime(0n, zone).getTimeZoneTransition('next')
  while (change !== null && change.epochMilliseconds < Date.UTC(2038, 0, 1)) {
    changes.push(change.epochMilliseconds)
    change = change.getTimeZoneTransition('next')
  }
  return changes
}
