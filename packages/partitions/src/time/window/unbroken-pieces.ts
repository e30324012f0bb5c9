/** Cuts a range of indexes where their places do not follow each other. */
import type { Range, Ranges } from '../../ordinal/ranges.ts'

/** Looks at few indexes of a piece, however long it is. @param placeOf increasing. */
export function unbrokenPieces([from, to]: Range, placeOf: (index: number) => number): Ranges {
  const pieces: Range[] = []
  for (let begin = from; begin < to; ) {
    const skipped = placeOf(begin) - begin
    const end = firstFrom(begin + 1, to, index => placeOf(index) - index > skipped)
    pieces.push([begin, end])
    begin = end
  }
  return pieces
}

/** The first number for which a question is true, which then is true for all later ones; `to` where there is none. */
function firstFrom(from: number, to: number, isTrue: (index: number) => boolean): number {
  let low = from
  let step = 1
  while (low + step - 1 < to && !isTrue(low + step - 1)) {
    low += step
    step *= 2
  }
  let high = Math.min(to, low + step - 1)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isTrue(middle)) high = middle
    else low = middle + 1
  }
  return low
}
