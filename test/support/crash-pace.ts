/** Holds the code of steps back in a run that is to have many publishing groups: no more than two steps wait to be published at a time. */
import type { CommitRow } from '../../packages/core/src/run/commit-row.ts'

const unpublishedMax = 2

const unpublished = new Set<string>()
let waiting: (() => void)[] = []
let isPaced = false

/** Begins a run. How often it passes rows of groups depends on time, unless its steps are held back. */
export function paceFor(rows: readonly (CommitRow | undefined)[]): void {
  isPaced = rows.some(row => row && groupRows.includes(row))
  unpublished.clear()
}

/** Passed once for each publishing group, or for what it wrote. */
const groupRows: readonly CommitRow[] = ['put', 'publish', 'commit', 'claim', 'show', 'settle']

/** Resolves once the step may return. */
export async function mayReturn(step: string): Promise<void> {
  while (isPaced && unpublished.size >= unpublishedMax) await new Promise<void>(go => waiting.push(go))
  if (isPaced) unpublished.add(step)
}

/** The step has ended, however it did. */
export function hasEnded(step: string): void {
  unpublished.delete(step)
  const going = waiting
  waiting = []
  for (const go of going) go()
}
