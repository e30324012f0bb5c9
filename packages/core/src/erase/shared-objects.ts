/** Who else holds the bytes that are to be erased: equal data is stored once. */

import { shellQuoted } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import { inBatches } from '../ledger/in-batches.ts'
import type { Materialization } from '../ledger/records.ts'
import type { LedgerSnapshot, PartitionName } from '../ledger/snapshot.ts'
import type { Target } from './erase-targets.ts'
import { erasedBy } from './erased-by.ts'

/** Partitions that are not named and hold an object of those that are, or of one another: erasing all of them breaks nobody. */
export async function sharingPartitions(targets: readonly Target[], snapshot: LedgerSnapshot): Promise<readonly string[]> {
  const erasureOf = erasedBy(await snapshot.erasures())
  const names = new Set(targets.map(({ asset, partition }) => referenceText(asset, partition)))
  const sharing: string[] = []
  const asked = new Set<string>()
  for (let made = targets.flatMap(({ materializations }) => materializations); made.length > 0; ) {
    const hashes = [...new Set(made.flatMap(hashesOf))].filter(hash => !asked.has(hash))
    for (const hash of hashes) asked.add(hash)
    const found: PartitionName[] = []
    for (const { asset, partition } of await inBatches(hashes, batch => snapshot.holdersOf(batch))) {
      const name = referenceText(asset, partition)
      if (names.has(name)) continue
      names.add(name)
      sharing.push(name)
      found.push({ asset, partition })
    }
    const histories = (batch: readonly PartitionName[]) =>
      Promise.all(batch.map(({ asset, partition }) => snapshot.history(asset, partition)))
    made = (await inBatches(found, histories, historiesAtOnce)).flat().filter(one => !erasureOf(one))
  }
  return sharing.sort()
}

const historiesAtOnce = 100

/** @param reason as it was given, for the command that names all. */
export function objectShared(targets: readonly Target[], sharing: readonly string[], reason: string): VarveError {
  const named = targets.map(({ asset, partition }) => referenceText(asset, partition))
  const few = sharing.slice(0, fewMax)
  return new VarveError('OBJECT_SHARED', {
    what: `${named.join(', ')}: the same stored bytes belong to other partitions too, so nothing was erased`,
    why: `equal data is stored once, and ${few.join(', ')}${sharing.length > few.length ? ` and ${sharing.length - few.length} more` : ''} have it too`,
    fix: `name all of them: varve erase ${[...named, ...sharing].map(wordOf).join(' ')} --reason ${shellQuoted(reason)}`,
    details: { named, sharing },
  })
}

const fewMax = 10

function wordOf(text: string): string {
  return /^[\w.@=-]+$/.test(text) ? text : shellQuoted(text)
}

function hashesOf({ artifact }: Materialization): readonly string[] {
  return artifact.members.map(({ sha256 }) => sha256)
}
