/** Row 7 in memory: materializations, pointers by compare-and-set, outbox and commit record of one group. */
import { canonicalJson } from '../foundation/canonical.ts'
import { invariant } from '../foundation/invariant.ts'
import { type CommitRecord, commitBytes } from '../io/commit-record.ts'
import { checkCovers } from './lease-lost.ts'
import type { NewMaterialization, OutboxEntry, PointerRecord, PublishGroup, PublishItem, PublishResult } from './ledger.ts'
import { dropLease, holds } from './memory-run.ts'
import { type MemoryState, nextSequence, pointerIn } from './memory-state.ts'
import type { Materialization, Sequence } from './records.ts'

interface Published {
  readonly result: PublishResult
  readonly materialization?: Materialization
  readonly pointer?: CommitRecord['pointers'][number]
}

export function publishGroup(state: MemoryState, group: PublishGroup): readonly PublishResult[] {
  checkGroup(state, group)
  const published = group.items.map(item =>
    item.kind === 'materialize' ? publishNew(state, group, item) : movePointer(state, group, item),
  )
  const materializations = published.flatMap(({ materialization }) => materialization ?? [])
  const pointers = published.flatMap(({ pointer }) => pointer ?? [])
  if (materializations.length + pointers.length > 0) {
    const { environment, run, at } = group
    const sequence = nextSequence(state)
    const bytes = commitBytes({ format: 1, ledger: state.id, sequence, environment, run, at, materializations, pointers })
    state.commits.set(sequence, { bytes, settled: false })
  }
  return published.map(({ result }) => result)
}

/** Everything that can throw comes before the first change, since nothing here is undone. */
function checkGroup(state: MemoryState, { items }: PublishGroup): void {
  canonicalJson(items) // a commit record will hold them
  const known = new Set<string>()
  for (const item of items) {
    if (item.kind === 'materialize') {
      checkCovers(item.lease, item.materialization)
      known.add(item.materialization.id)
    } else {
      const { asset, partition, to } = item
      const isKnown = state.materializations.has(to) || known.has(to)
      invariant(isKnown, `a pointer of ${asset} ${partition} was to name ${to}, which the ledger does not know`)
    }
  }
}

function publishNew(state: MemoryState, group: PublishGroup, item: Extract<PublishItem, { kind: 'materialize' }>): Published {
  const { lease, materialization, expected } = item
  const { id, asset, partition } = materialization
  const before = pointerIn(state, group.environment, asset, partition)?.materialization ?? null
  if (state.materializations.has(id)) {
    dropLease(state, lease) // the same publication again, after an answer that was lost
    return { result: before === id ? 'published' : 'kept' }
  }
  if (lease.run !== group.run || !holds(state, lease)) return { result: 'fenced' }
  const recorded = addMaterialization(state, materialization)
  dropLease(state, lease)
  if (before !== expected) return { result: 'kept', materialization: recorded }
  const sequence = setPointer(state, { environment: group.environment, asset, partition, materialization: id })
  return { result: 'published', materialization: recorded, pointer: { asset, partition, materialization: id, sequence } }
}

function movePointer(state: MemoryState, { environment }: PublishGroup, item: Extract<PublishItem, { kind: 'move' }>): Published {
  const { asset, partition, to, expected } = item
  const before = pointerIn(state, environment, asset, partition)?.materialization ?? null
  if (before === to) return { result: 'published' }
  if (before !== expected) return { result: 'kept' }
  const sequence = setPointer(state, { environment, asset, partition, materialization: to })
  return { result: 'published', pointer: { asset, partition, materialization: to, sequence } }
}

function addMaterialization(state: MemoryState, materialization: NewMaterialization): Materialization {
  const recorded = { ...materialization, sequence: nextSequence(state) }
  state.materializations.set(recorded.id, recorded)
  entry(
    entry(state.made, recorded.asset, () => new Map<string, Materialization[]>()),
    recorded.partition,
    () => [],
  ).push(recorded)
  return recorded
}

function setPointer(state: MemoryState, target: Omit<PointerRecord, 'sequence'>): Sequence {
  const { environment, asset, partition, materialization } = target
  const sequence = nextSequence(state)
  const assets = entry(state.moves, environment, () => new Map<string, Map<string, PointerRecord[]>>())
  const partitions = entry(assets, asset, () => new Map<string, PointerRecord[]>())
  entry(partitions, partition, () => []).push({ environment, asset, partition, materialization, sequence })
  for (const [older, owed] of state.outbox) if (isOf(owed, target)) state.outbox.delete(older)
  state.outbox.set(sequence, { sequence, environment, materialization: state.materializations.get(materialization)! })
  return sequence
}

function isOf(owed: OutboxEntry, { environment, asset, partition }: Omit<PointerRecord, 'sequence'>): boolean {
  const { materialization } = owed
  return owed.environment === environment && materialization.asset === asset && materialization.partition === partition
}

function entry<V>(map: Map<string, V>, key: string, create: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}
