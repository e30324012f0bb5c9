/** Who else holds the bytes that are to be erased: equal data is stored once. */

import { shellQuoted } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import type { Materialization } from '../ledger/records.ts'
import type { Target } from './erase-targets.ts'
import { erasedBy } from './erased-by.ts'

/** Partitions that are not named and hold an object of those that are, or of one another: erasing all of them breaks nobody. */
export function sharingPartitions(targets: readonly Target[], snapshot: LedgerSnapshot): readonly string[] {
  const named = new Set(targets.map(({ asset, partition }) => referenceText(asset, partition)))
  const hashes = new Set(targets.flatMap(({ materializations }) => materializations.flatMap(hashesOf)))
  if (hashes.size === 0) return []
  const erasureOf = erasedBy(snapshot.erasures())
  const others = [...snapshot.all()].filter(materialization => !named.has(nameOf(materialization)) && !erasureOf(materialization))
  const sharing = new Set<string>()
  for (let before = -1; before < sharing.size; ) {
    before = sharing.size
    for (const other of others) {
      const isIn = sharing.has(nameOf(other)) || hashesOf(other).some(hash => hashes.has(hash))
      if (!isIn) continue
      sharing.add(nameOf(other))
      for (const hash of hashesOf(other)) hashes.add(hash)
    }
  }
  return [...sharing].sort()
}

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

function nameOf({ asset, partition }: Materialization): string {
  return referenceText(asset, partition)
}

function hashesOf({ artifact }: Materialization): readonly string[] {
  return artifact.members.map(({ sha256 }) => sha256)
}
