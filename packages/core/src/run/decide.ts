/** What is to be done about a step once its upstream steps are settled: judged by what is current by then, except what failed in this run. */
import type { Ledger } from '../ledger/ledger.ts'
import type { Sequence } from '../ledger/records.ts'
import type { Available } from '../plan/available.ts'
import { erasedAvailability } from '../plan/erased.ts'
import { type Judgement, judge } from '../plan/judge.ts'
import type { Loaded, LoadedAsset } from '../plan/loaded.ts'
import type { Externals, PlanGraph } from '../plan/node.ts'
import type { Step } from '../plan/step.ts'
import { wideReads } from '../plan/wide-reads.ts'
import type { Causes } from './causes.ts'
import { stepLoading } from './step-loading.ts'

/** A judgement with the state it was made from: what must be so still when it is acted upon. */
export interface Decision {
  readonly judgement: Judgement
  /** What the pointer names, by its sequence. */
  readonly current: Sequence | null
  /** The ledger's order by which it was judged. */
  readonly sequence: Sequence
  /** What was loaded: the partition itself, and what it reads. */
  readonly loaded: Loaded
}

export interface Decider {
  decide(step: Step, forced: boolean): Promise<Decision>
}

export interface DeciderOptions {
  readonly ledger: Pick<Ledger, 'judged'>
  readonly graph: PlanGraph
  readonly externals: Externals
  readonly environment: string
  readonly causes: Causes
}

export function decider({ ledger, graph, externals, environment, causes }: DeciderOptions): Decider {
  const availableIn = (loaded: LoadedAsset, asset: string, ordinal: number): Available => {
    const by = causes.at(asset, ordinal)
    if (by) return { kind: 'blocked', by }
    const of = loaded.row(ordinal)
    if (of) return { kind: 'content', of }
    const erasure = loaded.erasure(ordinal)
    return erasure ? erasedAvailability(erasure, loaded.beforeErasure(ordinal)) : { kind: 'missing' }
  }
  const load = stepLoading({
    ask: request => ledger.judged(request),
    graph,
    environment,
    wideReadsOf: loaded => wideReads(graph, (asset, ordinal) => availableIn(loaded, asset, ordinal)),
    stampOf: asset => causes.countOf(asset),
  })
  return {
    decide: async (step, forced) => {
      const { loaded, wide, sequence } = await load(step)
      const available = (asset: string, ordinal: number) => availableIn(loaded.of(asset), asset, ordinal)
      const judgement = judge(step, { graph, externals, loaded, available, wide, forced, evenErased: forced })
      const pointed = loaded.of(step.node.name).pointed(step.partition.ordinal)
      return { judgement, current: pointed?.sequence ?? null, sequence, loaded }
    },
  }
}
