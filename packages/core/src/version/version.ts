/** The version of a partition: the identity of a derivation, from the definition, the partition and the content that was read. */
import type { Partition } from '@varve/partitions'
import { hashParts } from '../foundation/hash.ts'
import { windowsOf } from './partition-windows.ts'
import { type DigestedReads, digestReads, isWide, type VersionRead } from './reads-digest.ts'

export interface VersionInput {
  /** The local name under which the asset reads it. */
  readonly name: string
  /** In what form it is given: `one`, `maybe`, `many`, or `external`; another form is another derivation, whatever it reads. */
  readonly form: string
  /** A wide list counts by its digest, whether that is given or computed here. */
  readonly reads: readonly VersionRead[] | DigestedReads
}

/** 2: read hashes are part of it. 3: wide inputs count by one digest; a version without any stays of scheme 2. */
const [narrowScheme, wideScheme] = [2, 3]

/** Inputs are taken in name order, partitions in the order they are read; every list says its length, so parts cannot run together. */
export function versionOf(definitionHash: string, partition: Partition, inputs: readonly VersionInput[]): string {
  const windows = windowsOf(partition)
  const parts = [definitionHash, partition.key, String(windows.length)]
  for (const { dimension, start, end } of windows) parts.push(dimension, String(start), String(end))
  let scheme = narrowScheme
  for (const { name, form, reads } of [...inputs].sort(byName)) {
    const counted = narrowOrDigested(reads)
    if ('digest' in counted) {
      scheme = wideScheme
      parts.push(name, form, String(counted.count), counted.digest)
      continue
    }
    parts.push(name, form, String(counted.length))
    for (const { partition: key, content, readHash } of counted) {
      parts.push(key, content === null ? 'missing' : `content ${content}`, readHash === null ? 'missing' : `read ${readHash}`)
    }
  }
  return hashParts('version', parts, scheme)
}

function narrowOrDigested(reads: VersionInput['reads']): VersionInput['reads'] {
  return 'digest' in reads || !isWide(reads.length) ? reads : digestReads(reads)
}

function byName(one: VersionInput, other: VersionInput): number {
  return one.name < other.name ? -1 : 1
}
