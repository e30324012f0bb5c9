/** The flights example in a temporary folder, to be edited and run: whole, or the first twelve days of it. */
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type {
  HistoryDocument,
  LineageDocument,
  LineageRequest,
  MaterializeRequest,
  Outcome,
  PathDocument,
  PlanDocument,
  StatusDocument,
  VerifyDocument,
} from 'varve'
import { runScript, varve } from './project.ts'
import { recordRuns, runLogVariable } from './record-runs.ts'

/** A row of `data/flights-20k.json`. */
export interface RawFlight {
  readonly date: string
  readonly delay: number
  readonly distance: number
  readonly origin: string
  readonly destination: string
}

type Selection = Pick<MaterializeRequest, 'select' | 'partitions' | 'environment' | 'force' | 'concurrency' | 'order' | 'root'>
type Place = Pick<MaterializeRequest, 'environment' | 'root'>

export type Command =
  | readonly [name: 'plan' | 'materialize', request?: Selection]
  | readonly [name: 'status', request?: Pick<Selection, 'select' | 'environment' | 'root'>]
  | readonly [name: 'verify', request?: Pick<Selection, 'root'>]
  | readonly [name: 'lineage', reference: string, request?: Pick<LineageRequest, 'downstream' | 'depth' | 'root'>]
  | readonly [name: 'history' | 'path' | 'read', reference: string, request?: Place]

export type MaterializeDocument = Outcome & { readonly exitStatus: number }

/** What each command returns. */
interface Documents {
  readonly plan: PlanDocument
  readonly materialize: MaterializeDocument
  readonly status: StatusDocument
  readonly verify: VerifyDocument
  readonly lineage: LineageDocument
  readonly history: HistoryDocument
  readonly path: PathDocument
  readonly read: unknown
}

export interface FlightsProject {
  readonly root: string
  /** Replaces the one place in a file where `from` stands. */
  edit(file: string, from: string | RegExp, to: string): Promise<void>
  write(file: string, text: string): Promise<void>
  /** Replaces the rows of the file of flights. */
  editFlights(change: (rows: readonly RawFlight[]) => readonly RawFlight[]): Promise<void>
  /** Runs commands in a warm host, which loads the project's files as they are now. */
  run<const C extends readonly Command[]>(...commands: C): Promise<{ -readonly [K in keyof C]: Documents[C[K][0]] }>
  /** Runs the `varve` command from source with `--json`; with more variables in its environment as a process of its own, which alone reads its language. */
  varve<T>(
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number | null; readonly json: T }>
  /** What user code ran since the last call: `flights@2001-01-01`, sorted. */
  ran(): Promise<readonly string[]>
  /** The same project in another folder, with all that was made. */
  copy(): Promise<FlightsProject>
  remove(): Promise<void>
}

/** The example as it is: 90 days, 20 origins. */
export async function wholeFlightsProject(): Promise<FlightsProject> {
  return projectIn(await copyOfExample())
}

/** Days of {@link smallFlightsProject}, in order. */
export const days = Array.from({ length: 12 }, (_, index) => `2001-01-${String(index + 1).padStart(2, '0')}`)

/** Origins of {@link smallFlightsProject}, in order. */
export const origins = ['ATL', 'ORD', 'SEA'] as const

/** Partitions of {@link smallFlightsProject}: airports, flights, routeDelays, delayFeatures, two models and a report. */
export const partitionsInAll = 1 + 12 + 36 + 12 + 2 + 1

/** The first twelve days, three origins, and functions that tell when they run. */
export async function smallFlightsProject(): Promise<FlightsProject> {
  const project = projectIn(await copyOfExample())
  await project.edit('assets/flights.ts', "end: '2001-04-01'", "end: '2001-01-13'")
  await project.edit('assets/routes.ts', /segments\(\[[\s\S]*?\n\]\)/, `segments(${JSON.stringify(origins)})`)
  await project.edit('assets/learning.ts', 'heldOutDays = 7', 'heldOutDays = 3')
  await project.edit('assets/report.ts', 'departuresMin = 300', 'departuresMin = 30')
  await project.editFlights(rows => rows.filter(({ date }) => date < '2001/01/13'))
  const recorded = await recordRuns(join(project.root, 'assets'))
  if (recorded !== 7) throw new Error(`the example has ${recorded} asset functions that can be recorded, not 7`)
  return project
}

const repository = fileURLToPath(new URL('../../', import.meta.url))
const commandsFile = join(repository, 'test/support/flights-commands.ts')
const copied = ['assets', 'varve.config.ts', 'package.json', 'data/flights-20k.json', 'data/airports.csv']

async function copyOfExample(): Promise<string> {
  const root = await temporaryFolder()
  for (const name of copied) await cp(join(repository, 'examples/flights', name), join(root, name), { recursive: true })
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'), 'dir')
  return root
}

async function temporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'varve-flights-')))
}

function projectIn(root: string): FlightsProject {
  const log = join(root, 'runs.log')
  const env = { [runLogVariable]: log }
  return {
    root,
    edit: async (file, from, to) => {
      const path = join(root, file)
      const text = await readFile(path, 'utf8')
      const pieces = text.split(from)
      if (pieces.length !== 2) throw new Error(`${file} holds ${from} ${pieces.length - 1} times, not once`)
      await writeFile(path, pieces.join(to))
    },
    write: (file, text) => writeFile(join(root, file), text),
    editFlights: async change => {
      const path = join(root, 'data/flights-20k.json')
      await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))))
    },
    run: async (...commands) => {
      const { status, stderr, json } = await runScript({ folder: root }, commandsFile, [JSON.stringify(commands)], { env })
      if (status !== 0) throw new Error(stderr)
      return json as never
    },
    varve: async <T>(args: readonly string[], environment?: Readonly<Record<string, string>>) => {
      const options = { env: { ...env, ...environment }, process: environment && ('own' as const) }
      const { status, json } = await varve<T>({ folder: root }, options, ...args, '--json')
      return { status, json }
    },
    ran: async () => {
      const text = await readFile(log, 'utf8').catch(() => '')
      await rm(log, { force: true })
      return text.split('\n').filter(Boolean).sort()
    },
    copy: async () => {
      const folder = await temporaryFolder()
      await cp(root, folder, { recursive: true, verbatimSymlinks: true })
      return projectIn(folder)
    },
    remove: () => rm(root, { recursive: true, force: true }),
  }
}
