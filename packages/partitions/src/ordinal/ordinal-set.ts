/** A set of ordinals as ranges or as a bitmap, whichever its content makes smaller, with the operations of sets. */
import { Bitmap, differenceOfWords, intersectionOfWords, unionOfWords, wordsOfOrdinals, wordsOfRanges } from './bitmap.ts'
import type { Range, Ranges } from './ranges.ts'
import * as ranges from './ranges.ts'

/** Equal sets have the same form. */
export type OrdinalSet = Ranges | Bitmap

/** Up to this many, ranges are quick and small enough whatever they hold. */
const rangesFew = 16
/** The memory that a listed range takes, in words of a bitmap. */
const wordsPerRange = 16
/** Ordinals are shifted as unsigned numbers of 32 bits. */
const bitsMax = 2 ** 32

/** @param given single ordinals in any order, twice or once. */
export function setOfOrdinals(given: readonly number[]): OrdinalSet {
  let end = 0
  for (const ordinal of given) if (ordinal >= end) end = ordinal + 1
  return isBitmapSmaller(given.length, end) ? setOfWords(wordsOfOrdinals(given, end)) : ranges.rangesOf(given)
}

/** @param given ranges in any order, overlapping or not. */
export function setOfRanges(given: readonly Range[]): OrdinalSet {
  let end = 0
  for (const [, to] of given) if (to > end) end = to
  return isBitmapSmaller(given.length, end) ? setOfWords(wordsOfRanges(given, end)) : ranges.normalized(given)
}

/** Takes the words over. */
export function setOfWords(words: Int32Array): OrdinalSet {
  const bitmap = new Bitmap(words)
  return isBitmapSmaller(bitmap.runs, bitmap.end) ? bitmap : bitmap.ranges
}

/** @param sorted ranges as this package makes them. */
export function setOfSortedRanges(sorted: Ranges): OrdinalSet {
  return isBitmapSmaller(sorted.length, endOf(sorted)) ? new Bitmap(wordsOf(sorted)) : sorted
}

export function unionOf(one: OrdinalSet, other: OrdinalSet): OrdinalSet {
  if (fitWords(one, other)) return setOfWords(unionOfWords(wordsOf(one), wordsOf(other)))
  return setOfSortedRanges(ranges.unionOf(rangesOf(one), rangesOf(other)))
}

export function intersectionOf(one: OrdinalSet, other: OrdinalSet): OrdinalSet {
  if (fitWords(one, other)) return setOfWords(intersectionOfWords(wordsOf(one), wordsOf(other)))
  return setOfSortedRanges(ranges.intersectionOf(rangesOf(one), rangesOf(other)))
}

/** What is in `one` and not in `other`. */
export function differenceOf(one: OrdinalSet, other: OrdinalSet): OrdinalSet {
  if (fitWords(one, other)) return setOfWords(differenceOfWords(wordsOf(one), wordsOf(other)))
  return setOfSortedRanges(ranges.intersectionOf(rangesOf(one), ranges.complementOf(rangesOf(other), endOf(one))))
}

export function areEqual(one: OrdinalSet, other: OrdinalSet): boolean {
  if (isRanges(one)) return isRanges(other) && ranges.areEqual(one, other)
  return (
    !isRanges(other) &&
    one.count === other.count &&
    one.words.length === other.words.length &&
    one.words.every((word, index) => word === other.words[index])
  )
}

export function countOf(set: OrdinalSet): number {
  return isRanges(set) ? ranges.countOf(set) : set.count
}

export function runsOf(set: OrdinalSet): number {
  return isRanges(set) ? set.length : set.runs
}

export function rangesOf(set: OrdinalSet): Ranges {
  return isRanges(set) ? set : set.ranges
}

/** One more than the highest ordinal; 0 for the empty set. */
export function endOf(set: OrdinalSet): number {
  return isRanges(set) ? (set[set.length - 1]?.[1] ?? 0) : set.end
}

export function isInside(set: OrdinalSet, ordinal: number): boolean {
  if (!Number.isInteger(ordinal)) return false
  return isRanges(set) ? ranges.isInside(set, ordinal) : set.has(ordinal)
}

/** The ordinal that has `n` others before it; undefined where there is none. */
export function nthOf(set: OrdinalSet, n: number): number | undefined {
  if (!Number.isInteger(n) || n < 0) return undefined
  if (isRanges(set)) return ranges.nthOf(set, n)
  return n < set.count ? set.nth(n) : undefined
}

export function ordinalsOf(set: OrdinalSet): Generator<number, void, undefined> {
  return isRanges(set) ? ranges.ordinalsOf(set) : set.ordinals()
}

/** The words that a bitmap of the set has, whatever its form. */
export function wordsOf(set: OrdinalSet): Int32Array {
  return isRanges(set) ? wordsOfRanges(set, endOf(set)) : set.words
}

export function isRanges(set: OrdinalSet): set is Ranges {
  return !(set instanceof Bitmap)
}

/** Two bitmaps always do; for ranges far away from a bitmap there would be far too many words. */
function fitWords(one: OrdinalSet, other: OrdinalSet): boolean {
  return isBitmapSmaller(runsOf(one) + runsOf(other), Math.max(endOf(one), endOf(other)))
}

function isBitmapSmaller(runs: number, end: number): boolean {
  return runs > rangesFew && end <= bitsMax && end <= runs * wordsPerRange * 32
}
