/** What answers for people are made of: colours and tables without borders. */
import stringWidth from 'string-width'
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

/** Two spaces between columns; a cell is as wide as a terminal shows it, colours aside. */
function table(rows: readonly (readonly (string | number)[])[], numbers: readonly boolean[]): string {
  const cells = rows.map(row => row.map(cell => ({ text: String(cell), width: stringWidth(String(cell)) })))
  const widths: number[] = []
  for (const row of cells) for (const [at, { width }] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, width)
  const line = (row: (typeof cells)[number]): string =>
    row
      .map(({ text, width }, at) => {
        const space = ' '.repeat(widths[at]! - width)
        return numbers[at] ? space + text : text + space
      })
      .join('  ')
      .trimEnd()
  return cells.map(line).join('\n')
}

function numbersIn([first = []]: readonly (readonly (string | number)[])[]): readonly boolean[] {
  return first.map(cell => typeof cell === 'number')
}
