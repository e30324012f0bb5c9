/** A snapshot of a memory ledger: history is read up to its sequence, and whoever changes the rest meanwhile copies it first. */
import { invariant } from '../../foundation/invariant.ts'
import { factOf } from '../facts.ts'
import type { Observation } from '../records.ts'
import type { LedgerSnapshot } from '../snapshot.ts'
import { assetsIn, movedIn } from './assets.ts'
import { recordBytes } from './commits.ts'
import { judgedIn } from './judged.ts'
import { knownKeys, presentKeys } from './keys.ts'
import { bySequence, membersOf, pageOf, windowsIn } from './materializations.ts'
import { environmentsIn, pointersIn } from './pointers.ts'
import type { MemoryState } from './state.ts'
import { currentOf, lastingErasure, newestUpTo, partitionOf, upTo, type View, verdictOf, viewOfNow } from './view.ts'

export function openSnapshot(state: MemoryState): LedgerSnapshot {
  const view = viewOfNow(state)
  const { sequence, present } = view
  let isOpen = true
  present.snapshots += 1
  const asked =
    <Q extends readonly unknown[], A>(answer: (view: View, ...question: Q) => A): ((...question: Q) => Promise<A>) =>
    async (...question) => {
      invariant(isOpen, 'a snapshot of the ledger was asked after it was closed')
      return answer(view, ...question)
    }

  return {
    sequence,
    close: async () => {
      if (isOpen) present.snapshots -= 1
      isOpen = false
    },

    judged: asked(judgedIn),
    assets: asked(assetsIn),
    moved: asked(movedIn),
    observations: asked((view, externals) => externals.flatMap(external => observationOf(view, external) ?? [])),
    externalVerdicts: asked((view, wanted) =>
      wanted.map(({ external, version, contract }) => verdictOf(view, external, version, contract) ?? null),
    ),
    dynamicKeys: asked(presentKeys),

    current: asked((view, wanted) =>
      wanted.map(({ environment, asset, partition }) => currentOf(view, environment, asset, partition) ?? null),
    ),
    currentAt: asked((view, wanted) =>
      wanted.map(({ environment, asset, partition, asOf }) => {
        const then = { ...view, sequence: Math.min(asOf, view.sequence) }
        return currentOf(then, environment, asset, partition) ?? null
      }),
    ),
    history: asked((view, asset, partition) => upTo(partitionOf(view, asset, partition)?.materializations, view.sequence).toReversed()),
    materializations: asked(pageOf),
    windowsOf: asked(windowsIn),
    bySequence: asked(bySequence),
    holdersOf: asked(membersOf),

    environments: asked(environmentsIn),
    pointers: asked(pointersIn),

    erasureOf: asked((view, wanted) =>
      wanted.map(({ asset, partition }) => lastingErasure(partitionOf(view, asset, partition), view.sequence) ?? null),
    ),
    erasures: asked(view => [...upTo(view.state.erasures, view.sequence)]),
    removals: asked(({ present }) => [...present.removals.values()]),
    losses: asked(({ present }) =>
      [...present.losses].map(([sha256, found]) => ({ sha256, found })).sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1)),
    ),

    knownKeys: asked(knownKeys),
    runs: asked(({ present: { runs } }, ids) => (ids === 'all' ? [...runs.values()].reverse() : ids.flatMap(id => runs.get(id) ?? []))),

    commit: asked(({ present }, sequence) => present.commits.find(entry => entry.sequence === sequence) ?? null),
    newestCommit: asked(({ present }, which) => present.commits.findLast(({ settled }) => settled || which === 'any') ?? null),
    commits: asked(({ present }, after, limit) => present.commits.filter(({ sequence }) => sequence > after).slice(0, limit)),
    commitBytes: asked(recordBytes),
    facts: asked(({ state, sequence }, after, to) => state.journal.slice(after, Math.min(to, sequence)).map(factOf)),
  }
}

function observationOf(view: View, external: string): Observation | undefined {
  const seen = newestUpTo(view.state.observations.get(external), view.sequence)
  return seen && { ...seen, verdict: verdictOf(view, external, seen.version) ?? null }
}
