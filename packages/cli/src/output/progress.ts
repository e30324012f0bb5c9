/** One line on a terminal that counts what a long command has done, and above it what user code writes and for whom steps wait; elsewhere only the latter. */
import type { RunObserver, WaitingStep } from '@varve/core'
import { loggedText } from './logged-text.ts'
import { reference } from './short.ts'
import { isLive } from './terminal.ts'
import { waitingTexts } from './waiting-text.ts'

export interface Progress {
  readonly observer: RunObserver
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

export function progress(stream: NodeJS.WriteStream): Progress {
  const live = isLive(stream)
  const waiting = (before: string) => (steps: readonly WaitingStep[]) => {
    for (const text of waitingTexts(steps)) stream.write(`${before}${text}\n`)
  }
  if (!live) {
    return { observer: { waiting: waiting(''), logged: line => void stream.write(`${loggedText(line, false)}\n`) }, end: () => {} }
  }
  let total = 0
  let settled = 0
  const { show, again, end } = line(stream)
  return {
    observer: {
      planned: steps => {
        total = steps
        show(`0 of ${total} steps`)
      },
      settled: (asset, partition) => {
        settled += 1
        show(`${settled} of ${total} steps  ${reference(asset, partition)}`)
      },
      logged: logged => void stream.write(`${clearLine}${loggedText(logged, true)}\n${total === 0 ? '' : again()}`),
      waiting: waiting(clearLine),
    },
    end,
  }
}

/** @param what is counted: `facts`. */
export function counter(stream: NodeJS.WriteStream, what: string): Counter {
  if (!isLive(stream)) return { count: () => {}, end: () => {} }
  const { show, end } = line(stream)
  return { count: (done, total) => show(`${done} of ${total} ${what}`), end }
}

interface Line {
  show(text: string): void
  /** The line as it is now, to be written below something else. */
  again(): string
  end(): void
}

function line(stream: NodeJS.WriteStream): Line {
  let last = ''
  let shownAt = Number.NEGATIVE_INFINITY
  // A line that wraps could not be cleared. Some terminals do not tell their width, or tell 0.
  const again = () => clearLine + last.slice(0, (stream.columns || 80) - 1)
  return {
    show: text => {
      last = text
      const now = performance.now()
      if (now - shownAt < updateEveryMs) return
      shownAt = now
      stream.write(again())
    },
    again,
    end: () => void stream.write(clearLine),
  }
}
