/** Short forms of long values, for people. */

const rangesLengthMax = 48

/** Long range texts leave out the middle of their lists, and of what is still long; the whole text is in `--json`. */
export function shortRanges(text: string): string {
  if (text.length <= rangesLengthMax) return text
  const listed = ends(text.split(';').map(shortTerm), 2).join(';')
  const half = rangesLengthMax / 2
  return listed.length <= 2 * rangesLengthMax ? listed : `${listed.slice(0, half)}…${listed.slice(-half)}`
}

/** `day=2001-01,origin=ATL,DFW,ORD`: an item without `=` continues the dimension before it. */
function shortTerm(term: string): string {
  const items = term.split(',')
  const starts = items.flatMap((item, at) => (at === 0 || item.includes('=') ? [at] : []))
  return starts.map((from, index) => ends(items.slice(from, starts[index + 1]), 3).join(',')).join(',')
}

/** @param max how many are shown, the last one among them. */
function ends(texts: readonly string[], max: number): readonly string[] {
  if (texts.length <= max + 1) return texts
  return [...texts.slice(0, max - 1), `(${texts.length - max} more)`, texts.at(-1)!]
}

/** Enough digits of a hash to distinguish it from its neighbours. */
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

/** `14:05:09`, as the clock on this wall shows it. */
export function clockTime(at: number): string {
  return new Date(at).toTimeString().slice(0, 8)
}

const units: readonly (readonly [string, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

/** `3 hours ago`, `1 day ago`, in whole units. */
export function ago(ageMs: number): string {
  const [unit, ms] = units.find(([, length]) => ageMs >= length) ?? ['second', 1000]
  return `${counted(Math.floor(ageMs / ms), unit)} ago`
}

const fewMax = 20

/** The first of a long list, and how many were left out. */
export function firstFew(texts: readonly string[]): readonly string[] {
  if (texts.length <= fewMax) return texts
  return [...texts.slice(0, fewMax), `… and ${texts.length - fewMax} more: see --json`]
}
