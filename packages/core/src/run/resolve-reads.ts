/** Pins what a step reads: the materializations that it was judged by, as an assignment names them. */
import { equals, ordinals, type PartitionSubset } from '@varve/partitions'
import { inBatches } from '../ledger/in-batches.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Materialization, Sequence } from '../ledger/records.ts'
import type { Wanted, WantedInput } from '../plan/judge.ts'
import type { Loaded, LoadedAsset } from '../plan/loaded.ts'
import { isWide } from '../version/reads-digest.ts'
import type { AssignedPartition, AssignedRead } from './assignment.ts'

/** In one question for all inputs; none where nothing is read that is not known. */
export type ResolveReads = (wanted: Wanted, loaded: Loaded) => Promise<readonly AssignedRead[]>

/** What the last reader of an asset read of it. */
interface Kept {
  readonly loaded: LoadedAsset
  readonly partitions: PartitionSubset
  readonly bySequence: ReadonlyMap<Sequence, AssignedPartition>
  readonly list: readonly AssignedPartition[]
}

/** Of each asset that is read widely, what its last reader read is kept: the next one reads most of it again, or all of it. */
export function readResolver(ledger: Pick<Ledger, 'bySequence'>): ResolveReads {
  const kept = new Map<string, Kept>()
  return async ({ inputs }, loaded) => {
    const asked = inputs.map(input => askedOf(input, loaded, kept.get(input.input.asset)))
    const unknown = asked.flatMap(({ sequences, known }) => sequences.filter(sequence => !known?.bySequence.has(sequence)))
    const found = await inBatches([...new Set(unknown)], batch => ledger.bySequence(batch))
    const foundBySequence = new Map(found.map(one => [one.sequence, assigned(one)]))
    return asked.map(({ input: { input, partitions, external }, sequences, known, isSame }): AssignedRead => {
      const { name, asset } = input
      if (input.kind === 'external') return { form: 'external', input: name, external: asset, version: external! }
      const { arity: form } = input.mapping
      if (isSame) return { form, input: name, asset, partitions: known!.list }
      const bySequence = new Map(sequences.map(each => [each, known?.bySequence.get(each) ?? foundBySequence.get(each)!]))
      const list = [...bySequence.values()]
      if (isWide(list.length)) kept.set(asset, { loaded: loaded.of(asset), partitions: partitions!, bySequence, list })
      return { form, input: name, asset, partitions: list }
    })
  }
}

interface Asked {
  readonly input: WantedInput
  readonly known: Kept | undefined
  /** Whether all of it was read by the reader before, and nothing was loaded since. */
  readonly isSame: boolean
  readonly sequences: readonly Sequence[]
}

function askedOf(input: WantedInput, loaded: Loaded, known: Kept | undefined): Asked {
  const { partitions } = input
  if (partitions === null) return { input, known, isSame: false, sequences: [] }
  const upstream = loaded.of(input.input.asset)
  const isSame = known !== undefined && known.loaded === upstream && equals(known.partitions, partitions)
  const sequences = isSame ? [] : Array.from(ordinals(partitions), ordinal => upstream.row(ordinal)!.sequence)
  return { input, known, isSame, sequences }
}

function assigned({ partition, artifact, stored }: Materialization): AssignedPartition {
  return { partition, artifact, stored }
}
