/** The current version of a partition; what was made for another window of its key is not. */

import { shellQuoted } from '@varve/partitions'
import { erasureText } from '../erase/erased-by.ts'
import { VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import type { Erasure, Materialization, NamedWindow } from '../ledger/records.ts'
import type { LedgerSnapshot } from '../ledger/snapshot.ts'
import { madeFor } from '../plan/made-for.ts'
import type { PlanNode } from '../plan/node.ts'
import { howToMake, notMaterialized } from '../plan/reference.ts'
import { windowsOf } from '../version/partition-windows.ts'

/** @throws NOT_MATERIALIZED PARTITION_ERASED MADE_FOR_OTHER_WINDOW */
export async function currentVersion(
  { name, partitions }: PlanNode,
  key: string,
  snapshot: LedgerSnapshot,
  environment: string,
): Promise<Materialization> {
  const [materialization] = await snapshot.current([{ environment, asset: name, partition: key }])
  if (!materialization) {
    const [erasure] = await snapshot.erasureOf([{ asset: name, partition: key }])
    throw erasure ? partitionErased(erasure) : notMaterialized(name, key, environment)
  }
  const partition = partitions.at(partitions.ordinalOf(key)!)
  if (madeFor(partition, materialization)) return materialization
  const [before, now] = [materialization.windows ?? [], windowsOf(partition)]
  throw new VarveError('MADE_FOR_OTHER_WINDOW', {
    what: `the current version of ${referenceText(name, key)} was made for another window, before its partitions were defined anew`,
    why: `it is of ${inWords(before)}, and the key now means ${inWords(now)}`,
    fix: `${howToMake(name, key, environment)}; varve history ${shellQuoted(referenceText(name, key))} lists what was made`,
    details: { asset: name, partition: key, madeFor: before, wanted: now },
  })
}

function partitionErased(erasure: Erasure): VarveError {
  const { asset, partition, reason, by } = erasure
  const option = partition === '' ? '' : ` --partitions ${shellQuoted(partition)}`
  return new VarveError('PARTITION_ERASED', {
    what: `${referenceText(asset, partition)} was erased`,
    why: erasureText(erasure),
    fix: `varve materialize ${asset}${option} --force makes it again; varve history ${shellQuoted(referenceText(asset, partition))} lists what was made`,
    details: { asset, partition, at: new Date(erasure.at).toISOString(), reason, by },
  })
}

function inWords(windows: readonly NamedWindow[]): string {
  if (windows.length === 0) return 'no window'
  return windows.map(({ start, end }) => `${new Date(start).toISOString()} to ${new Date(end).toISOString()}`).join(' and ')
}
