/** Rows as columns, put together from pages that SQLite has joined already: a cell that is handed over alone costs more than its page. */
import type { Basis, Rows } from '../judged.ts'
import type { NamedWindow } from '../records.ts'
import type { BasisText } from './row/columns.ts'
import type { Texts } from './texts.ts'

/** What a query over rows of these columns selects, in their order. */
export const pageColumns = `count(*) AS count, group_concat(key, char(10)) AS keys, group_concat(sequence) AS sequences,
  group_concat(hex(version), '') AS versions, group_concat(hex(content), '') AS contents, group_concat(basis) AS bases,
  group_concat(ifnull(window_start, 'null')) AS starts, group_concat(ifnull(window_length, 'null')) AS lengths,
  group_concat(ifnull(windows, ''), char(10)) AS windows`

export interface Page {
  readonly count: number
  readonly keys: string
  readonly sequences: string
  readonly versions: string
  readonly contents: string
  readonly bases: string
  readonly starts: string
  readonly lengths: string
  /** A line for each row, empty where its columns say its window. */
  readonly windows: string
}

export const rowsPerPage = 1_024

export interface RowBuilder {
  add(page: Page): void
  /** Of all pages, in the order in which they were added. */
  rows(): Rows
}

/** A page is taken apart as it comes: its numbers as text would take more room than all that is kept of it. */
export function rowBuilder(texts: Texts): RowBuilder {
  const [keys, versions, contents]: [string[], string[], string[]] = [[], [], []]
  const columns: Columns[] = []
  const windows: Record<number, readonly NamedWindow[]> = {}
  const bases = basesOf(texts)
  let count = 0
  return {
    add: page => {
      if (page.count === 0) return
      keys.push(`${page.keys}\n`)
      versions.push(page.versions.toLowerCase())
      contents.push(page.contents.toLowerCase())
      columns.push(columnsOf(page, bases.placeOf))
      noteWindows(page, count, windows)
      count += page.count
    },
    rows: () => {
      const [materializations, starts, ends] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
      const basis = new Uint32Array(count)
      let at = 0
      for (const page of columns) {
        materializations.set(page.materializations, at)
        starts.set(page.starts, at)
        ends.set(page.ends, at)
        basis.set(page.basis, at)
        at += page.basis.length
      }
      const joined = { keys: taken(keys), versions: taken(versions), contents: taken(contents) }
      return { count, ...joined, materializations, basis, bases: bases.all, starts, ends, windows }
    },
  }
}

type Columns = Pick<Rows, 'materializations' | 'starts' | 'ends' | 'basis'>

/** Cell by cell: to go through an iterator takes several times as long. */
function columnsOf({ count, ...page }: Page, placeOf: (number: number) => number): Columns {
  const [sequences, named, first, lengths] = [numbers(page.sequences), numbers(page.bases), numbers(page.starts), numbers(page.lengths)]
  const [materializations, starts, ends] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
  const basis = new Uint32Array(count)
  for (let row = 0; row < count; row += 1) {
    const start = first[row] ?? Number.NaN
    materializations[row] = sequences[row]!
    starts[row] = start
    ends[row] = start + (lengths[row] ?? 0)
    basis[row] = placeOf(named[row]!)
  }
  return { materializations, starts, ends, basis }
}

/** The parts are let go of as soon as they are one. */
function taken(parts: string[]): string {
  const text = parts.join('')
  parts.length = 0
  return text
}

function numbers(list: string): readonly (number | null)[] {
  return JSON.parse(`[${list}]`)
}

function noteWindows({ count, windows: lines }: Page, at: number, windows: Record<number, readonly NamedWindow[]>): void {
  if (lines.length === count - 1) return
  for (const [row, line] of lines.split('\n').entries()) if (line !== '') windows[at + row] = JSON.parse(line)
}

/** Each once, in the order in which rows name them. */
function basesOf(texts: Texts): { readonly all: readonly Basis[]; placeOf(number: number): number } {
  const all: Basis[] = []
  const places = new Map<number, number>()
  let last = -1
  let lastPlace = 0
  return {
    all,
    placeOf: number => {
      if (number === last) return lastPlace
      last = number
      const known = places.get(number)
      if (known !== undefined) {
        lastPlace = known
        return known
      }
      lastPlace = all.length
      places.set(number, lastPlace)
      all.push(basisOf(texts, number))
      return lastPlace
    },
  }
}

function basisOf(texts: Texts, number: number): Basis {
  const { stored, ...basis } = texts.value(number) as BasisText
  return { ...basis, stored: stored === null ? null : (texts.value(stored) as Basis['stored']) }
}
