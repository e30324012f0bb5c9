/** The partition vectors of the files, and the type of each kind of case. */
import { readFileSync } from 'node:fs'

export interface TimeVector {
  readonly type: 'time'
  readonly cadence: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'cron'
  readonly cron?: string
  readonly start: string
  readonly end?: string
  readonly timezone?: string
  readonly minute_offset?: number
  readonly hour_offset?: number
  readonly day_offset?: number
  readonly end_offset?: number
  readonly format?: string
}

export interface StaticVector {
  readonly type: 'static'
  readonly keys: readonly string[]
}

export interface MultiVector {
  readonly type: 'multi'
  readonly dimensions: Readonly<Record<string, TimeVector | StaticVector>>
}

export type SetVector = TimeVector | StaticVector | MultiVector

export interface Case<Definition = SetVector, Expect = unknown> {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly definition: Definition
  readonly now: string
  readonly key: string
  readonly from: string
  readonly to: string
  readonly instant: string
  readonly from_local: string
  readonly expect: Expect
}

export function casesOf<Definition, Expect>(group: string, kind?: string): readonly Case<Definition, Expect>[] {
  const text = readFileSync(new URL(`../../vectors/partitions/${group}.json`, import.meta.url), 'utf8')
  const cases = JSON.parse(text) as readonly Case<Definition, Expect>[]
  return kind === undefined ? cases : cases.filter(each => each.kind === kind)
}
