/** Which versions an input read, by what its run recorded: from the ledger alone, since the definition it was read under may be gone. */
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import type { LineageInput, Materialization, NamedWindow } from '../ledger/records.ts'
import { type Dimension, dimensionsOf, keyOf, termsOf } from '../project/selection-terms.ts'

export interface RecordedReads {
  /** In the order they are written; none for an external. */
  of(input: LineageInput): readonly Materialization[]
  /** Also where the same result has been made again since. */
  has(input: LineageInput, materialization: Materialization): boolean
}

/**
 * A key means what it meant to the run that read it, wherever it has been reused since: a key that was read has a pointer, whose moves are
 * never forgotten. A range holds the windows from that of its first key to that of its last.
 */
export function recordedReads(snapshot: LedgerSnapshot): RecordedReads {
  const keysBetween = keysByWindow(snapshot)
  return {
    of: input => {
      const found = new Map<string, Materialization>()
      for (const term of termsRead(input, snapshot)) {
        for (const keys of combinations(term.map(({ items }) => items.flatMap(item => keysIn(item, input.asset, keysBetween))))) {
          const materialization = materializationAt(input, keyOf(term, keys), snapshot)
          if (!materialization || !covers(term, materialization)) continue
          const place = placeOf(materialization)
          const other = found.get(place)
          if (!other || isWrittenIn(term, materialization) || !isWrittenIn(term, other)) found.set(place, materialization)
        }
      }
      return [...found.values()]
    },
    has: (input, one) => {
      if (input.asset !== one.asset || !mayHold(input.partitions, one.partition)) return false
      const read = materializationAt(input, one.partition, snapshot)
      return read !== undefined && isSameResult(read, one) && termsRead(input, snapshot).some(term => covers(term, read))
    },
  }
}

function isSameResult(one: Materialization, other: Materialization): boolean {
  return one.id === other.id || (one.version === other.version && one.artifact.sha256 === other.artifact.sha256)
}

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

function termsRead(input: LineageInput, snapshot: LedgerSnapshot): readonly (readonly Axis[])[] {
  return termsOf(input.partitions).map(term => {
    // Every combination was read, so that of the first keys, with another in one dimension, gives the window of that one.
    const firsts = term.map(({ items }) => items[0]!.split('..')[0]!)
    return term.map(({ name, items }, at) => {
      const windowOf = (key: string): NamedWindow | undefined => {
        const keys = firsts.map((first, index) => (index === at ? key : first))
        return windowIn(name, materializationAt(input, keyOf(term, keys), snapshot))
      }
      return { name, items: items.map(item => rangeIn(item, windowOf)) }
    })
  })
}

function rangeIn(item: string, windowOf: (key: string) => NamedWindow | undefined): string | Range {
  const [first = '', last] = item.split('..') // two dots in a key are escaped
  if (last === undefined) return item
  const windows = [windowOf(first), windowOf(last)] as const
  return { first, last, windows: windows[0] && windows[1] ? [windows[0], windows[1]] : null }
}

/** Without a product a dimension is not named. */
function windowIn(name: string | null, materialization: Materialization | undefined): NamedWindow | undefined {
  return name === null ? materialization?.windows?.[0] : materialization?.windows?.find(({ dimension }) => dimension === name)
}

function materializationAt(
  { asset, environment, asOf }: LineageInput,
  partition: string,
  snapshot: LedgerSnapshot,
): Materialization | undefined {
  return environment === null || asOf === null ? undefined : snapshot.currentAt(environment, asset, partition, asOf)
}

/** By the text alone: an asset may have many readers, and each of the other questions is one to the ledger. */
function mayHold(text: string, key: string): boolean {
  const parts = key === '' ? [] : dimensionsOf(key)
  return termsOf(text).some(
    term =>
      term.length === parts.length &&
      term.every(({ items }, at) => items.some(item => item === parts[at]!.items[0] || item.includes('..'))),
  )
}

function covers(term: readonly Axis[], materialization: Materialization): boolean {
  const parts = materialization.partition === '' ? [] : dimensionsOf(materialization.partition)
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
function isWrittenIn(term: readonly Axis[], { partition }: Materialization): boolean {
  const keys = dimensionsOf(partition).map(({ items }) => items[0]!)
  return term.every(({ items }, at) =>
    items.some(item => (typeof item === 'string' ? item === keys[at] : item.first <= keys[at]! && keys[at]! <= item.last)),
  )
}

function* combinations([keys, ...others]: readonly (readonly string[])[]): Generator<readonly string[]> {
  if (!keys) return yield []
  for (const key of keys) for (const rest of combinations(others)) yield [key, ...rest]
}

/** Among them all that the range holds, and perhaps others. */
function keysIn(item: string | Range, asset: string, keysBetween: KeysBetween): readonly string[] {
  if (typeof item === 'string') return [item]
  const { first, last, windows } = item
  if (windows && !(isDayOf(first, windows[0]) && isDayOf(last, windows[1]))) return keysBetween(asset, windows)
  return isDay(first) && isDay(last) ? daysFrom(first, last) : []
}

const msPerDay = 86_400_000

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

type KeysBetween = (asset: string, windows: readonly [first: NamedWindow, last: NamedWindow]) => readonly string[]

/** The keys that windows of an asset ever had, looked up once for each asset. */
function keysByWindow(snapshot: LedgerSnapshot): KeysBetween {
  const byAsset = new Map<string, readonly (readonly [key: string, window: NamedWindow])[]>()
  return (asset, [first, last]) => {
    const known = byAsset.get(asset) ?? windowsEverMade(asset, snapshot)
    byAsset.set(asset, known)
    const within = known.filter(([, { dimension, start, end }]) => dimension === first.dimension && first.start <= start && end <= last.end)
    return within.map(([key]) => key)
  }
}

function windowsEverMade(asset: string, snapshot: LedgerSnapshot): readonly (readonly [key: string, window: NamedWindow])[] {
  const found = new Map<string, readonly [key: string, window: NamedWindow]>()
  for (const materialization of snapshot.history(asset, null)) {
    if (!materialization.windows || materialization.windows.length === 0) continue
    for (const part of dimensionsOf(materialization.partition)) {
      const window = windowIn(part.name, materialization)
      const [key] = part.items
      if (window && key !== undefined) found.set(JSON.stringify([window.dimension, key, window.start]), [key, window])
    }
  }
  return [...found.values()].sort(([, one], [, other]) => one.start - other.start)
}
