/** What `varve materialize` shows on stderr while it runs: one observer for each thing. */
import type { RunObserver } from '@varve/core'
import { findingLines } from './finding-text.ts'
import type { LiveLine } from './live-line.ts'
import { loggedText } from './logged-text.ts'
import { reference } from './short.ts'
import { waitingTexts } from './waiting-text.ts'

export function runObservers(line: LiveLine): readonly RunObserver[] {
  return [findings(line), stepsCounted(line), logged(line), waiting(line)]
}

/** What the plan found, before anything is made. */
function findings({ above }: LiveLine): RunObserver {
  return event => {
    if (event.kind === 'planned') for (const text of findingLines(event.findings, severity => severity)) above(text)
  }
}

function stepsCounted({ show }: LiveLine): RunObserver {
  let total = 0
  let ended = 0
  return event => {
    if (event.kind === 'planned') {
      total = event.steps
      show(`0 of ${total} steps`)
    } else if (event.kind === 'settled' || event.kind === 'blocked') {
      ended += 1
      show(`${ended} of ${total} steps  ${reference(event.asset, event.partition)}`)
    }
  }
}

/** What user code writes. */
function logged({ isLive, above }: LiveLine): RunObserver {
  return event => {
    if (event.kind === 'log') above(loggedText(event, isLive))
  }
}

/** For whom steps wait. */
function waiting({ above }: LiveLine): RunObserver {
  return event => {
    if (event.kind === 'waiting') for (const text of waitingTexts(event.steps)) above(text)
  }
}
