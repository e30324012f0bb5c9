/** What is to be done about a step once its upstream steps are settled: judged by what is current by then, except what failed in this run. */
import type { Ledger, LedgerSnapshot } from '../ledger/ledger.ts'
import type { Erasure, Materialization, Sequence } from '../ledger/records.ts'
import { erasedAvailability } from '../plan/erased.ts'
import { type Available, type Judgement, judge, type Wanted } from '../plan/judge.ts'
import { madeFor } from '../plan/made-for.ts'
import type { Externals, PlanGraph } from '../plan/node.ts'
import { type Step, stepOf } from '../plan/step.ts'
import type { Causes } from './causes.ts'

/** A judgement with the state it was made from: what must be so still when it is acted upon, and the ledger's order. */
export interface Decision {
  readonly judgement: Judgement
  /** What the pointer names. */
  readonly current: string | null
  /** The newest materialization of the wanted version; null where there is none. */
  readonly newest: string | null
  readonly sequence: Sequence
  /** The erasure after which nothing was made. */
  readonly erasure: Sequence | undefined
}

export interface Decider {
  decide(step: Step, forced: boolean): Promise<Decision>
  /** Whether nobody published this partition between the decision and the lease; the inputs are pinned, whatever becomes of them. */
  isUnchanged(step: Step, wanted: Wanted, decision: Decision): Promise<boolean>
}

export interface DeciderOptions {
  readonly ledger: Ledger
  readonly graph: PlanGraph
  readonly externals: Externals
  readonly environment: string
  readonly causes: Causes
}

export function decider({ ledger, graph, externals, environment, causes }: DeciderOptions): Decider {
  const currentOf = ({ node, partition }: Step, snapshot: LedgerSnapshot): Materialization | undefined =>
    snapshot.currentOf(environment, node.name, partition.key)
  const availableNow = (asset: string, ordinal: number, snapshot: LedgerSnapshot): Available => {
    const by = causes.at(asset, ordinal)
    if (by) return { kind: 'blocked', by }
    const step = stepOf(graph.get(asset)!, ordinal)
    const of = madeFor(step.partition, currentOf(step, snapshot))
    if (of) return { kind: 'content', of }
    const erasure = erasureOf(step, snapshot)
    return erasure ? erasedAvailability(erasure, step.partition, snapshot, environment) : { kind: 'missing' }
  }
  return {
    decide: (step, forced) =>
      ledger.read(snapshot => {
        const current = currentOf(step, snapshot)
        const losses = snapshot.losses()
        const available = (asset: string, ordinal: number) => availableNow(asset, ordinal, snapshot)
        const context = { graph, externals, snapshot, losses, environment, available, forced, evenErased: forced }
        const judgement = judge(step, madeFor(step.partition, current), context)
        return {
          judgement,
          current: current?.id ?? null,
          newest: judgement.kind === 'run' && judgement.wanted ? newestOf(step, judgement.wanted, snapshot) : null,
          sequence: snapshot.sequence,
          erasure: erasureOf(step, snapshot)?.sequence,
        }
      }),
    isUnchanged: (step, wanted, decision) =>
      ledger.read(snapshot => {
        if (erasureOf(step, snapshot)?.sequence !== decision.erasure) return false
        const current = currentOf(step, snapshot)?.id ?? null
        return current === decision.current && newestOf(step, wanted, snapshot) === decision.newest
      }),
  }
}

function newestOf({ node, partition }: Step, { version }: Wanted, snapshot: LedgerSnapshot): string | null {
  return snapshot.find(node.name, partition.key, version)[0]?.id ?? null
}

function erasureOf({ node, partition }: Step, snapshot: LedgerSnapshot): Erasure | undefined {
  return snapshot.erasureOf(node.name, partition.key)
}
