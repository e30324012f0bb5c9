/** A partition as folders: no two partitions share them, and they are the same on every operating system and never leave their root. */
import { createHash } from 'node:crypto'
import type { KeyPart, Partition } from '../partition-set.ts'

/** The longest folder name, in bytes; disks allow 255. */
const nameBytesMax = 200
const keyBytesCut = 120

/**
 * `day=2001-01-01/origin=ORD`: dimensions of time first, then the others by name; `''` for an unpartitioned asset. Everything but
 * letters, digits, `_`, `.` and `-` is percent-encoded as UTF-8, as are dots at either end; a key too long for a folder is cut and ends in
 * `~` and a hash of the whole.
 *
 * @example
 * ```ts
 * pathOf(cells.asOf(now).at(0))   // 'day=2001-01-01/origin=ATL'
 * ```
 */
export function pathOf(partition: Partition): string {
  const times = partition.parts.filter(part => part.window !== undefined)
  const others = partition.parts.filter(part => part.window === undefined)
  return [...times, ...others].map(folderOf).join('/')
}

/** An empty key (which no set allows) would be `~`, which no other key becomes. */
export function folderOf({ dimension, key }: Pick<KeyPart, 'dimension' | 'key'>): string {
  const name = `${safe(dimension)}=${key === '' ? '~' : safe(key)}`
  if (name.length <= nameBytesMax) return name
  const hash = createHash('sha256').update(key, 'utf8').digest('hex')
  return `${name.slice(0, keyBytesCut).replace(/%.?$/, '')}~${hash}`
}

function safe(text: string): string {
  if (/^[\w-]+$/.test(text)) return text
  const encoded = Array.from(new TextEncoder().encode(text), byte => (isSafe(byte) ? String.fromCharCode(byte) : percent(byte))).join('')
  return encoded.replace(/^\.+|\.+$/g, dots => '%2E'.repeat(dots.length))
}

function isSafe(byte: number): boolean {
  return /[A-Za-z0-9_.-]/.test(String.fromCharCode(byte))
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
