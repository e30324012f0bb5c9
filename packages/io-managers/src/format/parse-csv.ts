/** A reader of CSV text as RFC 4180 describes it, for either kind of line end. */
import { cannotHold } from '@varve/core'

/** Null is an empty field without quotes. */
export type CsvField = string | null

/** Every line is a record, an empty one a record of one empty field: what that says depends on how many columns there are. */
export function parseCsv(text: string): CsvField[][] {
  const records: CsvField[][] = []
  let record: CsvField[] = []
  let at = 0
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at)
    record.push(field.value)
    at = field.end
    if (text[at] === ',') {
      at += 1
      if (at < text.length) continue
      record.push(null) // the text ends after a comma
    }
    records.push(record)
    record = []
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
  }
  return records
}

interface Field {
  readonly value: CsvField
  /** Where the delimiter after it is. */
  readonly end: number
}

function plainField(text: string, start: number): Field {
  delimiter.lastIndex = start
  const end = delimiter.test(text) ? delimiter.lastIndex - 1 : text.length
  return { value: start === end ? null : text.slice(start, end), end }
}

const delimiter = /[,\r\n]/g

function quotedField(text: string, start: number): Field {
  for (let close = text.indexOf('"', start + 1); close >= 0; close = text.indexOf('"', close + 2)) {
    if (text[close + 1] === '"') continue
    const end = close + 1
    if (end < text.length && !/[,\r\n]/.test(text[end] as string)) throw broken(text, start, 'text follows a closing quote')
    return { value: text.slice(start + 1, close).replaceAll('""', '"'), end }
  }
  throw broken(text, start, 'a quote is not closed')
}

export function isEmptyLine(record: readonly CsvField[]): boolean {
  return record.length === 1 && record[0] === null
}

function broken(text: string, at: number, why: string): Error {
  return cannotHold('csv', `line ${text.slice(0, at).split('\n').length}`, why, 'correct the file')
}
