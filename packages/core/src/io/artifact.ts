/** What an artifact is: an ordered list of immutable members, named by their content. */
import { hashParts } from '../foundation/hash.ts'

/** One immutable file. */
export interface Member {
  /** The file's name in the tree, `part.parquet`. */
  readonly name: string
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string
  readonly bytes: number
}

export interface Artifact {
  readonly members: readonly [Member, ...Member[]]
  /** The content hash: of one member its own hash (so `sha256sum` agrees), of several the hash of their names and hashes. */
  readonly sha256: string
  readonly bytes: number
  /** Rows held, or null where the value is not rows. */
  readonly rows: number | null
}

export function artifactOf(members: readonly [Member, ...Member[]], rows: number | null): Artifact {
  const [first] = members
  const sha256 =
    members.length === 1
      ? first.sha256
      : hashParts(
          'artifact',
          members.flatMap(member => [member.name, member.sha256]),
        )
  return { members, sha256, bytes: members.reduce((sum, member) => sum + member.bytes, 0), rows }
}

/** `parquet` of `part.parquet`. */
export function extensionOf(member: Member): string {
  return member.name.slice(member.name.lastIndexOf('.') + 1)
}
