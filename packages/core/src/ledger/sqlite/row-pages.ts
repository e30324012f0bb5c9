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

export function rowsOf(pages: readonly Page[], texts: Texts): Rows {
  const filled = pages.filter(page => page.count > 0)
  const count = filled.reduce((sum, page) => sum + page.count, 0)
  const materializations = new Float64Array(count)
  const basis = new Uint32Array(count)
  const [starts, ends] = [new Float64Array(count), new Float64Array(count)]
  const windows: Record<number, readonly NamedWindow[]> = {}
  const bases = basesOf(texts)
  let at = 0
  for (const page of filled) {
    materializations.set(numbers(page.sequences) as readonly number[], at)
    const named = numbers(page.bases) as readonly number[]
    const [first, lengths] = [numbers(page.starts), numbers(page.lengths)]
    for (let row = 0; row < page.count; row += 1) {
      basis[at + row] = bases.placeOf(named[row]!)
      const start = first[row] ?? Number.NaN
      starts[at + row] = start
      ends[at + row] = start + (lengths[row] ?? 0)
    }
    noteWindows(page, at, windows)
    at += page.count
  }
  return {
    count,
    keys: filled.map(({ keys }) => `${keys}\n`).join(''),
    materializations,
    versions: filled.map(({ versions }) => versions.toLowerCase()).join(''),
    contents: filled.map(({ contents }) => contents.toLowerCase()).join(''),
    basis,
    bases: bases.all,
    starts,
    ends,
    windows,
  }
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
