/** A product's subset as rectangles: ranges in each dimension that hold every combination, and back to ordinals. */
import { normalized, type Range, type Ranges } from '../ordinal/ranges.ts'
import type { Axis } from '../set/product.ts'

/** Ranges for each axis, in the order of the axes. */
export type Rectangle = readonly Ranges[]

/** A rectangle by the names of its dimensions. */
export type Box = ReadonlyMap<string, Ranges>

type Strided = Pick<Axis, 'stride'>

/** Splits ranges into disjoint rectangles. Rows with the same content share one, so a regular subset has few. */
export function rectanglesOf(axes: readonly Strided[], ranges: Ranges): readonly Rectangle[] {
  const [outer, ...inner] = axes
  if (ranges.length === 0) return []
  if (outer === undefined) return [[]]
  if (inner.length === 0) return [[ranges]]
  const groups = new Map<string, { readonly rows: Range[]; readonly inside: Ranges }>()
  for (const { row, inside } of rowsOf(ranges, outer.stride)) {
    const text = inside.join(';')
    const group = groups.get(text)
    if (group === undefined) groups.set(text, { rows: [row], inside })
    else group.rows.push(row)
  }
  return [...groups.values()].flatMap(({ rows, inside }) => rectanglesOf(inner, inside).map(rest => [normalized(rows), ...rest]))
}

/** The rectangles of a subset in some of its dimensions; rectangles that differ only in the others become one. */
export function boxesOf(axes: readonly Axis[], ranges: Ranges, names: ReadonlySet<string>): readonly Box[] {
  const kept = axes.filter(({ name }) => names.has(name))
  const rectangles = rectanglesOf(axes, ranges).map(rectangle => rectangle.filter((_, index) => names.has(axes[index]!.name)))
  return (kept.length === axes.length ? rectangles : merged(kept, rectangles)).map(
    rectangle => new Map(kept.map(({ name }, index) => [name, rectangle[index]!])),
  )
}

/** The ordinals of one rectangle. */
export function rangesOfRectangle(axes: readonly Strided[], rectangle: Rectangle): Ranges {
  let inside: Ranges = rectangle[axes.length - 1] ?? []
  for (let index = axes.length - 2; index >= 0; index -= 1) inside = repeated(rectangle[index] ?? [], inside, axes[index]!.stride)
  return inside
}

/** The rectangle of all partitions, with some axes narrowed. */
export function rectangleWith(axes: readonly Axis[], narrowed: Box): Rectangle {
  return axes.map(axis => narrowed.get(axis.name) ?? (axis.of.count === 0 ? [] : [[0, axis.of.count]]))
}

/** How many ordinals one step in each dimension is worth; the last dimension changes fastest. */
export function strided(sizes: readonly number[]): readonly Strided[] {
  return sizes.map((_, index) => ({ stride: sizes.slice(index + 1).reduce((product, size) => product * size, 1) }))
}

function merged(axes: readonly Axis[], rectangles: readonly Rectangle[]): readonly Rectangle[] {
  if (axes.length === 0) return rectangles.slice(0, 1)
  const own = strided(axes.map(({ of }) => of.count))
  return rectanglesOf(own, normalized(rectangles.flatMap(rectangle => rangesOfRectangle(own, rectangle))))
}

function repeated(rows: Ranges, inside: Ranges, size: number): Ranges {
  if (inside.length === 0) return []
  const isFull = inside.length === 1 && inside[0]![0] === 0 && inside[0]![1] === size
  if (isFull) return rows.map(([from, to]) => [from * size, to * size] as const)
  const pieces: Range[] = []
  for (const [first, end] of rows) {
    for (let row = first; row < end; row += 1) for (const [from, to] of inside) pieces.push([row * size + from, row * size + to])
  }
  return normalized(pieces)
}

interface Rows {
  readonly row: Range
  readonly inside: Ranges
}

/** Cuts ranges at the ends of rows: whole rows stay together, the pieces of one row are collected. */
function rowsOf(ranges: Ranges, size: number): readonly Rows[] {
  const rows: { row: Range; inside: Range[] }[] = []
  for (const [begin, end] of ranges) {
    let from = begin
    while (from < end) {
      const row = Math.floor(from / size)
      const whole = from === row * size ? Math.floor((end - from) / size) : 0
      if (whole > 0) {
        rows.push({ row: [row, row + whole], inside: [[0, size]] })
        from += whole * size
        continue
      }
      const to = Math.min(end, (row + 1) * size)
      const piece: Range = [from - row * size, to - row * size]
      const previous = rows[rows.length - 1]
      if (previous !== undefined && previous.row[0] === row) previous.inside.push(piece)
      else rows.push({ row: [row, row + 1], inside: [piece] })
      from = to
    }
  }
  return rows
}
