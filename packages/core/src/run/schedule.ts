/** Runs tasks with bounded concurrency: of those whose own upstream partitions are settled, the first in the asked order. */
import TinyQueue from 'tinyqueue'
import { invariant } from '../foundation/invariant.ts'
import { type Step, stepOf } from '../plan/step.ts'
import type { MadeStep, Make, Moved } from './make.ts'
import type { StepResult } from './outcome.ts'
import type { Publishing } from './publish.ts'
import type { Task, Tasks } from './tasks.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** What a step passes: it is made, then published; where another run holds its partition it waits, and is made again. */
export interface Stages {
  readonly make: Make
  readonly publishing: Publishing
  readonly waitingRoom: WaitingRoom
}

export interface ScheduleOptions {
  /** Steps that are being made at once; those that only wait, to be published or for another holder, do not count. */
  readonly concurrency: number
  readonly signal: AbortSignal
  /** Aborts the signal, with an error that is no step's own. */
  readonly stop: (error: unknown) => void
  readonly started: (step: Step) => void
  /** Before the steps that wait for this one may start. */
  readonly ended: (step: Step, result: StepResult) => void
}

/** Rejects with the first error that is no step's own, once every step that was started has ended. */
export async function schedule(tasks: Tasks, { make, publishing, waitingRoom }: Stages, options: ScheduleOptions): Promise<void> {
  const { concurrency, signal, stop } = options
  const ready = new TinyQueue(
    tasks.all.filter(task => task.waitingFor === 0),
    (one, other) => one.rank - other.rank,
  )
  /** Those that were started and are to be made again go first. */
  const again: Started[] = []
  let makingCount = 0
  let startedCount = 0
  let waitsForRoom = false
  let failure: { readonly error: unknown } | undefined
  await new Promise<void>(resolve => {
    const pump = (): void => {
      while (makingCount < concurrency && !signal.aborted && hasRoom()) {
        const next = again.shift() ?? begin(ready.pop())
        if (!next) break
        void run(next)
      }
      if (signal.aborted) {
        for (const { step } of again.splice(0)) {
          startedCount -= 1
          options.ended(step, { kind: 'interrupted' })
        }
      }
      publishing.expect(makingCount)
      if (startedCount === 0 && !waitsForRoom) resolve()
    }
    const hasRoom = (): boolean => {
      const room = waitsForRoom ? undefined : publishing.room()
      if (room) {
        waitsForRoom = true
        void room.then(() => {
          waitsForRoom = false
          pump()
        })
      }
      return !waitsForRoom
    }
    const begin = (task: Task | undefined): Started | undefined => {
      if (!task) return undefined
      startedCount += 1
      const step = stepOf(task.node, task.ordinal)
      options.started(step)
      return { task, step, moves: 0 }
    }
    const run = async (one: Started): Promise<void> => {
      let isOver = true
      let hasEnded = false
      try {
        const next = await afterMaking(one, await makeIn(one))
        if (next === 'again' || next.kind === 'moved') {
          isOver = false
          again.push(next === 'again' ? one : { ...one, moves: one.moves + 1 })
        } else {
          hasEnded = true
          end(one, next)
        }
      } catch (error) {
        failure ??= { error }
        stop(error)
        if (!hasEnded) options.ended(one.step, { kind: 'interrupted' })
      }
      if (isOver) startedCount -= 1
      pump()
    }
    const makeIn = async ({ step, moves }: Started): Promise<MadeStep> => {
      makingCount += 1
      try {
        return await make(step, moves)
      } finally {
        makingCount -= 1
      }
    }
    const afterMaking = (one: Started, made: MadeStep): Promise<StepResult | Moved | 'again'> | StepResult | Moved => {
      if (made.kind === 'settled') return made.result
      if (made.kind === 'moved') return made
      const following =
        made.kind === 'held'
          ? waitingRoom.wait(one.step, made).then(result => result ?? ('again' as const))
          : publishing.publish(one.step, made)
      pump() // its place is free
      return following
    }
    const end = ({ task, step }: Started, result: StepResult): void => {
      options.ended(step, result)
      for (const reader of tasks.readersOf(task)) {
        reader.waitingFor -= 1
        if (reader.waitingFor === 0) ready.push(reader)
      }
    }
    pump()
  })
  if (failure) throw failure.error
  const left = tasks.all.filter(task => task.waitingFor > 0).length
  invariant(signal.aborted || left === 0, `${left} steps wait for upstream steps that are settled: a mapping is not its own inverse`)
}

/** Its step is looked up once, and no earlier than it starts, since a plan may have millions. */
interface Started {
  readonly task: Task
  readonly step: Step
  /** How often others published its partition meanwhile. */
  readonly moves: number
}
