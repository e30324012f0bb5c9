/** Figures of one bench, as a table for people or as JSON. */
import { bytesText } from './table.ts'

export interface Figure {
  readonly name: string
  /** Of how many things: `10^5`. */
  readonly size: string
  readonly value: number
  readonly unit: 'ms' | 'bytes' | 'count'
  /** The same kind of work done plainly, in the same run. */
  readonly baseline?: { readonly name: string; readonly value: number }
}

export interface Figures {
  readonly title: string
  readonly figures: readonly Figure[]
}

export function sizeText(count: number): string {
  const power = Math.log10(count)
  return Number.isInteger(power) ? `10^${power}` : count.toLocaleString('en')
}

/** A row for each question, a column for each size; the baseline is that of the largest. */
export function printFigures({ title, figures }: Figures): void {
  const sizes = [...new Set(figures.map(({ size }) => size))]
  console.log(`\n${title}`)
  print('', [...sizes, 'growth'], ['baseline', 'it takes', 'ours / it'])
  for (const name of new Set(figures.map(each => each.name))) {
    const ofName = figures.filter(each => each.name === name)
    const [smallest, largest] = [ofName[0]!, ofName.at(-1)!]
    const growth = ofName.length > 1 && smallest.value > 0 ? (largest.value / smallest.value).toPrecision(2) : ''
    const cells = sizes.map(size => valueText(ofName.find(each => each.size === size)))
    const { baseline } = largest
    const beside = baseline
      ? [baseline.name, valueText({ ...largest, value: baseline.value }), (largest.value / baseline.value).toPrecision(3)]
      : ['', '', '']
    print(name, [...cells, growth], beside)
  }
}

function valueText(figure: Pick<Figure, 'value' | 'unit'> | undefined): string {
  if (figure === undefined) return ''
  const { value, unit } = figure
  if (unit === 'bytes') return bytesText(value)
  if (unit === 'count') return value.toLocaleString('en')
  return value < 1 ? `${(value * 1000).toPrecision(3)} µs` : `${value >= 1000 ? Math.round(value) : value.toPrecision(3)} ms`
}

function print(name: string, cells: readonly string[], [baseline, takes, ratio]: readonly string[]): void {
  const columns = [
    name.padEnd(66),
    ...cells.map(cell => cell.padStart(11)),
    `  ${baseline!.padEnd(44)}`,
    takes!.padStart(11),
    ratio!.padStart(10),
  ]
  console.log(`  ${columns.join(' ')}`.trimEnd())
}
