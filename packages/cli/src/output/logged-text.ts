/** A line that user code wrote, as it is shown: `flights@2001-01-01 | text`, and nothing in it that moves the cursor. */
import type { LoggedLine } from '@varve/core'
import { keyText } from './key-text.ts'
import { reference } from './short.ts'

/** @param live whether colours are kept. */
export function loggedText({ asset, partition, text }: LoggedLine, live: boolean): string {
  const shown = withoutMoves(lastWritten(text), live)
  return `${reference(asset, partition === '' ? null : keyText(partition))} | ${shown}`
}

/** A progress bar returns to the start of its line and writes it anew: only its last state is shown. */
function lastWritten(text: string): string {
  return text.split('\r').findLast(part => part !== '') ?? ''
}

const escapeCode = '\u001b'
/** A control sequence, a text for the terminal itself (such as its title), or a short escape. */
const sequence = new RegExp(`${escapeCode}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007${escapeCode}]*(?:\u0007|${escapeCode}\\\\)?|[ -~])`, 'g')
const colour = new RegExp(`${escapeCode}\\[[\\d;:]*m`, 'g')
const reset = `${escapeCode}[0m`

function withoutMoves(text: string, live: boolean): string {
  if (!live) return plain(text)
  const colours = text.match(colour) ?? []
  const parts = text.split(colour).map(plain)
  const joined = parts.map((part, at) => part + (colours[at] ?? '')).join('')
  // a colour that is not ended would run into the next line
  return colours.length === 0 ? joined : joined + reset
}

/** Tabs stay; other control characters would move the cursor, or ring. */
function plain(text: string): string {
  return text.replaceAll(sequence, '').replaceAll(/[^\P{Cc}\t]/gu, '')
}
