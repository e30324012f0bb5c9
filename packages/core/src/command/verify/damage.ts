/** Objects that are missing or damaged: whose they are, and whether anything still holds or shows them. */
import type { Member } from '../../io/artifact.ts'
import type { ArtifactStore } from '../../io/artifact-store.ts'
import { inBatches } from '../../ledger/in-batches.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Loss } from '../../ledger/records.ts'
import { withSnapshot } from '../../ledger/with-snapshot.ts'

export interface DamagedObject {
  readonly sha256: string
  readonly path: string
  readonly partitions: readonly string[]
}

export interface Damage {
  readonly member: Member
  readonly found: Loss['found']
  /** Everything that has it as a member, in whatever order it came by. */
  readonly readers: DamageReader[]
}

export interface DamageReader {
  /** Where the reader comes in documents. */
  readonly order: number
  /** Of the member among its members. */
  readonly place: number
  readonly name: string
}

/** With the place of its first reader. */
export function damageDocument(
  { member, readers }: Damage,
  { objects }: Pick<ArtifactStore, 'objects'>,
): Pick<DamageReader, 'order' | 'place'> & { readonly object: DamagedObject } {
  const sorted = readers.toSorted((one, other) => one.order - other.order || one.place - other.place)
  const { order, place } = sorted[0]!
  const partitions = [...new Set(sorted.map(({ name }) => name))]
  return { order, place, object: { sha256: member.sha256, path: objects.locate(member), partitions } }
}

/** Those of the hashes that something holds which was not erased. */
export async function heldAmong(hashes: readonly string[], ledger: Ledger): Promise<ReadonlySet<string>> {
  const holders = await inBatches(hashes, batch => withSnapshot(ledger, snapshot => snapshot.holdersOf(batch)))
  return new Set(holders.map(({ sha256 }) => sha256))
}

/** Those of the hashes that are members of what is current in any environment. */
export async function currentAmong(hashes: readonly string[], ledger: Ledger): Promise<ReadonlySet<string>> {
  const current = await inBatches(hashes, batch =>
    withSnapshot(ledger, async snapshot => {
      const holders = await snapshot.holdersOf(batch)
      const pointed = new Set<number>()
      for (const environment of await snapshot.environments()) {
        const names = holders.map(({ asset, partition }) => ({ environment, asset, partition }))
        for (const one of await inBatches(names, some => snapshot.current(some))) if (one) pointed.add(one.sequence)
      }
      return holders.filter(({ sequence }) => pointed.has(sequence)).map(({ sha256 }) => sha256)
    }),
  )
  return new Set(current)
}
