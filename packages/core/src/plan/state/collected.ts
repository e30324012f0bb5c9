/** Ordinals collected in ascending order as ranges: a million that follow each other are one. */

export interface Collected {
  readonly ranges: readonly (readonly [from: number, to: number])[]
  /** @param ordinal above those before it. */
  add(ordinal: number): void
}

export function collected(): Collected {
  const ranges: [number, number][] = []
  return {
    ranges,
    add: ordinal => {
      const last = ranges[ranges.length - 1]
      if (last?.[1] === ordinal) last[1] = ordinal + 1
      else ranges.push([ordinal, ordinal + 1])
    },
  }
}
