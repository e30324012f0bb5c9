/** The options that say when a period of a day or longer begins. */

import { msPerMinute } from '../day/calendar.ts'
import { wholeNumber } from './bad-option.ts'

export interface TimeOfDay {
  /** The hour of the local clock at which windows begin, 0 to 23; 0 by default. */
  readonly hourOffset?: number
  /** The minute of that hour, 0 to 59; 0 by default. */
  readonly minuteOffset?: number
}

export const timeOfDayOptions = ['hourOffset', 'minuteOffset']

export interface Begin {
  /** Milliseconds after midnight. */
  readonly time: number
  /** `at 04:15`, or nothing at midnight. */
  readonly words: readonly string[]
  readonly grid: Readonly<Record<string, string>>
}

export function beginOf(maker: string, options: TimeOfDay): Begin {
  const hour = wholeNumber(maker, 'hourOffset', options.hourOffset ?? 0, 0, 23)
  const minute = wholeNumber(maker, 'minuteOffset', options.minuteOffset ?? 0, 0, 59)
  if (hour === 0 && minute === 0) return { time: 0, words: [], grid: {} }
  const text = [hour, minute].map(part => String(part).padStart(2, '0')).join(':')
  return { time: (hour * 60 + minute) * msPerMinute, words: [`at ${text}`], grid: { begin: text } }
}

/** The times of a day that come every so many minutes, in milliseconds after midnight. */
export function timesEvery(minutes: number, minuteOffset: number): readonly number[] {
  return Array.from({ length: (24 * 60) / minutes }, (_, index) => (index * minutes + minuteOffset) * msPerMinute)
}

/** `weekly (monday, at 04:15)`. */
export function described(name: string, words: readonly string[]): string {
  return words.length === 0 ? name : `${name} (${words.join(', ')})`
}
