/** Refuses an ordinal that no partition has. */

/** @throws RangeError for an ordinal that is not in `0 .. count - 1`. */
export function requireOrdinal(ordinal: number, count: number): void {
  if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal >= count)
    throw new RangeError(`ordinal ${ordinal} does not lie in [0, ${count})`)
}
