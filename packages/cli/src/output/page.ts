/** What answers for people are made of: colours and tables without borders. */
import { stripVTControlCharacters } from 'node:util'
import { type Colours, coloursOf } from './terminal.ts'

export interface Page {
  readonly colours: Colours
  /** Columns as wide as their widest cell; numbers to the right. */
  table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string
}

/** How many columns of a terminal a text takes, colours aside. */
type WidthOf = (text: string) => number

/** The library that knows the width of every text takes long to load, so it is loaded only where there is a text that needs it. */
export async function shown(stream: NodeJS.WriteStream, show: (page: Page) => string): Promise<string> {
  let isPlain = true
  const plainWidth: WidthOf = text => {
    const bare = stripVTControlCharacters(text)
    isPlain &&= plain.test(bare)
    return bare.length
  }
  const text = show(page(stream, plainWidth))
  if (isPlain) return text
  const { default: stringWidth } = await import('string-width')
  return show(page(stream, stringWidth))
}

/** One column for each character, by every rule: ASCII, Latin letters with their accents, and the signs that Varve itself prints. */
const plain = /^[\x20-\x7e\u00c0-\u017f\u2022\u2026\u2192\u2013\u2014]*$/

function page(stream: NodeJS.WriteStream, widthOf: WidthOf): Page {
  const colours = coloursOf(stream)
  return { colours, table: (head, rows) => table([head.map(text => colours.dim(text)), ...rows], numbersIn(rows), widthOf) }
}

/** Two spaces between columns. */
function table(rows: readonly (readonly (string | number)[])[], numbers: readonly boolean[], widthOf: WidthOf): string {
  const cells = rows.map(row => row.map(cell => ({ text: String(cell), width: widthOf(String(cell)) })))
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
