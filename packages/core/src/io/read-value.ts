/** A stored value as its readers are given it: verified bytes, decoded into a copy of their own. */
import type { AnyAsset } from '../asset/any-asset.ts'
import { VarveError } from '../foundation/errors.ts'
import { type Artifact, extensionOf, type Member } from './artifact.ts'
import type { Format } from './format.ts'
import type { ArtifactStore } from './io-manager.ts'

/** @throws OBJECT_MISSING OBJECT_CORRUPT FORMAT_CANNOT_HOLD where it was stored in another format than the asset has now */
export async function readValue(store: ArtifactStore, format: Format, artifact: Artifact, { contract }: AnyAsset): Promise<unknown> {
  const [member] = artifact.members
  if (extensionOf(member) !== format.extension) throw otherFormat(member, format)
  const value = await format.decode(await store.read(member), contract?.schema)
  if (contract && contract.absent.length > 0) dropEmpty(value as Record<string, unknown>[], contract.absent)
  return value
}

/** Storage knows one kind of empty; the contract says for which columns it is an absent key. */
function dropEmpty(rows: readonly Record<string, unknown>[], columns: readonly string[]): void {
  for (const row of rows) for (const column of columns) if (row[column] === null) delete row[column]
}

function otherFormat(member: Member, format: Format): VarveError {
  return new VarveError('FORMAT_CANNOT_HOLD', {
    what: `a value is stored as ${extensionOf(member)}, and its asset is now stored as ${format.extension}`,
    why: 'the format was changed after it was made, and it has not been made again',
    fix: 'materialize the asset that holds it; to read it with a selection, put + before the name',
    details: { sha256: member.sha256 },
  })
}
