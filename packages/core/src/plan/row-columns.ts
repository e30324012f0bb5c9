/** The ledger's columns as rows: found by key, and each made only when it is asked for. */
import type { Basis, Rows } from '../ledger/judged.ts'
import type { NamedWindow, Sequence } from '../ledger/records.ts'
import type { Row } from './row.ts'

export interface RowColumns {
  /** The rows of a key, in the order of the columns, where those of one key follow each other. */
  rowsOf(key: string): readonly Row[]
  /** The first of them. */
  rowOf(key: string): Row | undefined
}

export function rowColumns(asset: string, rows: Rows, lost: ReadonlySet<Sequence>): RowColumns {
  const columns: Columns = { asset, rows, lost, offsets: offsetsOf(rows) }
  const placeOf = placesIn(columns)
  return {
    rowOf: key => {
      const place = placeOf(key)
      return place === undefined ? undefined : new ColumnRow(columns, place)
    },
    rowsOf: key => {
      const found: Row[] = []
      const first = placeOf(key)
      if (first !== undefined) for (let place = first; isKeyAt(columns, place, key); place += 1) found.push(new ColumnRow(columns, place))
      return found
    },
  }
}

interface Columns {
  readonly asset: string
  readonly rows: Rows
  readonly lost: ReadonlySet<Sequence>
  /** Where each key begins, and where the next would after the last. */
  readonly offsets: Float64Array
}

function offsetsOf({ count, keys }: Rows): Float64Array {
  const offsets = new Float64Array(count + 1)
  for (let place = 0; place < count; place += 1) offsets[place + 1] = keys.indexOf('\n', offsets[place]) + 1
  return offsets
}

/**
 * Mostly asked for in the order of the columns, key after key. Else they are searched where the keys are sorted as text compares here;
 * a ledger may sort keys beyond the basic plane in another way, so that is looked at before it is relied on.
 */
function placesIn(columns: Columns): (key: string) => number | undefined {
  const { count } = columns.rows
  let last = 0
  let next = 0
  let isSorted: boolean | undefined
  let index: ReadonlyMap<string, number> | undefined
  const searched = (key: string): number | undefined => {
    isSorted ??= isSortedByKey(columns)
    if (!isSorted) {
      index ??= indexOf(columns)
      return index.get(key)
    }
    const isBetween = (next === count || key < keyAt(columns, next)) && (next === 0 || keyAt(columns, next - 1) < key)
    const place = isBetween ? count : lowerBound(columns, key)
    return isKeyAt(columns, place, key) ? place : undefined
  }
  return key => {
    if (isKeyAt(columns, last, key)) return last
    const place = isKeyAt(columns, next, key) ? next : searched(key)
    if (place === undefined) return undefined
    last = place
    next = place + 1
    while (next < count && isKeyAt(columns, next, key)) next += 1
    return place
  }
}

function isSortedByKey(columns: Columns): boolean {
  let before = ''
  for (let place = 0; place < columns.rows.count; place += 1) {
    const key = keyAt(columns, place)
    if (key < before) return false
    before = key
  }
  return true
}

function indexOf(columns: Columns): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (let place = columns.rows.count - 1; place >= 0; place -= 1) places.set(keyAt(columns, place), place)
  return places
}

/** The first place of a key that is not before this one. */
function lowerBound(columns: Columns, key: string): number {
  let low = 0
  let high = columns.rows.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keyAt(columns, middle) < key) low = middle + 1
    else high = middle
  }
  return low
}

function keyAt({ rows, offsets }: Columns, place: number): string {
  return rows.keys.slice(offsets[place], offsets[place + 1]! - 1)
}

function isKeyAt({ rows: { count, keys }, offsets }: Columns, place: number, key: string): boolean {
  if (place >= count) return false
  const from = offsets[place]!
  return offsets[place + 1]! - 1 - from === key.length && keys.startsWith(key, from)
}

const hashDigits = 64

/** A hundred thousand of them are read at once, and of most only the content: so nothing is cut out of the columns before it is asked for. */
class ColumnRow implements Row {
  readonly columns: Columns
  readonly place: number

  constructor(columns: Columns, place: number) {
    this.columns = columns
    this.place = place
  }

  get asset(): string {
    return this.columns.asset
  }

  get partition(): string {
    return keyAt(this.columns, this.place)
  }

  get sequence(): Sequence {
    return this.columns.rows.materializations[this.place]!
  }

  get version(): string {
    return hashAt(this.columns.rows.versions, this.place)
  }

  get content(): string {
    return hashAt(this.columns.rows.contents, this.place)
  }

  get basis(): Basis {
    const { basis, bases } = this.columns.rows
    return bases[basis[this.place]!]!
  }

  get windows(): readonly NamedWindow[] | null {
    const { starts, ends, windows } = this.columns.rows
    const { dimensions } = this.basis
    if (dimensions === null) return null
    const [dimension] = dimensions
    const start = starts[this.place]!
    if (dimension === undefined || Number.isNaN(start)) return []
    return windows[this.place] ?? [{ dimension, start, end: ends[this.place]! }]
  }

  get isLost(): boolean {
    return this.columns.lost.size > 0 && this.columns.lost.has(this.sequence)
  }
}

function hashAt(hashes: string, place: number): string {
  return hashes.slice(place * hashDigits, (place + 1) * hashDigits)
}
