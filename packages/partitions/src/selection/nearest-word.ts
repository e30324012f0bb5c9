/** The word most like another, for "did you mean". */

const candidatesMax = 10_000

/** The candidate with the fewest edits, letter case aside; undefined where more than half of the word would change. */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  let best: string | undefined
  let fewest = Math.max(1, Math.ceil(wanted.length / 2)) + 1
  for (const candidate of candidates.slice(0, candidatesMax)) {
    const edits = Math.abs(candidate.length - wanted.length) < fewest ? editsBetween(wanted, candidate.toLowerCase()) : fewest
    if (edits < fewest) [best, fewest] = [candidate, edits]
  }
  return best
}

function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[other.length]!
}
