/** A local time as options write it, and back. */
import { formatDay, msPerDay, msPerMinute, parseDay } from '../day/calendar.ts'
import type { LocalTime } from './offsets.ts'

/** Reads `YYYY-MM-DD` and `YYYY-MM-DDTHH:MM`. */
export function parseLocal(text: string): LocalTime | undefined {
  const [date, time, ...rest] = text.split('T')
  const day = parseDay(date!)
  if (day === undefined || rest.length > 0) return undefined
  if (time === undefined) return day * msPerDay
  const match = /^(\d{2}):(\d{2})$/.exec(time)
  if (match === null || Number(match[1]) > 23 || Number(match[2]) > 59) return undefined
  return day * msPerDay + (Number(match[1]) * 60 + Number(match[2])) * msPerMinute
}

export function formatLocal(local: LocalTime): string {
  const minutes = Math.floor((local - Math.floor(local / msPerDay) * msPerDay) / msPerMinute)
  const time = [Math.floor(minutes / 60), minutes % 60].map(part => String(part).padStart(2, '0')).join(':')
  return `${formatDay(Math.floor(local / msPerDay))}T${time}`
}
