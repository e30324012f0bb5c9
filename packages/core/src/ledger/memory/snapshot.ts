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
  const opened = viewOfNow(state)
  const { sequence, present } = opened
  let isOpen = true
  present.snapshots += 1
  /** What is asked is answered in one turn. */
  const view = (): View => {
    invariant(isOpen, 'a snapshot of the ledger was asked after it was closed')
    return opened
  }

  return {
    sequence,
    close: async () => {
      if (isOpen) present.snapshots -= 1
      isOpen = false
    },

    judged: async request => judgedIn(view(), request),
    assets: async environment => assetsIn(view(), environment),
    moved: async since => movedIn(view(), since),
    observations: async externals => externals.flatMap(external => observationOf(view(), external) ?? []),
    externalVerdicts: async wanted =>
      wanted.map(({ external, version, contract }) => verdictOf(view(), external, version, contract) ?? null),
    dynamicKeys: async () => presentKeys(view()),

    current: async wanted => wanted.map(({ environment, asset, partition }) => currentOf(view(), environment, asset, partition) ?? null),
    currentAt: async wanted =>
      wanted.map(({ environment, asset, partition, asOf }) => {
        return currentOf({ ...view(), sequence: Math.min(asOf, sequence) }, environment, asset, partition) ?? null
      }),
    history: async (asset, partition) => upTo(partitionOf(view(), asset, partition)?.materializations, sequence).toReversed(),
    materializations: async page => pageOf(view(), page),
    windowsOf: async asset => windowsIn(view(), asset),
    bySequence: async sequences => bySequence(view(), sequences),
    holdersOf: async hashes => membersOf(view(), hashes),

    environments: async () => environmentsIn(view()),
    pointers: async page => pointersIn(view(), page),

    erasureOf: async wanted =>
      wanted.map(({ asset, partition }) => lastingErasure(partitionOf(view(), asset, partition), sequence) ?? null),
    erasures: async () => [...upTo(view().state.erasures, sequence)],
    removals: async () => [...view().present.removals.values()],
    losses: async () =>
      [...view().present.losses].map(([sha256, found]) => ({ sha256, found })).sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1)),

    knownKeys: async set => knownKeys(view(), set),
    runs: async ids => {
      const { runs } = view().present
      return ids === 'all' ? [...runs.values()].reverse() : ids.flatMap(id => runs.get(id) ?? [])
    },

    commit: async at => view().present.commits.find(entry => entry.sequence === at) ?? null,
    newestCommit: async which => view().present.commits.findLast(({ settled }) => settled || which === 'any') ?? null,
    commits: async (after, limit) =>
      view()
        .present.commits.filter(entry => entry.sequence > after)
        .slice(0, limit),
    commitBytes: async at => recordBytes(view(), at),
    facts: async (after, to) => view().state.journal.slice(after, Math.min(to, sequence)).map(factOf),
  }
}

function observationOf(view: View, external: string): Observation | undefined {
  const seen = newestUpTo(view.state.observations.get(external), view.sequence)
  return seen && { ...seen, verdict: verdictOf(view, external, seen.version) ?? null }
}
