/** Bytes that code writes, as whole lines. */
import { StringDecoder } from 'node:string_decoder'

export type OutputStream = 'stdout' | 'stderr'

/** A line that user code wrote. */
export interface LoggedLine {
  /** The asset or external whose code wrote it. */
  readonly asset: string
  readonly partition: string
  readonly stream: OutputStream
  /** Without its end; a line of more than 16,384 characters comes in pieces. */
  readonly text: string
}

export interface Lines {
  push(chunk: Uint8Array): void
  /** Gives out a line that was not ended. */
  flush(): void
}

/** A line that never ends is given out in pieces. */
const lineLengthMax = 16_384

export function linesOf(take: (line: string) => void): Lines {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return {
    push: chunk => {
      const lines = (rest + decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))).split(/\r?\n/)
      rest = ''
      const last = lines.pop()!
      for (const line of lines) for (const piece of piecesOf(line)) take(piece)
      const pieces = piecesOf(last)
      rest = pieces.pop()!
      for (const piece of pieces) take(piece)
    },
    flush: () => {
      const text = rest + decoder.end()
      rest = ''
      if (text !== '') take(text)
    },
  }
}

function piecesOf(line: string): string[] {
  const pieces: string[] = []
  let from = 0
  while (line.length - from > lineLengthMax) {
    // a pair of surrogates stays together
    const cut = from + lineLengthMax - (isHighSurrogate(line.charCodeAt(from + lineLengthMax - 1)) ? 1 : 0)
    pieces.push(line.slice(from, cut))
    from = cut
  }
  return [...pieces, line.slice(from)]
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
