/** Whole processes of the built command, in turns with one that imports zod through tsx. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchOptions } from './support/bench-options.ts'
import { repository } from './support/bench-project.ts'
import { expectAnswer } from './support/expect-answer.ts'
import type { Figure, Figures } from './support/figures.ts'
import { median } from './support/side-by-side.ts'

/** Of rounds. */
export const sizes = { usual: [5], full: [15] }

export async function startBench({ sizes: [rounds = 5] }: BenchOptions): Promise<Figures> {
  const commands = commandsInCopy()
  const loaded = new Map(commands.map(command => [command.name, modulesOf(command)]))
  const times = new Map<string, number[]>(commands.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) for (const command of commands) times.get(command.name)!.push(timeOf(command, []))
  return {
    title: `Whole processes, the median of ${rounds} in turns`,
    figures: commands.flatMap(({ name }) => figuresOf(name, times, loaded)),
  }
}

interface ProcessToStart {
  readonly name: string
  readonly folder: string
  readonly args: readonly string[]
  /** Makes things as they were. */
  readonly before?: () => void
  /** What it must print. */
  readonly expected?: (stdout: string) => void
}

const plain = 'node --import tsx importing zod'
const links = 40

const chain = `import { asset, catalog, defineConfig, file, ioManager, json } from 'varve'

const c0 = asset({ run: () => [{ at: 0 }] })
${Array.from({ length: links - 1 }, (_, index) => `const c${index + 1} = asset({ inputs: { before: c${index} }, run: ({ before }) => [...before, { at: ${index + 1} }] })`).join('\n')}

export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ ${Array.from({ length: links }, (_, index) => `c${index}`).join(', ')} }),
  io: ioManager({ storage: file('./data'), format: json() }),
})
`

/** In the examples of the copy that this runs in. Those that need what another one makes come after it. */
function commandsInCopy(): readonly ProcessToStart[] {
  const bin = join(repository, 'packages/cli/bin/varve.js')
  const flights = join(repository, 'examples/flights')
  const folder = join(repository, 'examples/chain')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'example-chain', private: true, type: 'module' }))
  writeFileSync(join(folder, 'varve.config.ts'), chain)
  const remove = (names: readonly string[]) => {
    for (const name of names) rmSync(join(folder, name), { recursive: true, force: true })
  }
  const materialize = [bin, 'materialize', '--json']
  const done = (steps: number) => (stdout: string) => expectAnswer('steps done', JSON.parse(stdout).steps.done, steps)
  runIn(flights, materialize)
  return [
    { name: plain, folder: repository, args: ['--import', 'tsx', '-e', "import('zod')"] },
    { name: '--help', folder: flights, args: [bin, '--help'] },
    { name: 'status on the example', folder: flights, args: [bin, 'status', '--json'], expected: expectAllFresh },
    {
      name: `materialize of ${links} light steps, all new`,
      folder,
      args: materialize,
      before: () => remove(['data', '.varve']),
      expected: done(links),
    },
    {
      name: `materialize of ${links} light steps, code known`,
      folder,
      args: materialize,
      before: () => remove(['data', '.varve/ledger.db', '.varve/ledger.db-wal', '.varve/ledger.db-shm']),
      expected: done(links),
    },
    { name: `materialize of ${links} light steps, nothing to do`, folder, args: materialize, expected: done(0) },
  ]
}

function expectAllFresh(stdout: string): void {
  const { assets } = JSON.parse(stdout) as { readonly assets: readonly { readonly total: number; readonly fresh: number }[] }
  const [total, fresh] = [assets.reduce((sum, each) => sum + each.total, 0), assets.reduce((sum, each) => sum + each.fresh, 0)]
  expectAnswer('fresh partitions of the example', fresh, total)
}

function timeOf({ folder, args, before, expected }: ProcessToStart, first: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  before?.()
  const started = performance.now()
  const stdout = runIn(folder, [...first, ...args], env)
  const ms = performance.now() - started
  expected?.(stdout)
  return ms
}

function runIn(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}

const counter = join(repository, 'bench/support/modules/count-loaded.mjs')

/** How many modules a command loads, Node's own left out. */
function modulesOf(command: ProcessToStart): number {
  const file = join(repository, 'loaded-modules')
  writeFileSync(file, '')
  timeOf(command, ['--import', counter], { LOADED_MODULES: file })
  return new Set(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter(url => url !== '' && !url.includes('/bench/support/modules/')),
  ).size
}

function figuresOf(name: string, times: ReadonlyMap<string, readonly number[]>, loaded: ReadonlyMap<string, number>): readonly Figure[] {
  if (name === plain) return []
  const [ms, baselineMs] = [median(times.get(name)!), median(times.get(plain)!)]
  const figure = (what: string, value: number, unit: Figure['unit'], baseline: number): Figure => {
    return { name: `${name}${what}`, size: '', value, unit, baseline: { name: plain, value: baseline } }
  }
  return [
    figure('', ms, 'ms', baselineMs),
    figure(': beyond the baseline', Math.max(0, ms - baselineMs), 'ms', baselineMs),
    figure(': modules', loaded.get(name)!, 'count', loaded.get(plain)!),
  ]
}
