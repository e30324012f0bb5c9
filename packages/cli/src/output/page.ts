/** What answers for people are made of: colours and tables without borders. */
import Table from 'cli-table3'
import { type Colours, coloursOf } from './terminal.ts'

export interface Page {
  readonly colours: Colours
  /** Columns as wide as their widest cell; numbers to the right. */
  table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string
}

export function page(stream: NodeJS.WriteStream): Page {
  const colours = coloursOf(stream)
  return { colours, table: (head, rows) => table([head.map(text => colours.dim(text)), ...rows], numbersIn(rows)) }
}

function table(rows: readonly (readonly (string | number)[])[], numbers: readonly boolean[]): string {
  const sides = ['top', 'bottom', 'mid', 'left', 'right', 'middle'] as const
  const borders = sides.flatMap(side => [side, `${side}-mid`, `${side}-left`, `${side}-right`]).map(name => [name, ''])
  const drawn = new Table({
    chars: Object.fromEntries(borders),
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
    colAligns: numbers.map(isNumber => (isNumber ? 'right' : 'left')),
  })
  drawn.push(...rows.map(row => row.map(String)))
  return drawn
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

function numbersIn([first = []]: readonly (readonly (string | number)[])[]): readonly boolean[] {
  return first.map(cell => typeof cell === 'number')
}
