/** Waits for paths of the tree that another process is showing, no longer than a claim lasts: then they can be taken over. */
import { setTimeout as sleep } from 'node:timers/promises'
import { claimMs, isShownByOthers, type TreeDrain } from './drain-tree.ts'

const pollMs = 25

export async function awaitOthers(drain: TreeDrain, signal?: AbortSignal): Promise<void> {
  for (let waitedMs = 0; waitedMs <= claimMs && !signal?.aborted && (await isShownByOthers(drain)); waitedMs += pollMs) await sleep(pollMs)
}
