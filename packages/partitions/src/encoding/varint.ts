/** Whole numbers as LEB128: seven bits a byte, the lowest first; the top bit says that more follow. */

/** @param numbers exact ones, none of them negative. */
export function varintsOf(numbers: Iterable<number>): Uint8Array {
  const bytes: number[] = []
  for (const number of numbers) {
    let rest = number
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
    bytes.push(rest)
  }
  return Uint8Array.from(bytes)
}

/** Undefined where the last number is cut off, and where one is too large to be exact. */
export function readVarints(bytes: Uint8Array): readonly number[] | undefined {
  const numbers: number[] = []
  let number = 0
  let unit = 1
  for (const byte of bytes) {
    number += (byte & 127) * unit
    unit *= 128
    if (!Number.isSafeInteger(number)) return undefined
    if (byte > 127) continue
    numbers.push(number)
    number = 0
    unit = 1
  }
  return unit === 1 ? numbers : undefined
}
