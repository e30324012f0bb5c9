/** How a window's start is written as a key, and read back. */
import { escapeKey } from '../../text/key-text.ts'
import { dateOf, dayOf, daysInMonth, msPerDay, msPerMinute } from '../day/calendar.ts'
import type { LocalTime } from './offsets.ts'

export type FormatField = 'Y' | 'm' | 'd' | 'H' | 'M'

export interface KeyFormat {
  readonly text: string
  readonly fields: ReadonlySet<FormatField>
  write(local: LocalTime): string
  /** Reads the earliest local time that is written so; `offset` is present where the key ends in one. */
  read(key: string): { readonly local: LocalTime; readonly offset?: number } | undefined
}

const widths: Readonly<Record<FormatField, number>> = { Y: 4, m: 2, d: 2, H: 2, M: 2 }

/** Understands `%Y %m %d %H %M`; undefined for another `%`, a field given twice, and text that a selection would misread. */
export function keyFormat(text: string): KeyFormat | undefined {
  const pieces = text.split(/(%.?)/u)
  const found = pieces.filter(piece => piece.startsWith('%')).map(piece => piece.slice(1))
  if (!found.every(isField) || new Set(found).size !== found.length || found.length === 0) return undefined
  const write = writer(pieces)
  if (escapeKey(write(0)) !== write(0) || /^\.|\.$/.test(write(0))) return undefined
  const source = pieces
    .map(piece =>
      piece.startsWith('%') ? `(\\d{${widths[piece.slice(1) as FormatField]}})` : piece.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'),
    )
    .join('')
  const pattern = new RegExp(`^${source}([+-]\\d{2}:\\d{2}(?::\\d{2})?)?$`, 'u')
  return { text, fields: new Set(found), write, read: key => read(pattern.exec(key), found) }
}

/** `-05:00`, with seconds where the zone's offset had some. */
export function offsetText(offset: number): string {
  const seconds = Math.abs(offset) / 1000
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  if (parts[2] === 0) parts.pop()
  return `${offset < 0 ? '-' : '+'}${parts.map(part => String(part).padStart(2, '0')).join(':')}`
}

/** The inverse of {@link offsetText}. */
export function readOffset(text: string): number {
  const [hours, minutes, seconds = 0] = text.slice(1).split(':').map(Number) as [number, number, number?]
  return (text.startsWith('-') ? -1000 : 1000) * (hours * 3600 + minutes * 60 + seconds)
}

function read(
  match: RegExpExecArray | null,
  fields: readonly FormatField[],
): { readonly local: LocalTime; readonly offset?: number } | undefined {
  if (match === null) return undefined
  const given = (field: FormatField, initial: number) => (fields.includes(field) ? Number(match[fields.indexOf(field) + 1]) : initial)
  const [year, month, day, hour, minute] = [given('Y', 1970), given('m', 1), given('d', 1), given('H', 0), given('M', 0)]
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59) return undefined
  const local = dayOf(year, month, day) * msPerDay + (hour * 60 + minute) * msPerMinute
  const offset = match[fields.length + 1]
  return offset === undefined ? { local } : { local, offset: readOffset(offset) }
}

/** A set writes as many keys as it has partitions: so the format is read once, and each date is. */
function writer(pieces: readonly string[]): (local: LocalTime) => string {
  const fields = pieces.map(piece => (piece.startsWith('%') ? (piece.slice(1) as FormatField) : undefined))
  return local => {
    const day = Math.floor(local / msPerDay)
    const date = dateOf(day)
    const minutes = Math.floor((local - day * msPerDay) / msPerMinute)
    let text = ''
    for (let index = 0; index < pieces.length; index += 1) text += fieldText(fields[index], date, minutes) ?? pieces[index]!
    return text
  }
}

function fieldText(field: FormatField | undefined, { year, month, day }: ReturnType<typeof dateOf>, minutes: number): string | undefined {
  switch (field) {
    case 'Y':
      return year > 999 ? `${year}` : `${year}`.padStart(widths.Y, '0')
    case 'm':
      return twoDigits(month)
    case 'd':
      return twoDigits(day)
    case 'H':
      return twoDigits(Math.floor(minutes / 60))
    case 'M':
      return twoDigits(minutes % 60)
    default:
      return undefined
  }
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`
}

function isField(text: string): text is FormatField {
  return Object.hasOwn(widths, text)
}
