/** Timestamps as text: ISO 8601 with a zone, so that no machine reads another instant than the one that was written. */

/**
 * The instant, or undefined where the text says none that a Date holds exactly: no zone, a day or hour that does not exist (nothing is
 * rolled over), or digits below the millisecond.
 */
export function timestampOf(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone = ''] = isoWithZone.exec(text) ?? []
  if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || !/^\d{0,3}0*$/.test(fraction) || !isOffset(zone)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

const isoWithZone = /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)$/

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (month === 2 && isLeap ? 29 : (daysOfMonths[month - 1] as number))
}

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Zones lie between -12:00 and +14:00; a day and more is a slip of the pen. */
function isOffset(zone: string): boolean {
  return zone === 'Z' || (Number(zone.slice(1, 3)) <= 23 && Number(zone.slice(4)) <= 59)
}
