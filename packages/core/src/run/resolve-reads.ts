/** Pins what a step reads: the materializations that it was judged by, as an assignment names them. */
import { ordinals } from '@varve/partitions'
import { inBatches } from '../ledger/in-batches.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Materialization, Sequence } from '../ledger/records.ts'
import type { Wanted, WantedInput } from '../plan/judge.ts'
import type { Loaded } from '../plan/loaded.ts'
import { isWide } from '../version/reads-digest.ts'
import type { AssignedPartition, AssignedRead } from './assignment.ts'

/** In one question for all inputs; none where nothing is read that is not known. */
export type ResolveReads = (wanted: Wanted, loaded: Loaded) => Promise<readonly AssignedRead[]>

type Pinned = ReadonlyMap<Sequence, AssignedPartition>

/** Of each asset that is read widely, what its last reader read is kept: the next one reads most of it again. */
export function readResolver(ledger: Pick<Ledger, 'bySequence'>): ResolveReads {
  const kept = new Map<string, Pinned>()
  return async ({ inputs }, loaded) => {
    const asked = inputs.map(input => ({ input, sequences: sequencesOf(input, loaded) }))
    const known = new Map(asked.map(({ input: { input } }) => [input.asset, kept.get(input.asset)]))
    const unknown = asked.flatMap(({ input: { input }, sequences }) => sequences.filter(sequence => !known.get(input.asset)?.has(sequence)))
    const found = await inBatches([...new Set(unknown)], batch => ledger.bySequence(batch))
    const bySequence = new Map(found.map(one => [one.sequence, assigned(one)]))
    return asked.map(({ input: { input, external }, sequences }): AssignedRead => {
      if (input.kind === 'external') return { form: 'external', input: input.name, external: input.asset, version: external! }
      const pins = new Map(sequences.map(sequence => [sequence, known.get(input.asset)?.get(sequence) ?? bySequence.get(sequence)!]))
      if (isWide(pins.size)) kept.set(input.asset, pins)
      return { form: input.mapping.arity, input: input.name, asset: input.asset, partitions: [...pins.values()] }
    })
  }
}

function sequencesOf({ input, partitions }: WantedInput, loaded: Loaded): readonly Sequence[] {
  if (partitions === null) return []
  const upstream = loaded.of(input.asset)
  return Array.from(ordinals(partitions), ordinal => upstream.row(ordinal)!.sequence)
}

function assigned({ partition, artifact, stored }: Materialization): AssignedPartition {
  return { partition, artifact, stored }
}
