/** Row 2: what an assignment reads, as values for `run`: pinned, verified as it is read, each reader's own. */
import { isVarveError, VarveError } from '../../foundation/errors.ts'
import { referenceText } from '../../foundation/reference-text.ts'
import type { ArtifactStore } from '../../io/artifact-store.ts'
import { readValue } from '../../io/read-value.ts'
import type { PlanGraph } from '../../plan/node.ts'
import type { AssignedPartition, AssignedRead } from '../assignment.ts'
import type { ExternalReader } from './external-reader.ts'

export interface Reader {
  readonly graph: PlanGraph
  readonly store: ArtifactStore
  readonly externals: ExternalReader
}

/** By the name of the input. */
export async function readInputs(reads: readonly AssignedRead[], reader: Reader, signal: AbortSignal): Promise<Record<string, unknown>> {
  return Object.fromEntries(await Promise.all(reads.map(async read => [read.input, await readInput(read, reader, signal)] as const)))
}

async function readInput(read: AssignedRead, reader: Reader, signal: AbortSignal): Promise<unknown> {
  if (read.form === 'external') return reader.externals.read(read.external, read.version, signal)
  const values = new Map<string, unknown>()
  for (const assigned of read.partitions) values.set(assigned.partition, await readPartition(read.asset, assigned, reader))
  if (read.form === 'many') return values
  const [value] = values.values()
  return value
}

async function readPartition(asset: string, { partition, ...value }: AssignedPartition, { graph, store }: Reader): Promise<unknown> {
  const { decoders } = graph.get(asset)!
  return readValue(store, decoders, value, referenceText(asset, partition)).catch(error => {
    throw isVarveError(error) ? naming(error, asset, partition) : error
  })
}

/** Whoever hears of it knows whose bytes were to be read. */
function naming(error: VarveError, asset: string, partition: string): VarveError {
  const { code, what, where, why, fix, details } = error
  return new VarveError(code, { what, where, why, fix, details: { ...details, asset, partition }, cause: error })
}
