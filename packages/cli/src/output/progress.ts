/** One line on a terminal that counts the steps of a run, and above it what user code writes and for whom steps wait; elsewhere only the latter. */
import type { RunObserver, WaitingStep } from '@varve/core'
import { loggedText } from './logged-text.ts'
import { isLive } from './terminal.ts'
import { waitingTexts } from './waiting-text.ts'

export interface Progress {
  readonly observer: RunObserver
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
  let last = ''
  let shownAt = Number.NEGATIVE_INFINITY
  // A line that wraps could not be cleared. Some terminals do not tell their width, or tell 0.
  const line = () => clearLine + `${settled} of ${total} steps  ${last}`.slice(0, (stream.columns || 80) - 1)
  const show = (name: string) => {
    last = name
    const now = performance.now()
    if (now - shownAt < updateEveryMs) return
    shownAt = now
    stream.write(line())
  }
  return {
    observer: {
      planned: steps => {
        total = steps
        show('')
      },
      settled: (asset, partition) => {
        settled += 1
        show(partition === '' ? asset : `${asset}@${partition}`)
      },
      logged: logged => void stream.write(`${clearLine}${loggedText(logged, true)}\n${total === 0 ? '' : line()}`),
      waiting: waiting(clearLine),
    },
    end: () => void stream.write(clearLine),
  }
}
