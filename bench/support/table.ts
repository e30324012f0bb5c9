/** Results of a bench as a table: a row for each question, a column for each size of set. */
import type { SideBySide } from './side-by-side.ts'

export interface Row {
  readonly name: string
  /** What it is compared with. */
  readonly against: string
  /** By size of the set, smallest first. */
  readonly results: ReadonlyMap<string, SideBySide>
}

export interface Table {
  readonly rows: readonly Row[]
  /** Facts that are no comparison, one line each. */
  readonly notes: readonly string[]
}

export function printTable(title: string, { rows, notes }: Table): void {
  const sizes = [...new Set(rows.flatMap(({ results }) => [...results.keys()]))]
  console.log(`\n${title}`)
  print(['', ...sizes, 'growth', 'baseline', 'it takes', 'ours / baseline'])
  for (const { name, against, results } of rows) {
    const measured = [...results.values()]
    const [smallest, largest] = [measured[0]!, measured[measured.length - 1]!]
    print([
      name,
      ...sizes.map(size => (results.has(size) ? timeText(results.get(size)!.ours) : '')),
      ratioText(largest.ours / smallest.ours),
      against,
      timeText(largest.baseline),
      ratioText(largest.ours / largest.baseline),
    ])
    for (const [size, { wrong }] of results) {
      if (wrong === undefined) continue
      console.log(`  WRONG at ${size}: ${JSON.stringify(wrong)}`)
      process.exitCode = 1
    }
  }
  for (const note of notes) console.log(`  ${note}`)
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** Of nanoseconds. */
function timeText(ns: number): string {
  if (ns < 1000) return `${ns.toPrecision(3)} ns`
  return ns < 1e6 ? `${(ns / 1e3).toPrecision(3)} µs` : `${(ns / 1e6).toPrecision(3)} ms`
}

function ratioText(ratio: number): string {
  return ratio.toPrecision(2)
}

function print([name, ...cells]: readonly string[]): void {
  const [against, ...compared] = cells.splice(-3)
  const columns = [
    name!.padEnd(38),
    ...cells.map(cell => cell.padStart(10)),
    `  ${against!.padEnd(26)}`,
    ...compared.map(cell => cell.padStart(16)),
  ]
  console.log(`  ${columns.join(' ')}`)
}
