/** What each fact changes in a memory ledger: the one place that changes what it remembers. */
import { spellingOf } from '@varve/partitions'
import { invariant } from '../../foundation/invariant.ts'
import { type Fact, type FactBodies, journalRow, type NewFact } from '../facts.ts'
import { leaseMsDefault } from '../lease-end.ts'
import type { KnownKey, Materialization, Sequence } from '../records.ts'
import { entry, type MemoryState, type PointerMove, pointerIn } from './state.ts'
import { hidePartition, queuePointer } from './tree.ts'

/** Appends a fact to the journal and applies it. @throws NOT_CANONICAL before anything has changed */
export function record(state: MemoryState, fact: NewFact): Sequence {
  const sequence = state.journal.length + 1
  const numbered = { ...fact, sequence }
  state.journal.push(journalRow(numbered))
  applyFact(state, numbered)
  return sequence
}

function applyFact(state: MemoryState, fact: Fact): void {
  const { sequence, at } = fact
  switch (fact.kind) {
    case 'run-started':
      state.runs.set(fact.body.id, {
        ...fact.body,
        startedAt: at,
        sequence,
        heartbeatAt: at,
        leaseMs: leaseMsDefault,
        endedAt: null,
        status: 'running',
      })
      break
    case 'run-ended': {
      const run = state.runs.get(fact.body.id)
      if (run?.status === 'running') state.runs.set(run.id, { ...run, status: fact.body.status, endedAt: at })
      break
    }
    case 'partitions-defined':
      state.partitions.set(JSON.stringify([fact.body.environment, fact.body.asset]), fact.body.definition)
      break
    case 'materialized':
      addMaterialization(state, { ...fact.body, sequence })
      break
    case 'pointer-moved':
      movePointer(state, { ...fact.body, sequence })
      break
    case 'refused':
      state.refusals.push({ ...fact.body, sequence })
      break
    case 'observed':
      state.observations.push({ ...fact.body, sequence })
      break
    case 'judged':
      state.verdicts.push(fact.body)
      break
    case 'keys-added':
    case 'keys-removed':
      setKeys(state, fact.body, fact.kind === 'keys-added', sequence)
      break
    case 'lost':
      for (const { sha256, found } of fact.body.members) state.losses.set(sha256, found)
      break
    case 'found-whole':
      for (const sha256 of fact.body.members) state.losses.delete(sha256)
      break
    case 'erased':
      erase(state, fact)
      break
    case 'committed':
      break
  }
}

/** Bytes that were lost are whole again once they are published again. */
function addMaterialization(state: MemoryState, recorded: Materialization): void {
  state.materializations.set(recorded.id, recorded)
  entry(
    entry(state.byPartition, recorded.asset, () => new Map<string, Materialization[]>()),
    recorded.partition,
    () => [],
  ).push(recorded)
  for (const { sha256 } of recorded.artifact.members) state.losses.delete(sha256)
}

function movePointer(state: MemoryState, move: PointerMove): void {
  const { environment, asset, partition, materialization } = move
  const assets = entry(state.moves, environment, () => new Map<string, Map<string, PointerMove[]>>())
  const partitions = entry(assets, asset, () => new Map<string, PointerMove[]>())
  const moves = entry(partitions, partition, () => [])
  const before = moves.at(-1)?.materialization
  moves.push(move)
  if (materialization === null) {
    hidePartition(state.tree, asset, partition, environment)
    return
  }
  const named = state.materializations.get(materialization)
  invariant(named !== undefined, `a pointer of ${asset} ${partition} was to name ${materialization}, which the ledger does not know`)
  queuePointer(state.tree, environment, named, typeof before === 'string' ? state.materializations.get(before) : undefined)
}

function setKeys(state: MemoryState, { set, keys }: FactBodies['keys-added'], present: boolean, sequence: Sequence): void {
  const known = entry(state.keys, set, () => new Map<string, KnownKey>())
  for (const key of keys) known.set(spellingOf(key), { key, present, sequence })
}

/** The materializations stay as history; what was erased is not lost. */
function erase(state: MemoryState, { body, at, sequence }: Extract<Fact, { kind: 'erased' }>): void {
  const { asset, partition, members } = body
  for (const environment of state.moves.keys()) {
    if (!pointerIn(state, environment, asset, partition)) continue
    movePointer(state, { environment, asset, partition, materialization: null, sequence })
  }
  hidePartition(state.tree, asset, partition)
  state.erasures.push({ ...body, at, sequence })
  state.removals.set(sequence, null)
  for (const sha256 of members) state.losses.delete(sha256)
}
