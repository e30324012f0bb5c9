/** What the ledger still knows of partitions that the present definition does not have: a removed key, a day that is no longer in the set. */

import { shellQuoted } from '@varve/partitions'
import { isVarveError, VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { LedgerSnapshot } from '../ledger/snapshot.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import type { PlanGraph } from '../plan/node.ts'
import type { Reference } from '../plan/reference.ts'
import { dimensionsOf, keyOf } from './selection-terms.ts'

/** The partition of `ASSET@KEY`, where versions were made under the key and it names none of the present partitions. */
export async function hiddenPartition(graph: PlanGraph, text: string, snapshot: LedgerSnapshot): Promise<Reference | undefined> {
  const at = text.indexOf('@')
  const node = at < 0 ? undefined : graph.get(text.slice(0, at))
  if (!node) return undefined
  const partition = asKey(text.slice(at + 1))
  if (partition === '' || node.partitions.ordinalOf(partition) !== undefined) return undefined
  return (await snapshot.history(node.name, partition)).length > 0 ? { node, partition } : undefined
}

/** The error for a key that no partition has now, and that one had when it was made. */
export async function explainHidden(error: unknown, ledger: Ledger): Promise<unknown> {
  if (!isVarveError(error) || error.code !== 'UNKNOWN_PARTITION') return error
  const { code, what, where, why, fix, details } = error
  const { asset, key, dimension } = details
  if (typeof asset !== 'string' || typeof key !== 'string' || key === '') return error
  const partition = await withSnapshot(ledger, snapshot => madeUnder(asset, key, dimension, snapshot))
  if (partition === undefined) return error
  return new VarveError(code, {
    what,
    where,
    why: [why, 'it was made, and is hidden since'].filter(Boolean).join('; '),
    fix: `${fix}; varve history ${shellQuoted(referenceText(asset, partition))} lists what was made`,
    details,
    cause: error,
  })
}

/** A partition that was made with a key, the whole one or that of a dimension. */
async function madeUnder(asset: string, key: string, dimension: unknown, snapshot: LedgerSnapshot): Promise<string | undefined> {
  if (typeof dimension !== 'string') return (await snapshot.history(asset, key))[0]?.partition
  const isOfKey = (partition: string) => dimensionsOf(partition).some(({ name, items }) => name === dimension && items[0] === key)
  return (await snapshot.windowsOf(asset)).find(({ partition }) => isOfKey(partition))?.partition
}

/** Its dimensions in any order. */
function asKey(text: string): string {
  const byName = dimensionsOf(text.trim()).toSorted((one, other) => ((one.name ?? '') < (other.name ?? '') ? -1 : 1))
  return byName.some(({ items }) => items.length > 1)
    ? text
    : keyOf(
        byName,
        byName.map(({ items }) => items[0]!),
      )
}
