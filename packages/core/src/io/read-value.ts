/** A stored value as its readers are given it: verified bytes, decoded into a copy of their own. */
import type { AnyAsset } from '../asset/asset.ts'
import type { Artifact } from './artifact.ts'
import type { Format } from './format.ts'
import type { ArtifactStore } from './io-manager.ts'

/** @throws OBJECT_MISSING OBJECT_CORRUPT */
export async function readValue(store: ArtifactStore, format: Format, artifact: Artifact, { contract }: AnyAsset): Promise<unknown> {
  const value = await format.decode(await store.read(artifact.members[0]), contract?.schema)
  if (contract && contract.absent.length > 0) dropEmpty(value as Record<string, unknown>[], contract.absent)
  return value
}

/** Storage knows one kind of empty; the contract says for which columns it is an absent key. */
function dropEmpty(rows: readonly Record<string, unknown>[], columns: readonly string[]): void {
  for (const row of rows) for (const column of columns) if (row[column] === null) delete row[column]
}
