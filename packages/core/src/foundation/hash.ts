/** SHA-256 of bytes, and of length-delimited parts so that ("ab","c") never equals ("a","bc"). */
import { hash } from 'node:crypto'

/** Lower-case hex SHA-256 of the bytes (text as UTF-8). */
export function sha256(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex')
}

/**
 * Lower-case hex SHA-256 over a named, versioned kind and its parts, each preceded by its byte length.
 * `kind` separates domains: a version never equals a config hash by accident.
 *
 * @param scheme grows where the parts of a kind come to mean something else.
 */
export function hashParts(kind: string, parts: readonly string[], scheme = 1): string {
  const all = [`varve/${kind}/${scheme}`, ...parts]
  let text = ''
  for (const part of all) text += `${part.length}:${part}`
  if (Buffer.byteLength(text) === text.length) return sha256(text)
  return sha256(Buffer.concat(all.flatMap(part => delimited(Buffer.from(part, 'utf8')))))
}

function delimited(bytes: Buffer): readonly Buffer[] {
  return [Buffer.from(`${bytes.length}:`), bytes]
}
