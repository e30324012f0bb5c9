/** The steps of a plan as tasks: what each waits for, and in which order those that are ready are taken. */
import { type Instant, ordinals, type PartitionSubset, subsetOf } from '@varve/partitions'
import type { PlanGraph, PlanNode } from '../plan/node.ts'
import type { Plan } from '../plan/plan.ts'

export interface Task {
  readonly node: PlanNode
  readonly ordinal: number
  /** Upstream steps, counted once for each input that reads them, that are not settled yet. */
  waitingFor: number
  /** Of those that are ready, the one with the lowest is taken. */
  rank: number
}

export interface Tasks {
  readonly all: readonly Task[]
  readersOf(task: Task): Iterable<Task>
}

export type Order = 'oldest' | 'newest'

/**
 * Steps are asked for by the end of their windows, oldest or newest first, and those without a window last. Each is preceded by what it
 * waits for and by nothing else: the first partition that was asked for is whole, from its sources on, before the next is begun.
 */
export function tasksOf(plan: Plan, graph: PlanGraph, order: Order): Tasks {
  const byAsset = new Map<string, ReadonlyMap<number, Task>>()
  for (const { node, steps } of plan.assets) {
    const tasks = [...steps.keys()].map(ordinal => ({ node, ordinal, waitingFor: 0, rank: 0 }))
    byAsset.set(node.name, new Map(tasks.map(task => [task.ordinal, task])))
  }
  // Whatever else must come first, though nothing of it is read, is one more source here; its own steps release it in `readersOf`.
  const upstreamOf = function* ({ node, ordinal }: Task): Generator<Task> {
    for (const input of node.inputs) {
      if (input.kind === 'external') continue
      const tasks = byAsset.get(input.asset)
      if (!tasks || tasks.size === 0) continue
      const upstream: PlanNode = graph.get(input.asset)!
      yield* tasksIn(input.mapping.upstream(subsetOf(node.partitions, [ordinal]), upstream.partitions).existing, tasks)
    }
  }
  const all = [...byAsset.values()].flatMap(tasks => inAskedOrder([...tasks.values()], order))
  rank(mergedByTime(all, order), upstreamOf)
  return {
    all,
    readersOf: function* ({ node, ordinal }) {
      for (const reader of node.readers) {
        const tasks = byAsset.get(reader.asset)
        if (!tasks) continue
        yield* tasksIn(reader.mapping.downstream(subsetOf(node.partitions, [ordinal]), graph.get(reader.asset)!.partitions), tasks)
      }
    },
  }
}

function inAskedOrder(tasks: readonly Task[], order: Order): readonly Task[] {
  return tasks.toSorted((one, other) => (order === 'oldest' ? 1 : -1) * (one.ordinal - other.ordinal))
}

/** Across assets; in one window upstream assets come first, as the plan lists them. */
function mergedByTime(tasks: readonly Task[], order: Order): readonly Task[] {
  const last = order === 'oldest' ? Infinity : -Infinity
  const timed = tasks.map(task => ({ task, end: endOf(task) ?? last }))
  timed.sort((one, other) => (one.end === other.end ? 0 : (order === 'oldest' ? 1 : -1) * (one.end - other.end)))
  return timed.map(({ task }) => task)
}

function endOf({ node, ordinal }: Task): Instant | undefined {
  const ends = node.partitions.at(ordinal).parts.flatMap(({ window }) => (window ? [window.end] : []))
  return ends.length === 0 ? undefined : Math.max(...ends)
}

/** Numbers the tasks in order, each after all that it waits for. A chain may be as long as the plan, so it keeps a stack of its own. */
function rank(tasks: readonly Task[], upstreamOf: (task: Task) => Generator<Task>): void {
  const seen = new Set<Task>()
  const path: { readonly task: Task; readonly upstream: Generator<Task> }[] = []
  const enter = (task: Task): void => {
    if (seen.has(task)) return
    seen.add(task)
    path.push({ task, upstream: upstreamOf(task) })
  }
  let next = 0
  for (const asked of tasks) {
    enter(asked)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { done, value } = top.upstream.next()
      if (done) {
        top.task.rank = next++
        path.pop()
      } else {
        top.task.waitingFor += 1
        enter(value)
      }
    }
  }
}

function* tasksIn(subset: PartitionSubset, tasks: ReadonlyMap<number, Task>): Generator<Task> {
  for (const ordinal of ordinals(subset)) {
    const task = tasks.get(ordinal)
    if (task) yield task
  }
}
