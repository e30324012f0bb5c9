/** Row 7 in memory: materializations, pointers by compare-and-set, outbox and commit record of one group. */
import { canonicalJson } from '../../foundation/canonical.ts'
import { invariant } from '../../foundation/invariant.ts'
import type { FactBodies } from '../facts.ts'
import { checkCovers } from '../lease-lost.ts'
import type { PublishGroup, PublishItem, PublishResult } from '../ledger.ts'
import { recorded } from './commits.ts'
import { record } from './facts.ts'
import { dropLease, holds } from './run.ts'
import { isErased, type MemoryState, pointerIn } from './state.ts'

export function publishGroup(state: MemoryState, group: PublishGroup): readonly PublishResult[] {
  checkGroup(state, group)
  return recorded(state, () =>
    group.items.map(item => (item.kind === 'materialize' ? publishNew(state, group, item) : movePointer(state, group, item))),
  )
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

function publishNew(state: MemoryState, group: PublishGroup, item: Extract<PublishItem, { kind: 'materialize' }>): PublishResult {
  const { lease, materialization, expected } = item
  const { id, asset, partition } = materialization
  const before = pointerIn(state, group.environment, asset, partition)?.materialization ?? null
  if (state.materializations.has(id)) {
    dropLease(state, lease) // the same publication again, after an answer that was lost
    return before === id ? 'published' : 'kept'
  }
  if (lease.run !== group.run || !holds(state, lease)) return 'fenced'
  record(state, { kind: 'materialized', at: group.at, body: materialization })
  dropLease(state, lease)
  return before === expected ? setPointer(state, group, { asset, partition, materialization: id }) : 'kept'
}

function movePointer(state: MemoryState, group: PublishGroup, item: Extract<PublishItem, { kind: 'move' }>): PublishResult {
  const { asset, partition, to, expected } = item
  const before = pointerIn(state, group.environment, asset, partition)?.materialization ?? null
  if (before === to) return 'published'
  return before === expected && !isErased(state, state.materializations.get(to)!)
    ? setPointer(state, group, { asset, partition, materialization: to })
    : 'kept'
}

function setPointer(
  state: MemoryState,
  { environment, at }: PublishGroup,
  target: Omit<FactBodies['pointer-moved'], 'environment'>,
): PublishResult {
  record(state, { kind: 'pointer-moved', at, body: { environment, ...target } })
  return 'published'
}
