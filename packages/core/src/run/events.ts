/** What a run says while it goes on: one stream of plain events, for any number of observers, none of which can fail the run. */
import { thrownText } from '../foundation/thrown.ts'
import type { Cause, PlanFinding } from '../plan/plan.ts'
import type { LoggedLine } from '../user-code/lines.ts'
import { runIn } from '../user-code/scope.ts'
import type { Failure, Outcome } from './outcome.ts'
import type { WaitingStep } from './waiting-room.ts'

/** Plain values that JSON holds. A step that was started ends with one `settled` or one `blocked`. */
export type RunEvent =
  /** Before anything is made: how many steps there are, and what the plan found. */
  | {
      readonly kind: 'planned'
      readonly run: string
      readonly environment: string
      readonly steps: number
      readonly findings: readonly PlanFinding[]
    }
  /** All that the step waited for is settled, and it is taken up. */
  | OfStep<{ readonly kind: 'started' }>
  /** The step holds the lease of its version, and its inputs are read and its function called now. */
  | OfStep<{ readonly kind: 'attempt'; readonly version: string; readonly attempt: string }>
  /** A line that user code wrote, where the request says `captureOutput`. */
  | ({ readonly kind: 'log' } & LoggedLine)
  /** Steps that have waited some seconds for another run: said whenever these change, and with none once all go on. */
  | { readonly kind: 'waiting'; readonly steps: readonly WaitingStep[] }
  /** The partition is current, durably. `reused`: an earlier materialization. */
  | OfStep<{ readonly kind: 'published'; readonly version: string; readonly materialization: string; readonly reused: boolean }>
  | OfStep<{ readonly kind: 'settled'; readonly result: 'done' | 'reused' | 'skipped' | 'interrupted' }>
  | OfStep<{ readonly kind: 'settled'; readonly result: 'failed'; readonly failure: Failure }>
  /** It was not made, since something that it reads failed or is missing. */
  | OfStep<{ readonly kind: 'blocked'; readonly by: Cause }>
  | { readonly kind: 'ended'; readonly run: string; readonly status: Outcome['status'] }

type OfStep<Event> = Event & { readonly asset: string; readonly partition: string }

/** Watches a run. What it throws is caught, nobody waits for what it returns, and it is code of no step. */
export type RunObserver = (event: RunEvent) => void

export type Emit = (event: RunEvent) => void

/** @param note hears of the first failure of each observer. */
export function emitter(observers: readonly RunObserver[], note: (message: string) => void): Emit {
  const failed = new Set<RunObserver>()
  const fail = (observer: RunObserver, thrown: unknown): void => {
    if (failed.has(observer)) return
    failed.add(observer)
    try {
      note(`an observer of the run failed, and the run goes on: ${thrownText(thrown)}`)
    } catch {
      // whoever wanted to hear of it cannot: the run goes on all the same
    }
  }
  return event => {
    for (const observer of observers) {
      try {
        const own = structuredClone(event) // the outcome and the other observers have theirs, whatever becomes of this one
        const returned: unknown = runIn(undefined, () => observer(own))
        if (returned !== undefined) Promise.resolve(returned).catch(thrown => fail(observer, thrown))
      } catch (thrown) {
        fail(observer, thrown)
      }
    }
  }
}
