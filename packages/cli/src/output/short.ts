/** Short forms of long values, for people. */

const rangesLengthMax = 48

/** Long range texts are cut: the whole text is in `--json`. */
export function shortRanges(text: string): string {
  return text.length <= rangesLengthMax ? text : `${text.slice(0, rangesLengthMax - 1)}…`
}

/** Enough digits of a hash to tell it from its neighbours. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12)
}

export function reference(asset: string, partition: string | null): string {
  return partition ? `${asset}@${partition}` : asset
}

/** `1 row`, `1,234 rows`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

/** `80 ms`, `1.4 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}

const fewMax = 20

/** The first of a long list, and how many were left out. */
export function firstFew(texts: readonly string[]): readonly string[] {
  if (texts.length <= fewMax) return texts
  return [...texts.slice(0, fewMax), `… and ${texts.length - fewMax} more: see --json`]
}
