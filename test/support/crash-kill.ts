/** Kills processes of the small project: by themselves at a row of the commit order, or by another process at a moment drawn from a seed. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { CrashProject } from './crash-project.ts'
import type { Passing } from './crash-script.ts'

/** A new root on which a process died at this row. */
export async function killedAt(project: CrashProject, { row, time }: Passing): Promise<string> {
  const root = project.root(`killed-at-${row}-${time}`)
  const { signal, stderr } = await project.start(root, { act: 'materialize', concurrency: 2, kill: { row, time } }).ended
  expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' })
  return root
}

/** A new root on which a process was killed once so many steps had called their code, and some milliseconds later. */
export async function killedAfter(project: CrashProject, { steps, laterMs }: Moment): Promise<string> {
  const root = project.root(`killed-after-${steps}-${laterMs}`)
  const running = project.start(root, { act: 'materialize', concurrency: 2 })
  let ended = false
  const end = running.ended.finally(() => {
    ended = true
  })
  while (project.log(root).length < steps && !ended) await sleep(1)
  await sleep(laterMs)
  running.kill('SIGKILL')
  const { signal, stderr } = await end
  expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' })
  return root
}

/** Kills two at a time, as many as there are processors on a small machine. */
export async function killEach<T>(cases: readonly T[], kill: (one: T) => Promise<string>): Promise<readonly string[]> {
  const roots: string[] = []
  for (let at = 0; at < cases.length; at += 2) roots.push(...(await Promise.all(cases.slice(at, at + 2).map(kill))))
  return roots
}

export interface Moment {
  readonly steps: number
  readonly laterMs: number
}

/** Moments in the first half of a run, so that none comes too late; no two alike. @param days as the project has them. */
export function momentsFrom(seed: number, count: number, days: number): readonly Moment[] {
  const random = randomFrom(seed)
  const moments = new Map<string, Moment>()
  while (moments.size < count) {
    const moment = { steps: Math.floor(random() * days * 2), laterMs: Math.floor(random() * 12) }
    moments.set(`${moment.steps}+${moment.laterMs}`, moment)
  }
  return [...moments.values()]
}

/** VARVE_TEST_SEED repeats a run that failed; its tests' names hold the seed. */
export const seed = Number(process.env.VARVE_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** Numbers in [0, 1), always the same for one seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
