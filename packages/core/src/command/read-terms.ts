/** What a text of lineage says was read, as terms whose ranges are known by their windows: concluded from what was looked up before. */
import type { LineageInput, Materialization, NamedWindow } from '../ledger/records.ts'
import type { KeyWindows } from '../ledger/snapshot.ts'
import { type Dimension, dimensionsOf, keyOf, termsOf } from '../project/selection-terms.ts'

/** Each dimension with what was read in it; every combination was read. */
export type Term = readonly Axis[]

/** A dimension of a term whose ranges are known by their windows. */
interface Axis {
  readonly name: string | null
  readonly items: readonly (string | Range)[]
}

interface Range {
  readonly first: string
  readonly last: string
  /** Of the first and the last; null where an older Varve made them, which did not record what their keys meant. */
  readonly windows: readonly [NamedWindow, NamedWindow] | null
}

/** What was current when an input was read. */
export type MaterializationAt = (partition: string) => Materialization | undefined

/** The partitions that say what the ends of ranges meant. */
export function endsOf({ partitions }: Pick<LineageInput, 'partitions'>): readonly string[] {
  return termsOf(partitions).flatMap(term =>
    term.flatMap(({ items }, at) => items.flatMap(item => (item.includes('..') ? item.split('..').map(key => keyAt(term, at, key)) : []))),
  )
}

/** @param at answers for what {@link endsOf} names. */
export function termsRead({ partitions }: Pick<LineageInput, 'partitions'>, at: MaterializationAt): readonly Term[] {
  return termsOf(partitions).map(term =>
    term.map(({ name, items }, index) => ({
      name,
      items: items.map(item => rangeIn(item, key => windowIn(name, at(keyAt(term, index, key))))),
    })),
  )
}

/** With the first keys of all other dimensions: every combination was read, so that one gives the window of this key. */
function keyAt(term: readonly Dimension[], at: number, key: string): string {
  return keyOf(
    term,
    term.map(({ items }, index) => (index === at ? key : items[0]!.split('..')[0]!)),
  )
}

function rangeIn(item: string, windowOf: (key: string) => NamedWindow | undefined): string | Range {
  const [first = '', last] = item.split('..') // two dots in a key are escaped
  if (last === undefined) return item
  const windows = [windowOf(first), windowOf(last)] as const
  return { first, last, windows: windows[0] && windows[1] ? [windows[0], windows[1]] : null }
}

/** Without a product a dimension is not named. */
function windowIn(name: string | null, materialization: Pick<Materialization, 'windows'> | undefined): NamedWindow | undefined {
  return name === null ? materialization?.windows?.[0] : materialization?.windows?.find(({ dimension }) => dimension === name)
}

/** The keys of an asset's partitions whose windows lie between two. */
export type KeysBetween = (windows: readonly [first: NamedWindow, last: NamedWindow]) => readonly string[]

/** Whether the keys of a term are found by {@link KeysBetween} alone. */
export function asksForWindows(term: Term): boolean {
  return term.some(({ items }) => items.some(item => typeof item !== 'string' && item.windows !== null && !isOfDays(item, item.windows)))
}

/** Among them all that the term holds, and perhaps others. */
export function keysOf(term: Term, keysBetween: KeysBetween): readonly string[] {
  const keys = combinations(term.map(({ items }) => items.flatMap(item => keysIn(item, keysBetween))))
  return Array.from(keys, combination => keyOf(term, combination))
}

export function keysByWindow(made: readonly KeyWindows[]): KeysBetween {
  const found = new Map<string, readonly [key: string, window: NamedWindow]>()
  for (const one of made) {
    for (const { name, items } of one.windows?.length ? dimensionsOf(one.partition) : []) {
      const window = windowIn(name, one)
      const [key] = items
      if (window && key !== undefined) found.set(JSON.stringify([window, key]), [key, window])
    }
  }
  const known = [...found.values()].sort(([a, one], [b, other]) => one.start - other.start || (a < b ? -1 : 1))
  return ([first, last]) =>
    known
      .filter(([, { dimension, start, end }]) => dimension === first.dimension && first.start <= start && end <= last.end)
      .map(([key]) => key)
}

