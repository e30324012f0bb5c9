/** Keys that a mapping reads and that do not exist: counted at once, listed only when iterated. */
import { countOf, ordinalsOf, type Ranges } from '../../ordinal/ranges.ts'

export interface MissingKeys extends Iterable<string> {
  readonly count: number
}

export const noneMissing: MissingKeys = missingOf([])

export function missingOf(keys: readonly string[]): MissingKeys {
  return { count: keys.length, [Symbol.iterator]: () => keys[Symbol.iterator]() }
}

/** The keys of ranges of indexes that no partition has. */
export function missingAt(ranges: Ranges, keyAt: (index: number) => string): MissingKeys {
  return {
    count: countOf(ranges),
    *[Symbol.iterator]() {
      for (const index of ordinalsOf(ranges)) yield keyAt(index)
    },
  }
}
