/** The end of a run as the tree sees it: everything that can be shown is shown, and what cannot is a failure of the run. */
import { setTimeout as sleep } from 'node:timers/promises'
import { inOneLine } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import { checkSuspects } from '../tree/check-suspects.ts'
import { claimMs, drainTree, isShownByOthers, type TreeDrain, type TreeFailure } from '../tree/drain-tree.ts'
import type { Failure } from './outcome.ts'

const pollMs = 25

/** Waits for paths that another process is showing, no longer than a claim lasts; then takes them over. */
export async function finishTree(drain: TreeDrain, environment: string, signal: AbortSignal): Promise<readonly Failure[]> {
  await checkSuspects(drain)
  for (let waitedMs = 0; waitedMs <= claimMs && !signal.aborted && (await isShownByOthers(drain)); waitedMs += pollMs) await sleep(pollMs)
  const { failures } = await drainTree(drain)
  return failures.filter(({ task }) => task.environment === environment).map(asFailure)
}

function asFailure({ task: { asset, partition, show }, error }: TreeFailure): Failure {
  const name = referenceText(asset, partition)
  const state = show ? `${name} is published, and the tree does not show it` : `${name} has left, and its file is still in the tree`
  const message = `${state}: ${[inOneLine(error), error.fix].filter(Boolean).join('; ')}`
  return { asset, partition, code: error.code, message, quarantine: null }
}
