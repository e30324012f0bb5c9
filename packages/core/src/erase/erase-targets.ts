/** What `erase` is asked for, read as partitions: also those that are hidden, and those of assets that left the catalog. */
import { type DynamicKeys, type Instant, pathOf } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import type { Member } from '../io/artifact.ts'
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import type { Erasure, Materialization } from '../ledger/records.ts'
import type { PlanGraph, PlanNode } from '../plan/node.ts'
import { resolvePartition } from '../plan/reference.ts'
import { hiddenPartition } from '../project/hidden-partition.ts'
import { type ErasedBy, erasedBy } from './erased-by.ts'

export interface Target {
  readonly asset: string
  readonly partition: string
  /** What was made of it and not erased yet. */
  readonly materializations: readonly Materialization[]
  /** Bytes that were erased before, and that nobody holds since: they may be back, as from a backup of the storage root. */
  readonly gone: readonly Member[]
  /** The erasure after which nothing was made. */
  readonly erased: Erasure | undefined
  /** The folder of its quarantine; null where the present definition does not say, and nothing was made that does. */
  readonly path: string | null
}

/** @throws UNKNOWN_ASSET UNKNOWN_PARTITION BAD_REQUEST, also for an external */
export function eraseTargets(
  references: readonly string[],
  graph: PlanGraph,
  externals: ReadonlyMap<string, unknown>,
  snapshot: LedgerSnapshot,
  now: Instant,
): readonly Target[] {
  const targets = references.map(text => {
    const name = text.split('@', 1)[0]!
    if (externals.has(name)) throw isExternal(name)
    return targetOf(partitionOf(text, graph, snapshot, now), graph, snapshot, now)
  })
  return [...new Map(targets.map(target => [JSON.stringify([target.asset, target.partition]), target])).values()]
}

function partitionOf(text: string, graph: PlanGraph, snapshot: LedgerSnapshot, now: Instant): Pick<Target, 'asset' | 'partition'> {
  const [asset, key] = split(text)
  const node = graph.get(asset)
  if (!node && snapshot.history(asset, key).length > 0) return { asset, partition: key }
  // A removed key whose every version was rejected has a quarantine and no history.
  if (node && ordinalWithRemoved(node, key, snapshot, now) !== undefined) return { asset, partition: key }
  const found = hiddenPartition(graph, text, snapshot) ?? resolvePartition(graph, text)
  return { asset: found.node.name, partition: found.partition! }
}

function targetOf(
  { asset, partition }: Pick<Target, 'asset' | 'partition'>,
  graph: PlanGraph,
  snapshot: LedgerSnapshot,
  now: Instant,
): Target {
  const history = snapshot.history(asset, partition)
  const erasureOf = erasedBy(snapshot.erasures())
  const materializations = history.filter(one => !erasureOf(one))
  const before = history.filter(erasureOf).flatMap(({ artifact }) => artifact.members)
  const gone = before.length === 0 ? [] : without(before, heldBySomebody(snapshot, erasureOf))
  const node = graph.get(asset)
  const path = (node && pathIn(node, partition, snapshot, now)) ?? recordedPath(history[0])
  return { asset, partition, materializations, gone, erased: snapshot.erasureOf(asset, partition), path }
}

function heldBySomebody(snapshot: LedgerSnapshot, erasureOf: ErasedBy): ReadonlySet<string> {
  const materializations = [...snapshot.all()].filter(one => !erasureOf(one))
  return new Set(materializations.flatMap(({ artifact }) => artifact.members.map(({ sha256 }) => sha256)))
}

function without(members: readonly Member[], held: ReadonlySet<string>): readonly Member[] {
  return members.filter(({ sha256 }) => !held.has(sha256))
}

function pathIn(node: PlanNode, key: string, snapshot: LedgerSnapshot, now: Instant): string | null {
  const present = node.partitions.ordinalOf(key)
  if (present !== undefined) return pathOf(node.partitions.at(present))
  const removed = ordinalWithRemoved(node, key, snapshot, now)
  return removed === undefined ? null : pathOf(everKnown(node, snapshot, now).at(removed))
}

function ordinalWithRemoved(node: PlanNode, key: string, snapshot: LedgerSnapshot, now: Instant): number | undefined {
  return key === '' ? undefined : everKnown(node, snapshot, now).ordinalOf(key)
}

/** The partitions as if no key of a dynamic set had been removed. */
function everKnown({ partitions }: PlanNode, snapshot: LedgerSnapshot, now: Instant) {
  const keys: DynamicKeys = { keysOf: set => snapshot.knownKeys(set).map(({ key }) => key) }
  return partitions.set.asOf(now, keys)
}

/** `models/linear/0c9e41d2f7aa/day=2001-01-01`: names of the asset, digits of its config, then the partition. */
function recordedPath(materialization: Materialization | undefined): string | null {
  return materialization
    ? materialization.folder
        .split('/')
        .slice(materialization.asset.split('.').length + 1)
        .join('/')
    : null
}

function split(text: string): readonly [asset: string, key: string] {
  const at = text.indexOf('@')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function isExternal(name: string): VarveError {
  return new VarveError('BAD_REQUEST', {
    what: `${name} is an external: data made elsewhere, of which Varve stores nothing`,
    fix: `remove the data where it is kept, then erase the partitions that were made from it: varve status ${name}+ names the assets`,
    details: { external: name },
  })
}
