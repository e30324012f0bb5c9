/** The version of a partition: the identity of a derivation, from the definition, the partition and the content that was read. */
import type { Partition } from '@varve/partitions'
import { hashParts } from '../foundation/hash.ts'

export interface VersionInput {
  /** The local name under which the asset reads it. */
  readonly name: string
  /** In what form it is given: `one`, `maybe`, `many`, or `external`; another form is another derivation, whatever it reads. */
  readonly form: string
  readonly reads: readonly VersionRead[]
}

export interface VersionRead {
  readonly partition: string
  /** Content hash, or null where it was missing. */
  readonly content: string | null
}

/** Inputs are taken in name order, partitions in the order they are read; every list says its length, so parts cannot run together. */
export function versionOf(definitionHash: string, partition: Partition, inputs: readonly VersionInput[]): string {
  const windows = partition.parts.flatMap(part => (part.window ? [part.dimension, String(part.window.start), String(part.window.end)] : []))
  const parts = [definitionHash, partition.key, String(windows.length / 3), ...windows]
  for (const { name, form, reads } of [...inputs].sort(byName)) {
    parts.push(name, form, String(reads.length))
    for (const { partition: key, content } of reads) parts.push(key, content === null ? 'missing' : `content ${content}`)
  }
  return hashParts('version', parts)
}

function byName(one: VersionInput, other: VersionInput): number {
  return one.name < other.name ? -1 : 1
}
