/** One bit for each row, the lowest bit first, as Arrow has it. */

/** Whether the bit of a row is 1; of no bitmap all are. */
export function isSet(bits: Uint8Array | null, row: number): boolean {
  return bits === null || (((bits[row >> 3] as number) >> (row & 7)) & 1) === 1
}

export interface BitmapBuilder {
  /** Rows are cleared in order. */
  clear(row: number): void
  /** Null where no row was cleared. */
  finish(rowCount: number): Uint8Array | null
}

/** Every bit is 1 until its row is cleared. */
export function bitmapBuilder(): BitmapBuilder {
  let bits: Uint8Array | undefined
  return {
    clear(row) {
      const byte = row >> 3
      if (bits === undefined || byte >= bits.length) {
        const larger = new Uint8Array(Math.max(64, byte * 2)).fill(0xff)
        if (bits) larger.set(bits)
        bits = larger
      }
      bits[byte] = (bits[byte] as number) & ~(1 << (row & 7))
    },
    finish(rowCount) {
      if (bits === undefined) return null
      const all = new Uint8Array((rowCount + 7) >> 3).fill(0xff)
      all.set(bits.subarray(0, all.length))
      return all
    },
  }
}
