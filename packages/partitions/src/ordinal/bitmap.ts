/** Ordinals as one bit each: the form of a set that has too many gaps to be listed as ranges. */
import type { Range, Ranges } from './ranges.ts'
import { firstAbove } from './sorted.ts'

const wordsPerBlock = 16

/** Bit `n & 31` of word `n >>> 5` is 1 where `n` is in the set; words are signed, as bitwise operators give them. The last word is never 0. */
export class Bitmap {
  readonly words: Int32Array
  readonly count: number
  /** How many ranges it would be. */
  readonly runs: number
  #ranges: Ranges | undefined
  #countsBefore: readonly number[] | undefined

  /** Takes the words over: the caller does not change them afterwards. */
  constructor(words: Int32Array) {
    let length = words.length
    while (length > 0 && words[length - 1] === 0) length -= 1
    let count = 0
    let runs = 0
    let carry = 0
    for (let index = 0; index < length; index += 1) {
      const word = words[index]!
      count += ones(word)
      runs += ones(word & ~((word << 1) | carry))
      carry = word >>> 31
    }
    this.words = words.subarray(0, length)
    this.count = count
    this.runs = runs
  }

  /** One more than the highest ordinal. */
  get end(): number {
    const last = this.words.length - 1
    return last < 0 ? 0 : last * 32 + 32 - Math.clz32(this.words[last]!)
  }

  /** The same as ranges, computed at the first use. */
  get ranges(): Ranges {
    this.#ranges ??= rangesIn(this.words)
    return this.#ranges
  }

  has(ordinal: number): boolean {
    return ordinal >= 0 && ordinal < this.words.length * 32 && ((this.words[ordinal >>> 5]! >>> (ordinal & 31)) & 1) === 1
  }

  /** The ordinal that has `n` others before it; `n` lies in `0 .. count - 1`. */
  nth(n: number): number {
    this.#countsBefore ??= countsBeforeBlocks(this.words)
    const block = firstAbove(this.#countsBefore, n) - 1
    let left = n - this.#countsBefore[block]!
    let index = block * wordsPerBlock
    for (let held = ones(this.words[index]!); held <= left; held = ones(this.words[index]!)) {
      left -= held
      index += 1
    }
    let word = this.words[index]!
    for (; left > 0; left -= 1) word &= word - 1
    return index * 32 + lowest(word)
  }

  *ordinals(): Generator<number, void, undefined> {
    for (let index = 0; index < this.words.length; index += 1) {
      for (let word = this.words[index]!; word !== 0; word &= word - 1) yield index * 32 + lowest(word)
    }
  }
}

/** The words of single ordinals, given in any order. */
export function wordsOfOrdinals(ordinals: readonly number[], end: number): Int32Array {
  const words = new Int32Array(Math.ceil(end / 32))
  for (const ordinal of ordinals) words[ordinal >>> 5]! |= 1 << (ordinal & 31)
  return words
}

/** The words of ranges given in any order, overlapping or not. */
export function wordsOfRanges(ranges: Iterable<Range>, end: number): Int32Array {
  const words = new Int32Array(Math.ceil(end / 32))
  for (const [from, to] of ranges) {
    if (from >= to) continue
    const [first, last] = [from >>> 5, (to - 1) >>> 5]
    const [head, tail] = [-1 << (from & 31), -1 >>> (31 - ((to - 1) & 31))]
    if (first === last) words[first]! |= head & tail
    else {
      words[first]! |= head
      words.fill(-1, first + 1, last)
      words[last]! |= tail
    }
  }
  return words
}

export function unionOfWords(one: Int32Array, other: Int32Array): Int32Array {
  const [longer, shorter] = one.length < other.length ? [other, one] : [one, other]
  const words = longer.slice()
  for (let index = 0; index < shorter.length; index += 1) words[index]! |= shorter[index]!
  return words
}

export function intersectionOfWords(one: Int32Array, other: Int32Array): Int32Array {
  const words = one.slice(0, other.length)
  for (let index = 0; index < words.length; index += 1) words[index]! &= other[index]!
  return words
}

/** What is in `one` and not in `other`. */
export function differenceOfWords(one: Int32Array, other: Int32Array): Int32Array {
  const words = one.slice()
  const shared = Math.min(one.length, other.length)
  for (let index = 0; index < shared; index += 1) words[index]! &= ~other[index]!
  return words
}

/** A range begins and ends where a bit differs from the one before it. */
function rangesIn(words: Int32Array): Ranges {
  const ranges: Range[] = []
  let from = -1
  let carry = 0
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!
    for (let changes = word ^ ((word << 1) | carry); changes !== 0; changes &= changes - 1) {
      const at = index * 32 + lowest(changes)
      if (from < 0) from = at
      else {
        ranges.push([from, at])
        from = -1
      }
    }
    carry = word >>> 31
  }
  if (from >= 0) ranges.push([from, words.length * 32])
  return ranges
}

/** The rank directory: how many ordinals come before each block of words. */
function countsBeforeBlocks(words: Int32Array): readonly number[] {
  const counts: number[] = []
  let count = 0
  for (let index = 0; index < words.length; index += 1) {
    if (index % wordsPerBlock === 0) counts.push(count)
    count += ones(words[index]!)
  }
  return counts
}

function lowest(word: number): number {
  return 31 - Math.clz32(word & -word)
}

/** Adds up bits in pairs, fours and bytes, all at once. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
