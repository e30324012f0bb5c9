/** The end of a run as the tree sees it: everything that can be shown is shown, and what cannot is a failure of the run. */
import { inOneLine } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import { awaitOthers } from '../tree/await-others.ts'
import { checkSuspects } from '../tree/check-suspects.ts'
import { drainTree, type TreeDrain, type TreeFailure } from '../tree/drain-tree.ts'
import type { Failure } from './outcome.ts'

/** What another process is showing is waited for, then taken over. */
export async function finishTree(drain: TreeDrain, environment: string, signal: AbortSignal): Promise<readonly Failure[]> {
  await checkSuspects(drain)
  await awaitOthers(drain, signal)
  const { failures } = await drainTree(drain)
  return failures.filter(({ task }) => task.environment === environment).map(asFailure)
}

function asFailure({ task: { asset, partition, show }, error }: TreeFailure): Failure {
  const name = referenceText(asset, partition)
  const state = show ? `${name} is published, and the tree does not show it` : `${name} has left, and its file is still in the tree`
  const message = `${state}: ${[inOneLine(error), error.fix].filter(Boolean).join('; ')}`
  return { asset, partition, code: error.code, message, quarantine: null }
}
