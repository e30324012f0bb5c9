/** Ordinals as bytes and back, in the smaller of two forms: gaps and lengths of ranges, or a bit for each ordinal. */
import { endOf, type OrdinalSet, rangesOf, runsOf, setOfSortedRanges, setOfWords, wordsOf } from '../ordinal/ordinal-set.ts'
import type { Range, Ranges } from '../ordinal/ranges.ts'
import { readVarints, varintsOf } from './varint.ts'

export const forms = { ranges: 0, bitmap: 1 } as const

export interface Body {
  readonly form: number
  readonly bytes: Uint8Array
}

export function bodyOf(set: OrdinalSet): Body {
  const bitmapBytes = Math.ceil(endOf(set) / 8)
  // A range takes two bytes at least.
  if (runsOf(set) * 2 < bitmapBytes) {
    const bytes = varintsOf(gapsAndLengths(rangesOf(set)))
    if (bytes.length < bitmapBytes) return { form: forms.ranges, bytes }
  }
  return { form: forms.bitmap, bytes: bitsOf(wordsOf(set), bitmapBytes) }
}

/** Undefined where the bytes are not a set of ordinals. The memory it takes is proportional to the number of bytes, whatever they contain. */
export function readBody({ form, bytes }: Body): OrdinalSet | undefined {
  if (form === forms.bitmap) return setOfWords(wordsIn(bytes))
  const numbers = form === forms.ranges ? readVarints(bytes) : undefined
  const ranges = numbers && rangesIn(numbers)
  return ranges && setOfSortedRanges(ranges)
}

function* gapsAndLengths(ranges: Ranges): Generator<number, void, undefined> {
  let end = 0
  for (const [from, to] of ranges) {
    yield from - end
    yield to - from
    end = to
  }
}

function rangesIn(numbers: readonly number[]): Ranges | undefined {
  const ranges: Range[] = []
  let end = 0
  for (let index = 0; index < numbers.length; index += 2) {
    const from = end + numbers[index]!
    const to = from + (numbers[index + 1] ?? 0)
    if (to === from || (from === end && index > 0) || !Number.isSafeInteger(to)) return undefined
    ranges.push([from, to])
    end = to
  }
  return ranges
}

/** The lowest bit of a byte first, on any machine. */
function bitsOf(words: Int32Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index += 1) bytes[index] = words[index >>> 2]! >>> ((index & 3) * 8)
  return bytes
}

function wordsIn(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(Math.ceil(bytes.length / 4))
  for (let index = 0; index < bytes.length; index += 1) words[index >>> 2]! |= bytes[index]! << ((index & 3) * 8)
  return words
}
