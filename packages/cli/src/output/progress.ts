/** One line on a terminal that counts the steps of a run; silent everywhere else. */
import type { RunObserver } from '@varve/core'
import { isLive } from './terminal.ts'

export interface Progress {
  readonly observer: RunObserver
  /** Clears the line. */
  end(): void
}

const updateEveryMs = 100
const clearLine = '\r\u001b[2K'

export function progress(stream: NodeJS.WriteStream): Progress {
  if (!isLive(stream)) return { observer: {}, end: () => {} }
  let total = 0
  let settled = 0
  let shownAt = Number.NEGATIVE_INFINITY
  const show = (last: string) => {
    const now = performance.now()
    if (now - shownAt < updateEveryMs) return
    shownAt = now
    // A line that wraps could not be cleared. Some terminals do not tell their width, or tell 0.
    stream.write(clearLine + `${settled} of ${total} steps  ${last}`.slice(0, (stream.columns || 80) - 1))
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
    },
    end: () => void stream.write(clearLine),
  }
}
