/** One line on a terminal that changes while a long command goes on, and what is written above it; elsewhere only the latter. */
import { isLive } from './terminal.ts'

export interface LiveLine {
  /** Whether a person watches. */
  readonly isLive: boolean
  /** Replaces the line. */
  show(text: string): void
  /** A whole line that stays. */
  above(text: string): void
  /** Clears the line. */
  end(): void
}

export interface Counter {
  count(done: number, total: number): void
  /** Clears the line. */
  end(): void
}

const updateEveryMs = 100
const clearLine = '\r\u001b[2K'

export function liveLine(stream: NodeJS.WriteStream): LiveLine {
  if (!isLive(stream)) return { isLive: false, show: () => {}, above: text => void stream.write(`${text}\n`), end: () => {} }
  let last = ''
  let shownAt = Number.NEGATIVE_INFINITY
  // A line that wraps could not be cleared. Some terminals do not give their width, or give 0.
  const again = () => clearLine + last.slice(0, (stream.columns || 80) - 1)
  return {
    isLive: true,
    show: text => {
      last = text
      const now = performance.now()
      if (now - shownAt < updateEveryMs) return
      shownAt = now
      stream.write(again())
    },
    above: text => void stream.write(`${clearLine}${text}\n${last === '' ? '' : again()}`),
    end: () => void stream.write(clearLine),
  }
}

/** @param what is counted: `facts`. */
export function counter(stream: NodeJS.WriteStream, what: string): Counter {
  const { show, end } = liveLine(stream)
  return { count: (done, total) => show(`${done} of ${total} ${what}`), end }
}
