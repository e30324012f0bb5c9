/** Row 7 in memory: materializations, pointers by compare-and-set, outbox and commit record of one group. */
import { canonicalJson } from '../../foundation/canonical.ts'
import { invariant } from '../../foundation/invariant.ts'
import { checkCovers } from '../lease-lost.ts'
import type { PublishGroup, PublishItem, PublishResult } from '../ledger.ts'
import type { Sequence } from '../records.ts'
import type { PartitionName } from '../snapshot.ts'
import { recorded } from './commits.ts'
import { record } from './facts.ts'
import { dropLease, holds } from './lease-table.ts'
import type { MemoryState } from './state.ts'
import { isErased, pointerOf, viewOfNow } from './view.ts'

export function publishGroup(state: MemoryState, group: PublishGroup): readonly PublishResult[] {
  checkGroup(state, group)
  return recorded(state, () =>
    group.items.map(item => (item.kind === 'materialize' ? publishNew(state, group, item) : movePointer(state, group, item))),
  )
}

/** Everything that can throw comes before the first change, since nothing here is undone. */
function checkGroup(state: MemoryState, { items }: PublishGroup): void {
  canonicalJson(items) // a commit record will hold them
  for (const item of items) {
    if (item.kind === 'materialize') {
      checkCovers(item.lease, item.materialization)
    } else {
      const { asset, partition, to } = item
      invariant(state.bySequence.has(to), `a pointer of ${asset} ${partition} was to name ${to}, which the ledger does not know`)
    }
  }
}

function publishNew(state: MemoryState, group: PublishGroup, item: Extract<PublishItem, { kind: 'materialize' }>): PublishResult {
  const { lease, materialization, expected } = item
  const before = namedBy(state, group, materialization)
  const known = state.byId.get(materialization.id)
  if (known) {
    dropLease(state, lease) // the same publication again, after an answer that was lost
    return before === known.sequence ? 'published' : 'kept'
  }
  if (lease.run !== group.run || !holds(state, lease)) return 'fenced'
  record(state, { kind: 'materialized', at: group.at, body: materialization })
  dropLease(state, lease)
  return before === expected ? setPointer(state, group, materialization, materialization.id) : 'kept'
}

function movePointer(state: MemoryState, group: PublishGroup, item: Extract<PublishItem, { kind: 'move' }>): PublishResult {
  const before = namedBy(state, group, item)
  if (before === item.to) return 'published'
  const to = state.bySequence.get(item.to)!
  return before === item.expected && !isErased(viewOfNow(state), to) ? setPointer(state, group, item, to.id) : 'kept'
}

function setPointer(
  state: MemoryState,
  { environment, at }: PublishGroup,
  { asset, partition }: PartitionName,
  materialization: string,
): PublishResult {
  record(state, { kind: 'pointer-moved', at, body: { environment, asset, partition, materialization } })
  return 'published'
}

function namedBy(state: MemoryState, { environment }: PublishGroup, { asset, partition }: PartitionName): Sequence | null {
  return pointerOf(viewOfNow(state), environment, asset, partition)?.materialization ?? null
}
