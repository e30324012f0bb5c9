/** Runs benches by name, all by default: `npm run bench:ledger -- 1000 10000`, `npm run bench -- --full`, `--json`, `--processor`. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as code from './code.ts'
import * as edges from './edges.ts'
import * as graph from './graph.ts'
import * as ledger from './ledger.ts'
import * as run from './run.ts'
import * as start from './start.ts'
import type { BenchOptions } from './support/bench-options.ts'
import { type Figures, printFigures } from './support/figures.ts'

interface Bench {
  readonly sizes: { readonly usual: readonly number[]; readonly full: readonly number[] }
  readonly measure: (options: BenchOptions) => Promise<Figures>
}

const benches: Readonly<Record<string, Bench>> = {
  ledger: { sizes: ledger.sizes, measure: ledger.ledgerBench },
  graph: { sizes: graph.sizes, measure: graph.graphBench },
  edges: { sizes: edges.sizes, measure: edges.edgesBench },
  start: { sizes: start.sizes, measure: start.startBench },
  code: { sizes: code.sizes, measure: code.codeBench },
  run: { sizes: run.sizes, measure: run.runBench },
}

/** They print by themselves, and have no sizes in common with the others. */
const withOwnTables = ['partitions', 'overhead']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    /** One document, and nothing else. */
    json: { type: 'boolean', default: false },
    /** Processor time in place of wall time, for all but whole processes. */
    processor: { type: 'boolean', default: false },
  },
})
const names = positionals.filter(each => each in benches)
const given = positionals.filter(each => !(each in benches)).map(Number)
if (given.some(size => !(Number.isSafeInteger(size) && size > 0)))
  throw new Error(`there are the benches ${Object.keys(benches).join(', ')}`)

if (names.length === 0 && !values.json) {
  for (const name of withOwnTables) {
    const { status } = spawnSync(process.execPath, [...process.execArgv, join(import.meta.dirname, `${name}.ts`)], { stdio: 'inherit' })
    if (status !== 0) process.exitCode = 1
  }
}
const measured: Figures[] = []
for (const [name, { sizes, measure }] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue
  const figures = await measure({ sizes: given.length > 0 ? given : values.full ? sizes.full : sizes.usual, full: values.full })
  if (values.json) measured.push(figures)
  else printFigures(figures)
}
if (values.json) console.log(JSON.stringify(measured, null, 2))
