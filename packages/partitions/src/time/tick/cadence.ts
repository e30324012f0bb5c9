/** What differs between the kinds of time sets: when windows begin, and how keys are written. */
import type { FormatField } from '../clock/key-format.ts'
import type { IsDay } from '../day/repeating-days.ts'

export type TimeKind = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'cron'

export interface Cadence<K extends TimeKind = TimeKind> {
  readonly kind: K
  /** The function that makes such sets, for errors. */
  readonly maker: string
  /** `daily`, `weekly (monday)`: how a set is described. */
  readonly words: string
  /** The options that move its windows, where they differ from the default: two sets with equal ones begin windows at the same local times. */
  readonly grid: Readonly<Record<string, string | number>>
  /** The parts of a local time that a key must hold, so that no two windows share a key. */
  readonly fields: readonly FormatField[]
  readonly format: string
  /** The days on which windows begin; undefined: every day. */
  readonly isDay: IsDay | undefined
  /** The local times of such a day at which they do: milliseconds after midnight, sorted. */
  readonly times: readonly number[]
  /** `clock`: a window begins whenever the clock shows such a time, twice or not at all where clocks change; `calendar`: once for each such time. */
  readonly follows: 'clock' | 'calendar'
}
