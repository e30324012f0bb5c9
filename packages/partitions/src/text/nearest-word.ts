/** The word most similar to another, for "did you mean". */
import { distance } from 'fastest-levenshtein'

const candidatesMax = 10_000

/**
 * The candidate with the fewest edits, letter case aside; undefined where more than two fifths of the longer of the two would change.
 *
 * @example
 * ```ts
 * nearestWord('ordres', ['orders', 'total'])   // 'orders'
 * nearestWord('nope', ['orders', 'total'])   // undefined
 * ```
 */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  let best: string | undefined
  let fewest = Number.POSITIVE_INFINITY
  for (const candidate of candidates.slice(0, candidatesMax)) {
    const most = Math.min(fewest - 1, Math.floor(Math.max(candidate.length, wanted.length) * 0.4))
    if (Math.abs(candidate.length - wanted.length) > most) continue
    const edits = distance(wanted, candidate.toLowerCase())
    if (edits <= most) [best, fewest] = [candidate, edits]
  }
  return best
}
