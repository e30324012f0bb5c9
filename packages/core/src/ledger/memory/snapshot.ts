/** Reads of a memory ledger. */
import { factOf } from '../facts.ts'
import type { LedgerSnapshot, PointerRecord } from '../ledger.ts'
import type { Materialization, Refusal } from '../records.ts'
import { recordBytes } from './commits.ts'
import { knownKeys, presentKeys } from './keys.ts'
import { isErased, type MemoryState, materializationsOf, newestErasure, type PointerMove, pointerIn, pointing, verdictIn } from './state.ts'

export function memorySnapshot(state: MemoryState): LedgerSnapshot {
  const named = ({ materialization }: PointerRecord): Materialization => state.materializations.get(materialization)!
  const allOf = (asset: string): readonly Materialization[] =>
    [...(state.byPartition.get(asset)?.values() ?? [])].flat().sort((one, other) => other.sequence - one.sequence)

  return {
    sequence: state.journal.length,
    current: (environment, asset) =>
      new Map(
        [...(state.moves.get(environment)?.get(asset) ?? [])].flatMap(([partition, moves]) => {
          const pointer = pointing(moves.at(-1))
          return pointer ? [[partition, named(pointer)]] : []
        }),
      ),
    currentOf: (environment, asset, partition) => {
      const pointer = pointerIn(state, environment, asset, partition)
      return pointer && named(pointer)
    },
    currentAt: (environment, asset, partition, asOf) => {
      const moves = state.moves.get(environment)?.get(asset)?.get(partition)
      const pointer = pointing(moves?.findLast(({ sequence }) => sequence <= asOf))
      return pointer && named(pointer)
    },
    find: (asset, partition, version) =>
      materializationsOf(state, asset, partition)
        .filter(one => one.version === version && !isErased(state, one))
        .toReversed(),
    findByDefinition: (asset, partition, definitionHash) =>
      materializationsOf(state, asset, partition)
        .filter(one => one.definitionHash === definitionHash && !isErased(state, one))
        .toReversed(),
    materialization: id => state.materializations.get(id),
    history: (asset, partition) => (partition === null ? allOf(asset) : materializationsOf(state, asset, partition).toReversed()),
    readersOf: asset =>
      [...state.materializations.values()].filter(({ lineage }) => lineage.some(input => input.asset === asset)).reverse(),
    all: () => [...state.materializations.values()],
    pointers: environment => pointers(state, environment),
    environments: () => [...new Set(pointers(state, null).map(({ environment }) => environment))],
    refusalOf: (asset, partition, version) =>
      state.refusals.findLast(
        refusal => refusal.asset === asset && refusal.partition === partition && refusal.version === version && !isAnswered(state, refusal),
      ),
    partitionsOf: (environment, asset) => state.partitions.get(JSON.stringify([environment, asset])),
    observation: external => {
      const seen = state.observations.findLast(observation => observation.external === external)
      return seen && { ...seen, verdict: verdictIn(state, external, seen.version) ?? null }
    },
    externalVerdict: (external, version, contract) => verdictIn(state, external, version, contract),
    dynamicKeys: () => presentKeys(state),
    knownKeys: set => knownKeys(state, set),
    run: id => state.runs.get(id),
    runs: () => [...state.runs.values()].reverse(),
    losses: () => new Map([...state.losses].sort(([a], [b]) => compare(a, b))),
    erasureOf: (asset, partition) => {
      const erasure = newestErasure(state, asset, partition)
      return erasure && (materializationsOf(state, asset, partition).at(-1)?.sequence ?? 0) < erasure.sequence ? erasure : undefined
    },
    erasures: () => [...state.erasures],
    removals: () => [...state.removals.values()],
    commit: sequence => state.commits.get(sequence),
    newestCommit: which => [...state.commits.values()].findLast(({ settled }) => settled || which === 'any'),
    commits: () => [...state.commits.values()],
    commitBytes: sequence => recordBytes(state, sequence),
    facts: (after, upTo) => state.journal.slice(after, upTo).map(factOf),
  }
}

function pointers(state: MemoryState, environment: string | null): readonly PointerRecord[] {
  const environments = environment === null ? [...state.moves.values()] : [state.moves.get(environment) ?? new Map<string, never>()]
  return environments
    .flatMap(assets => [...assets.values()])
    .flatMap(partitions => [...partitions.values()])
    .flatMap(moves => pointing(moves.at(-1)) ?? [])
    .sort((a, b) => compare(a.environment, b.environment) || compare(a.asset, b.asset) || compare(a.partition, b.partition))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function isAnswered(state: MemoryState, { asset, partition, version, sequence }: Refusal): boolean {
  const answers = materializationsOf(state, asset, partition).filter(materialization => materialization.version === version)
  const ids = new Set(answers.map(({ id }) => id))
  if (answers.some(one => one.sequence > sequence)) return true
  return (
    ids.size > 0 &&
    pointerMoves(state).some(move => move.sequence > sequence && move.materialization !== null && ids.has(move.materialization))
  )
}

function pointerMoves(state: MemoryState): readonly PointerMove[] {
  return [...state.moves.values()].flatMap(assets => [...assets.values()].flatMap(partitions => [...partitions.values()].flat()))
}
