/** The mapping of one input, whose errors name that input: a mapping alone does not know who reads with it. */
import type { Arity, Mapping, PartitionSet, PartitionSubset, PartitionsAsOf, UpstreamAnswer } from '@varve/partitions'
import { asVarveError } from '../foundation/translate-error.ts'

export function inputMapping(mapping: Mapping, reader: string, input: string): Mapping {
  return new InputMapping(mapping, reader, input)
}

/** A graph has two for each of its edges: so they share their functions. */
class InputMapping implements Mapping {
  readonly arity: Arity
  readonly name: string
  readonly identity: string | null
  readonly #mapping: Mapping
  readonly #reader: string
  readonly #input: string

  constructor(mapping: Mapping, reader: string, input: string) {
    this.arity = mapping.arity
    this.name = mapping.name
    this.identity = mapping.identity
    this.#mapping = mapping
    this.#reader = reader
    this.#input = input
  }

  refusal(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
    return this.#mapping.refusal(upstream, downstream)
  }

  upstream(downstream: PartitionSubset, upstream: PartitionsAsOf): UpstreamAnswer {
    try {
      return this.#mapping.upstream(downstream, upstream)
    } catch (error) {
      throw this.#named(error)
    }
  }

  downstream(upstream: PartitionSubset, downstream: PartitionsAsOf): PartitionSubset {
    try {
      return this.#mapping.downstream(upstream, downstream)
    } catch (error) {
      throw this.#named(error)
    }
  }

  #named(error: unknown): unknown {
    return asVarveError(error, { where: `input '${this.#input}' of ${this.#reader}`, facts: { asset: this.#reader, input: this.#input } })
  }
}
