/** What each fact changes in a memory ledger: the one place that changes what it remembers of them. */
import { spellingOf } from '@varve/partitions'
import { invariant } from '../../foundation/invariant.ts'
import { type Fact, type FactBodies, journalRow, type NewFact } from '../facts.ts'
import type { Basis } from '../judged.ts'
import { leaseMsDefault } from '../lease-end.ts'
import type { Materialization, Sequence } from '../records.ts'
import { assetIn, changing, entry, type MemoryState, partitionIn } from './state.ts'
import { hidePartition, queuePointer } from './tree.ts'
import { holdersOf, pointerOf, viewOfNow } from './view.ts'

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
    case 'run-started': {
      const times = { startedAt: at, heartbeatAt: at, leaseMs: leaseMsDefault, endedAt: null }
      changing(state).runs.set(fact.body.id, { ...fact.body, ...times, sequence, status: 'running' })
      break
    }
    case 'run-ended': {
      const run = state.present.runs.get(fact.body.id)
      if (run?.status === 'running') changing(state).runs.set(run.id, { ...run, status: fact.body.status, endedAt: at })
      break
    }
    case 'partitions-defined': {
      const { environment, asset, definition } = fact.body
      entry(changing(state).partitions, environment, () => new Map()).set(asset, definition)
      break
    }
    case 'materialized':
      addMaterialization(state, { ...fact.body, sequence })
      break
    case 'pointer-moved':
      movePointer(state, fact.body, sequence)
      break
    case 'refused': {
      const { asset, partition } = fact.body
      partitionIn(state, asset, partition).refusals.push({ ...fact.body, sequence })
      note(state, asset, partition, sequence)
      break
    }
    case 'observed':
      entry(state.observations, fact.body.external, () => []).push({ ...fact.body, sequence })
      break
    case 'judged': {
      const { external, version, verdict } = fact.body
      entry(state.verdicts, external, () => []).push({ sequence, version, verdict })
      break
    }
    case 'keys-added':
    case 'keys-removed':
      setKeys(state, fact.body, fact.kind === 'keys-added', sequence)
      break
    case 'lost':
      for (const { sha256, found } of fact.body.members) {
        changing(state).losses.set(sha256, found)
        noteHolders(state, sha256, sequence)
      }
      break
    case 'found-whole':
      endLosses(state, fact.body.members, sequence)
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
  const { id, sequence, asset, partition, artifact, lineage } = recorded
  state.materializations.push(recorded)
  state.byId.set(id, recorded)
  state.bySequence.set(sequence, recorded)
  const members = new Set(artifact.members.map(({ sha256 }) => sha256))
  for (const member of members) entry(state.byMember, member, () => []).push(recorded)
  for (const input of new Set(lineage.map(({ asset }) => asset))) entry(state.byInput, input, () => []).push(recorded)
  const basis = basisOf(recorded)
  state.basisOf.set(
    sequence,
    entry(state.bases, JSON.stringify(basis), () => basis),
  )
  assetIn(state, asset).materializations.push(recorded)
  partitionIn(state, asset, partition).materializations.push(recorded)
  note(state, asset, partition, sequence)
  endLosses(state, [...members], sequence)
}

function basisOf({ definitionHash, configHash, contract, stored, lineage, windows, complete }: Materialization): Basis {
  return {
    definitionHash,
    configHash,
    contract: contract && { hash: contract.hash, ok: contract.verdict.ok },
    stored,
    inputs: [...new Set(lineage.map(({ input }) => input))],
    dimensions: windows?.map(({ dimension }) => dimension) ?? null,
    complete,
  }
}

function movePointer(state: MemoryState, body: FactBodies['pointer-moved'], sequence: Sequence): void {
  const { environment, asset, partition, materialization } = body
  if (materialization === null) {
    removePointer(state, environment, asset, partition, sequence)
    return
  }
  const named = state.byId.get(materialization)
  invariant(named !== undefined, `a pointer of ${asset} ${partition} was to name ${materialization}, which the ledger does not know`)
  const before = pointerOf(viewOfNow(state), environment, asset, partition)?.materialization
  addMove(state, { environment, asset, partition, materialization: named.sequence }, sequence)
  queuePointer(state.tree, environment, named, before === undefined ? undefined : state.bySequence.get(before))
}

function removePointer(state: MemoryState, environment: string, asset: string, partition: string, sequence: Sequence): void {
  addMove(state, { environment, asset, partition, materialization: null }, sequence)
  hidePartition(state.tree, asset, partition, environment)
}

function addMove(
  state: MemoryState,
  body: Omit<FactBodies['pointer-moved'], 'materialization'> & { readonly materialization: Sequence | null },
  sequence: Sequence,
): void {
  const { environment, asset, partition } = body
  state.environments.add(environment)
  entry(partitionIn(state, asset, partition).moves, environment, () => []).push({ ...body, sequence })
  note(state, asset, partition, sequence)
}

function setKeys(state: MemoryState, { set, keys }: FactBodies['keys-added'], present: boolean, sequence: Sequence): void {
  const known = entry(changing(state).keys, set, () => new Map())
  for (const key of keys) known.set(spellingOf(key), { key, present, sequence })
}

/** The materializations stay as history; what was erased is not lost. */
function erase(state: MemoryState, { body, at, sequence }: Extract<Fact, { kind: 'erased' }>): void {
  const { asset, partition, members } = body
  const history = partitionIn(state, asset, partition)
  for (const environment of history.moves.keys()) {
    if (pointerOf(viewOfNow(state), environment, asset, partition)) removePointer(state, environment, asset, partition, sequence)
  }
  hidePartition(state.tree, asset, partition)
  const erasure = { ...body, at, sequence }
  history.erasures.push(erasure)
  state.erasures.push(erasure)
  changing(state).removals.set(sequence, null)
  note(state, asset, partition, sequence)
  endLosses(state, members, sequence)
}

function endLosses(state: MemoryState, members: readonly string[], sequence: Sequence): void {
  for (const sha256 of members) {
    if (!state.present.losses.has(sha256)) continue
    changing(state).losses.delete(sha256)
    noteHolders(state, sha256, sequence)
  }
}

/** What becomes of bytes is an event of each partition that holds them. */
function noteHolders(state: MemoryState, sha256: string, sequence: Sequence): void {
  for (const { asset, partition } of holdersOf(viewOfNow(state), sha256)) note(state, asset, partition, sequence)
}

function note(state: MemoryState, asset: string, partition: string, sequence: Sequence): void {
  assetIn(state, asset).events.push({ sequence, partition })
}
