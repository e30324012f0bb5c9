/** The version that stands for a partition now; what was made for another window of its key does not. */
import { shellQuoted } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import type { Materialization, NamedWindow } from '../ledger/records.ts'
import { madeFor } from '../plan/made-for.ts'
import type { PlanNode } from '../plan/node.ts'
import { windowsOf } from '../version/partition-windows.ts'
import { howToMake, notMaterialized, referenceText } from './reference.ts'

/** @throws NOT_MATERIALIZED MADE_FOR_OTHER_WINDOW */
export function currentVersion(
  { name, partitions }: PlanNode,
  key: string,
  snapshot: LedgerSnapshot,
  environment: string,
): Materialization {
  const made = snapshot.currentOf(environment, name, key)
  if (!made) throw notMaterialized(name, key, environment)
  const partition = partitions.at(partitions.ordinalOf(key)!)
  if (madeFor(partition, made)) return made
  const [before, now] = [made.windows ?? [], windowsOf(partition)]
  throw new VarveError('MADE_FOR_OTHER_WINDOW', {
    what: `what stands at ${referenceText(name, key)} was made for another window, before its partitions were defined anew`,
    why: `it is of ${inWords(before)}, and the key now stands for ${inWords(now)}`,
    fix: `${howToMake(name, key, environment)}; varve history ${shellQuoted(referenceText(name, key))} lists what was made`,
    details: { asset: name, partition: key, madeFor: before, wanted: now },
  })
}

function inWords(windows: readonly NamedWindow[]): string {
  if (windows.length === 0) return 'no window'
  return windows.map(({ start, end }) => `${new Date(start).toISOString()} to ${new Date(end).toISOString()}`).join(' and ')
}
