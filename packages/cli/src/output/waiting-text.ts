/** Which partitions wait for another run, in lines for people. */
import type { WaitingStep } from '@varve/core'
import { clockTime, firstFew, reference } from './short.ts'

/** One line for each run that is waited for; none where nothing waits. @param now for the times of day in it. */
export function waitingTexts(steps: readonly WaitingStep[], now: number = Date.now()): readonly string[] {
  const byRun = new Map<string, WaitingStep[]>()
  for (const step of steps) byRun.set(step.run, [...(byRun.get(step.run) ?? []), step])
  return [...byRun].map(([run, waiting]) => {
    const { holder, leaseEnds } = waiting[0]!
    const names = firstFew(waiting.map(({ asset, partition }) => reference(asset, partition)))
    const ends = leaseEnds === null ? '' : `, whose lease ends at ${clockTime(leaseEnds)} unless it is renewed`
    const failsAt = clockTime(now + Math.min(...waiting.map(({ failsAfterMs }) => failsAfterMs)))
    return `waiting  ${names.join(', ')} for run ${run} (process ${holder.pid} on ${holder.host}${ends}), until ${failsAt} at most`
  })
}
