/** The ledger in memory, for tests and for runs that leave nothing behind; it lives and dies with its process. */
import { type Clock, systemClock } from '../../foundation/clock.ts'
import { type Random, systemRandom } from '../../foundation/random.ts'
import { checkCovers } from '../lease-lost.ts'
import type { Heartbeat, Ledger } from '../ledger.ts'
import { endedLosses, newLosses, notErased } from '../losses.ts'
import { synchronous } from '../synchronous.ts'
import { recordBytes, recorded } from './commits.ts'
import { checkNotRemoved, claimRemovals, erase, settleRemovals } from './erasures.ts'
import { record } from './facts.ts'
import { addKeys, removeKeys } from './keys.ts'
import { publishGroup } from './publish.ts'
import { addRun, beat, checkLease, dropLease, finish, finishAbandoned, heldLeases, rememberPartitions, takeLeases } from './run.ts'
import { memorySnapshot } from './snapshot.ts'
import { emptyState, isHeld, verdictIn } from './state.ts'
import { memoryTree, queueShowing } from './tree.ts'

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
    now: () => clock.now(),
    read: async query => synchronous(query(memorySnapshot(state))),

    startRun: async run => addRun(state, run, clock.now()),
    heartbeat: async run => beat(state, run, clock.now()),
    keepAlive: (run, everyMs) => heartbeatInProcess(() => beat(state, run, clock.now()), everyMs),
    rememberPartitions: async (environment, partitions, at) => rememberPartitions(state, environment, partitions, at),
    endRun: async (run, status, at) => finish(state, run, status, at),
    endAbandonedRuns: async (ask, at) => finishAbandoned(state, ask, at, clock.now()),

    lease: async (run, keys, ask, at) => takeLeases(state, { run, keys, ask, at, now: clock.now() }),
    held: async (keys, ask) => heldLeases(state, { keys, ask, now: clock.now() }),
    release: async leases => {
      for (const lease of leases) dropLease(state, lease)
    },

    refuse: async (refusal, lease) => {
      checkCovers(lease, refusal)
      checkLease(state, lease)
      record(state, { kind: 'refused', at: refusal.at, body: refusal })
    },
    pin: async (lease, sha256) => {
      checkLease(state, lease)
      checkNotRemoved(state, sha256)
      state.pins.set(lease.token, new Set([...(state.pins.get(lease.token) ?? []), sha256]))
    },
    publish: async group => publishGroup(state, group),

    observe: async observation => {
      const sequence = record(state, { kind: 'observed', at: observation.at, body: observation })
      return { ...observation, sequence, verdict: verdictIn(state, observation.external, observation.version) ?? null }
    },
    judgeExternal: async (external, version, verdict) => {
      record(state, { kind: 'judged', at: state.journal.at(-1)?.at ?? 0, body: { external, version, verdict } })
    },

    addKeys: async (set, keys, at) => recorded(state, () => addKeys(state, set, keys, at)),
    removeKeys: async (set, keys, at) => recorded(state, () => removeKeys(state, set, keys, at)),

    noteLoss: async (losses, at) =>
      recorded(state, () => {
        const members = newLosses(
          state.losses,
          notErased(losses, state.erasures, sha256 => isHeld(state, sha256)),
        )
        if (members.length === 0) return true
        record(state, { kind: 'lost', at, body: { members } })
        queueShowing(
          state.tree,
          members.filter(({ found }) => found === 'corrupt').map(({ sha256 }) => sha256),
        )
        return true
      }),
    noteWhole: async (hashes, at) =>
      recorded(state, () => {
        const members = endedLosses(state.losses, hashes)
        if (members.length > 0) record(state, { kind: 'found-whole', at, body: { members } })
      }),
    erase: async request => recorded(state, () => erase(state, request, clock.now())),
    claimRemovals: async run => claimRemovals(state, run),
    settleRemovals: async run => settleRemovals(state, run),

    unwrittenCommits: async () =>
      [...state.commits.values()].flatMap(({ sequence, settled }) => (settled ? [] : [{ sequence, bytes: recordBytes(state, sequence)! }])),
    settleCommit: async sequence => {
      const commit = state.commits.get(sequence)
      if (commit) state.commits.set(sequence, { ...commit, settled: true })
    },
    tree: memoryTree(state),

    audit: async () => [], // each fact was applied by the only function that changes what it says

    close: async () => {},
  }
}

/** Nobody but this process sees the ledger, and whoever is blocked in it asks nobody. */
function heartbeatInProcess(beat: () => boolean, everyMs: number): Heartbeat {
  const timer = setInterval(beat, everyMs)
  timer.unref()
  return { end: async () => clearInterval(timer) }
}
