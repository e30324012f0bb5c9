/** The ledger in memory, for tests and for runs that leave nothing behind; it lives and dies with its process. */
import { type Clock, systemClock } from '../../foundation/clock.ts'
import { type Random, systemRandom } from '../../foundation/random.ts'
import { checkCovers } from '../lease-lost.ts'
import type { Ledger } from '../ledger.ts'
import { recorded, settleCommits, unwrittenCommits } from './commits.ts'
import { claimRemovals, erase, settleRemovals } from './erasures.ts'
import { record } from './facts.ts'
import { judgedIn } from './judged.ts'
import { keepStates } from './kept-states.ts'
import { addKeys, removeKeys } from './keys.ts'
import { dropLease } from './lease-table.ts'
import { checkLease, heldOf, pinAll, takeLeases } from './leases.ts'
import { noteLoss, noteWhole } from './losses.ts'
import { bySequence } from './materializations.ts'
import { publishGroup } from './publish.ts'
import { addRun, beat, finish, finishAbandoned, openRuns, rememberPartitions } from './run.ts'
import { openSnapshot } from './snapshot.ts'
import { emptyState } from './state.ts'
import { memoryTree } from './tree.ts'
import { verdictOf, viewOfNow } from './view.ts'

/**
 * A new ledger, empty but for keys of dynamic sets by name. Each method does its work in one turn, so none sees another's half.
 *
 * @throws BAD_KEY
 */
export function memoryLedger(
  random: Random = systemRandom,
  keys: Readonly<Record<string, readonly string[]>> = {},
  clock: Clock = systemClock,
): Ledger {
  const state = emptyState(random.hex(16))
  for (const [set, list] of Object.entries(keys)) addKeys(state, set, list, 0)

  return {
    id: state.id,
    address: null,
    snapshot: async () => openSnapshot(state),
    judged: async request => judgedIn(viewOfNow(state), request),
    bySequence: async sequences => bySequence(viewOfNow(state), sequences),

    startRun: async run => addRun(state, run, clock.now()),
    heartbeat: async run => beat(state, run, clock.now()),
    rememberPartitions: async (environment, partitions, at) => rememberPartitions(state, environment, partitions, at),
    endRun: async (run, status, at) => finish(state, run, status, at),
    openRuns: async () => openRuns(state, clock.now()),
    endAbandoned: async (runs, at) => finishAbandoned(state, runs, at, clock.now()),

    lease: async request => takeLeases(state, request, clock.now()),
    held: async keys => heldOf(state, keys, clock.now()),
    release: async leases => {
      for (const lease of leases) dropLease(state, lease)
    },

    refuse: async (refusal, lease) => {
      checkCovers(lease, refusal)
      checkLease(state, lease)
      record(state, { kind: 'refused', at: refusal.at, body: refusal })
    },
    pin: async pins => pinAll(state, pins),
    publish: async group => publishGroup(state, group),

    observe: async observation => {
      const sequence = record(state, { kind: 'observed', at: observation.at, body: observation })
      return { ...observation, sequence, verdict: verdictOf(viewOfNow(state), observation.external, observation.version) ?? null }
    },
    judgeExternal: async (external, version, verdict) => {
      record(state, { kind: 'judged', at: state.journal.at(-1)?.at ?? 0, body: { external, version, verdict } })
    },

    addKeys: async (set, keys, at) => recorded(state, () => addKeys(state, set, keys, at)),
    removeKeys: async (set, keys, at) => recorded(state, () => removeKeys(state, set, keys, at)),

    noteLoss: async (losses, at) => recorded(state, () => noteLoss(state, losses, at)),
    noteWhole: async (hashes, at) => recorded(state, () => noteWhole(state, hashes, at)),
    erase: async request => recorded(state, () => erase(state, request, clock.now())),
    claimRemovals: async run => claimRemovals(state, run),
    settleRemovals: async run => settleRemovals(state, run),

    unwrittenCommits: async () => unwrittenCommits(viewOfNow(state)),
    settleCommits: async sequences => settleCommits(state, sequences),
    tree: memoryTree(state, clock),

    keepStates: async (environment, states) => keepStates(state, environment, states),

    audit: async () => [], // each fact was applied by the only function that changes what it says

    close: async () => {},
  }
}