/** The versions that were read, in the order they are written. @param keys of each term, as {@link keysOf} says. */
export function chosen(
  terms: readonly { readonly term: Term; readonly keys: readonly string[] }[],
  at: MaterializationAt,
): readonly Materialization[] {
  const found = new Map<string, Materialization>()
  for (const { term, keys } of terms) {
    for (const key of keys) {
      const materialization = at(key)
      if (!materialization || !covers(term, materialization)) continue
      const place = placeOf(materialization)
      const other = found.get(place)
      if (!other || isWrittenIn(term, materialization) || !isWrittenIn(term, other)) found.set(place, materialization)
    }
  }
  return [...found.values()]
}

/** By the text alone: an asset may have many readers, and everything else is a question to the ledger. @param key as {@link partsOf} says. */
export function mayHold(terms: readonly (readonly Dimension[])[], key: readonly Dimension[]): boolean {
  return terms.some(
    term =>
      term.length === key.length && term.every(({ items }, at) => items.some(item => item === key[at]!.items[0] || item.includes('..'))),
  )
}

/** Of a key, its dimensions with one item each. */
export function partsOf(key: string): readonly Dimension[] {
  return key === '' ? [] : dimensionsOf(key)
}

export function covers(term: Term, materialization: Materialization): boolean {
  const parts = partsOf(materialization.partition)
  return parts.length === term.length && term.every((axis, at) => axis.items.some(item => holds(item, axis, parts[at]!, materialization)))
}

function holds(item: string | Range, { name }: Axis, part: Dimension, materialization: Materialization): boolean {
  const [key] = part.items
  if (name !== part.name || key === undefined) return false
  if (typeof item === 'string') return item === key
  const window = windowIn(name, materialization)
  if (!item.windows || !window) return isDay(key) && item.first <= key && key <= item.last
  const [first, last] = item.windows
  return window.dimension === first.dimension && first.start <= window.start && window.end <= last.end
}

/** A set has one key for one window: where there is another too, it is of an earlier definition. */
function placeOf({ partition, windows }: Materialization): string {
  if (!windows || windows.length === 0) return partition
  const others = dimensionsOf(partition).filter(({ name }) => name !== null && windows.every(({ dimension }) => dimension !== name))
  return JSON.stringify([windows, others])
}

/** Whether the text of each key lies between the ends of a range: so it does within one zone, except for hours that the clock repeats. */
function isWrittenIn(term: Term, { partition }: Materialization): boolean {
  const keys = dimensionsOf(partition).map(({ items }) => items[0]!)
  return term.every(({ items }, at) =>
    items.some(item => (typeof item === 'string' ? item === keys[at] : item.first <= keys[at]! && keys[at]! <= item.last)),
  )
}

function* combinations([keys, ...others]: readonly (readonly string[])[]): Generator<readonly string[]> {
  if (!keys) return yield []
  for (const key of keys) for (const rest of combinations(others)) yield [key, ...rest]
}

function keysIn(item: string | Range, keysBetween: KeysBetween): readonly string[] {
  if (typeof item === 'string') return [item]
  const { first, last, windows } = item
  if (windows && !isOfDays(item, windows)) return keysBetween(windows)
  return isDay(first) && isDay(last) ? daysFrom(first, last) : []
}

const msPerDay = 86_400_000

type Ends = readonly [NamedWindow, NamedWindow]

function isOfDays({ first, last }: Range, windows: Ends): boolean {
  return isDayOf(first, windows[0]) && isDayOf(last, windows[1])
}

/** Whether a key is written as the day on which its window starts, in whatever zone. */
function isDayOf(key: string, { start }: NamedWindow): boolean {
  return isDay(key) && Math.abs(Date.parse(key) - start) < 2 * msPerDay
}

function isDay(key: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(key)
}

/** Every calendar day, also one that a zone or the set left out. */
function daysFrom(first: string, last: string): readonly string[] {
  const days: string[] = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += msPerDay) days.push(new Date(at).toISOString().slice(0, 10))
  return days
}
