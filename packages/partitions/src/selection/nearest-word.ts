/** The word most like another, for "did you mean". */

const candidatesMax = 10_000

/**
 * The candidate with the fewest edits, letter case aside; undefined where more than a third of the longer of the two would change. Two letters
 * that changed places are one edit.
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
    const most = Math.min(fewest - 1, Math.floor(Math.max(candidate.length, wanted.length) / 3))
    if (Math.abs(candidate.length - wanted.length) > most) continue
    const edits = editsBetween(wanted, candidate.toLowerCase())
    if (edits <= most) [best, fewest] = [candidate, edits]
  }
  return best
}

function editsBetween(one: string, other: string): number {
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      const swapped = isSwapped ? before[j - 2]! + 1 : replaced
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1))
    }
    ;[before, row] = [row, next]
  }
  return row[other.length]!
}
