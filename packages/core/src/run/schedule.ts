/** Runs a plan's steps with bounded concurrency: of those whose own upstream partitions are settled, the first in the asked order. */
import TinyQueue from 'tinyqueue'
import { invariant } from '../foundation/invariant.ts'
import type { PlanGraph } from '../plan/node.ts'
import type { Cause, Plan } from '../plan/plan.ts'
import { type Step, stepOf } from '../plan/step.ts'
import type { StepResult } from './outcome.ts'
import { type Order, type Task, tasksOf } from './tasks.ts'
import type { Held } from './waiting-room.ts'

export interface ScheduleOptions {
  readonly order: Order
  /** Steps that read, run and stage at once; those that only wait, to be published or for another holder, do not count. */
  readonly concurrency: number
  readonly signal: AbortSignal
  /** Told of an error that is no step's own; it aborts the signal. */
  readonly stop: (error: unknown) => void
  /** Told how many steps are being made. */
  readonly working: (making: number) => void
  /** Undefined while steps may start; else it resolves once they may: what is finished must not pile up unpublished. */
  readonly full: () => Promise<void> | undefined
  /** Resolves once the step may try again, or with what became of it; at once where the signal is aborted. */
  readonly wait: (step: Step, held: Held) => Promise<StepResult | undefined>
  readonly started: (step: Step) => void
  readonly settled: (step: Step, result: StepResult) => void
}

/** `handedOver` is called once the step only waits for its group to be published. */
export type StartStep = (step: Step, handedOver: () => void) => Promise<StepResult | Held>

/** Rejects with the first error that is no step's own, once every step that was started has ended. */
export async function schedule(plan: Plan, graph: PlanGraph, causes: Causes, start: StartStep, options: ScheduleOptions): Promise<void> {
  const tasks = tasksOf(plan, graph, options.order)
  const ready = new TinyQueue(
    tasks.all.filter(task => task.waitingFor === 0),
    (one, other) => one.rank - other.rank,
  )
  /** Those that waited for another holder go first. */
  const again: Started[] = []
  const count = { making: 0, publishing: 0, waiting: 0 }
  let isFull = false
  let failure: { readonly error: unknown } | undefined
  await new Promise<void>(resolve => {
    const pump = (): void => {
      while (count.making < options.concurrency && !options.signal.aborted && !waitsForRoom()) {
        const started = again.shift() ?? begin(ready.pop())
        if (!started) break
        void run(started)
      }
      options.working(count.making)
      if (count.making + count.publishing + count.waiting === 0) resolve()
    }
    const begin = (task: Task | undefined): Started | undefined => {
      if (!task) return undefined
      const step = stepOf(task.node, task.ordinal)
      options.started(step)
      return { task, step }
    }
    const waitsForRoom = (): boolean => {
      const room = isFull ? undefined : options.full()
      if (room) {
        isFull = true
        void room.then(() => {
          isFull = false
          pump()
        })
      }
      return isFull
    }
    const run = async (started: Started): Promise<void> => {
      const { step } = started
      let state: keyof typeof count = 'making'
      count.making += 1
      const enter = (entered: keyof typeof count) => {
        if (state === entered) return
        count[state] -= 1
        count[entered] += 1
        state = entered
        pump()
      }
      try {
        const result = await start(step, () => enter('publishing'))
        if (result.kind !== 'held') {
          settle(started, result)
        } else {
          enter('waiting')
          const ended = await options.wait(step, result)
          if (ended) settle(started, ended)
          else again.push(started)
        }
      } catch (error) {
        failure ??= { error }
        options.stop(error)
      }
      count[state] -= 1
      pump()
    }
    const settle = ({ task, step }: Started, result: StepResult): void => {
      causes.settle(step, result)
      options.settled(step, result)
      for (const reader of tasks.readersOf(task)) {
        reader.waitingFor -= 1
        if (reader.waitingFor === 0) ready.push(reader)
      }
    }
    pump()
  })
  if (failure) throw failure.error
  const left = tasks.all.filter(task => task.waitingFor > 0).length
  invariant(
    options.signal.aborted || left === 0,
    `${left} steps wait for upstream steps that are settled: a mapping is not its own inverse`,
  )
}

/** A task whose step was looked up, which happens once: no earlier than it starts, since a plan may have millions. */
interface Started {
  readonly task: Task
  readonly step: Step
}

/** Why partitions cannot be read in this run: by asset and ordinal. */
export interface Causes {
  at(asset: string, ordinal: number): Cause | undefined
  settle(step: Step, result: StepResult): void
}

export function causes(): Causes {
  const found = new Map<string, Map<number, Cause>>()
  return {
    at: (asset, ordinal) => found.get(asset)?.get(ordinal),
    settle: ({ node, partition }, result) => {
      const cause = causeOf(result)
      if (!cause) return
      const ordinals = found.get(node.name) ?? new Map<number, Cause>()
      found.set(node.name, ordinals.set(partition.ordinal, cause))
    },
  }
}

function causeOf(result: StepResult): Cause | undefined {
  if (result.kind === 'blocked') return result.by
  if (result.kind !== 'failed') return undefined
  const { asset, partition, code } = result.failure
  return { asset, partition, code }
}
