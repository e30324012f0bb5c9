/** What `erase` is asked for, read as partitions: also those that are hidden, and those of assets that left the catalog. */
import { type Instant, type PartitionsAsOf, pathOf } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import type { Member } from '../io/artifact.ts'
import { keysIn } from '../ledger/dynamic-keys.ts'
import type { Erasure, Materialization } from '../ledger/records.ts'
import type { LedgerSnapshot } from '../ledger/snapshot.ts'
import type { PlanGraph, PlanNode } from '../plan/node.ts'
import { resolvePartition } from '../plan/reference.ts'
import { dynamicDimensions } from '../project/dynamic-dimensions.ts'
import { hiddenPartition } from '../project/hidden-partition.ts'
import { type ErasedBy, erasedBy } from './erased-by.ts'
import { notHeld } from './not-held.ts'

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
export async function eraseTargets(
  references: readonly string[],
  graph: PlanGraph,
  externals: ReadonlyMap<string, unknown>,
  snapshot: LedgerSnapshot,
  now: Instant,
): Promise<readonly Target[]> {
  const named = new Map<string, Named>()
  for (const text of references) {
    const name = text.split('@', 1)[0]!
    if (externals.has(name)) throw isExternal(name)
    const one = await partitionOf(text, graph, snapshot, now)
    named.set(JSON.stringify([one.asset, one.partition]), one)
  }
  const erasureOf = erasedBy(await snapshot.erasures())
  const targets: Target[] = []
  for (const one of named.values()) targets.push(await targetOf(one, erasureOf, snapshot))
  return targets
}

/** A partition with what its asset is now, where the catalog still has it. */
interface Named extends Pick<Target, 'asset' | 'partition'> {
  readonly now: Definition | undefined
}

interface Definition {
  readonly present: PartitionsAsOf
  /** As if no key of a dynamic set had been removed. */
  readonly ever: PartitionsAsOf
}

async function partitionOf(text: string, graph: PlanGraph, snapshot: LedgerSnapshot, now: Instant): Promise<Named> {
  const [asset, key] = split(text)
  const node = graph.get(asset)
  const definition = node && { present: node.partitions, ever: await everKnown(node, snapshot, now) }
  const named = { asset, partition: key, now: definition }
  if (!node && (await snapshot.history(asset, key)).length > 0) return named
  // A removed key whose every version was rejected has a quarantine and no history.
  if (key !== '' && definition?.ever.ordinalOf(key) !== undefined) return named
  const found = (await hiddenPartition(graph, text, snapshot)) ?? resolvePartition(graph, text)
  return { ...named, partition: found.partition! }
}

async function everKnown({ partitions: { set } }: PlanNode, snapshot: LedgerSnapshot, now: Instant): Promise<PartitionsAsOf> {
  const known: Record<string, readonly string[]> = {}
  for (const { name } of dynamicDimensions(set).map(dimension => dimension.set)) {
    known[name] ??= (await snapshot.knownKeys(name)).map(({ key }) => key)
  }
  return set.asOf(now, keysIn(known))
}

async function targetOf({ asset, partition, now }: Named, erasureOf: ErasedBy, snapshot: LedgerSnapshot): Promise<Target> {
  const history = await snapshot.history(asset, partition)
  const before = history.filter(erasureOf).flatMap(({ artifact }) => artifact.members)
  const [erased] = await snapshot.erasureOf([{ asset, partition }])
  return {
    asset,
    partition,
    materializations: history.filter(one => !erasureOf(one)),
    gone: await notHeld(before, snapshot),
    erased: erased ?? undefined,
    path: (now && pathIn(now, partition)) ?? recordedPath(history[0]),
  }
}

function pathIn({ present, ever }: Definition, key: string): string | null {
  const ordinal = present.ordinalOf(key)
  if (ordinal !== undefined) return pathOf(present.at(ordinal))
  const removed = key === '' ? undefined : ever.ordinalOf(key)
  return removed === undefined ? null : pathOf(ever.at(removed))
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
