/** Hashes as the ledger's columns hold them: bytes, of a fixed length. */
import { createHash } from 'node:crypto'

export const hashBytes = 32
export const idBytes = 10

/** Whether the bytes say all of the text: lower-case hex of that many bytes. */
export function isHex(text: unknown, bytes: number): text is string {
  return typeof text === 'string' && text.length === bytes * 2 && /^[0-9a-f]*$/.test(text)
}

/** Bytes by which a text is found: those it writes in hex, or of its hash where it writes none, as hashes of older ledgers in tests do. */
export function bytesOf(text: string, bytes: number): Uint8Array {
  return isHex(text, bytes) ? Buffer.from(text, 'hex') : createHash('sha256').update(text).digest().subarray(0, bytes)
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
