/** SHA-256 of bytes, and of length-delimited parts so that ("ab","c") never equals ("a","bc"). */
import { createHash } from 'node:crypto'

/** Lower-case hex SHA-256 of the bytes (text as UTF-8). */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * Lower-case hex SHA-256 over a named, versioned kind and its parts, each preceded by its byte length.
 * `kind` separates domains: a version never equals a config hash by accident.
 *
 * @param scheme grows where the parts of a kind come to mean something else.
 */
export function hashParts(kind: string, parts: readonly string[], scheme = 1): string {
  const hash = createHash('sha256')
  for (const part of [`varve/${kind}/${scheme}`, ...parts]) {
    const bytes = Buffer.from(part, 'utf8')
    hash.update(`${bytes.length}:`).update(bytes)
  }
  return hash.digest('hex')
}
