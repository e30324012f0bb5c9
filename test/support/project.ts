/** Real projects in temp folders, and the real `varve` command run on them: in a warm host, or in processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject, onTestFinished } from 'vitest'
import { quickArguments } from './quick/quick-arguments.ts'
import type { WarmJob } from './warm/jobs.ts'
import { runWarm } from './warm/warm-host.ts'

export interface TestProject {
  readonly folder: string
  /** The absolute path of something in the project. */
  path(...parts: readonly string[]): string
  /** Writes files by their relative path; folders appear as needed. */
  write(files: Readonly<Record<string, string>>): void
  read(file: string): string
  /** Replaces a text that must be in the file. */
  edit(file: string, from: string, to: string): void
  /** Deletes a file or folder of the project; none is fine. */
  removeFile(file: string): void
  /** Deletes the project. */
  remove(): void
}

/**
 * A project with `varve` and `zod` installed, removed when the test ends. Outside a test use {@link createProject}.
 *
 * @example
 * const project = makeProject({ 'varve.config.ts': '...' })
 * const { status, json } = await varve(project, 'status', '--json')
 */
export function makeProject(files: Readonly<Record<string, string>>): TestProject {
  const project = createProject(files)
  onTestFinished(() => project.remove())
  return project
}

/** Like {@link makeProject}, for a `beforeAll`: whoever creates it removes it. */
export function createProject(files: Readonly<Record<string, string>>): TestProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'varve-project-')))
  const path = (...parts: readonly string[]) => join(folder, ...parts)
  const read = (file: string) => readFileSync(path(file), 'utf8')
  const write = (texts: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(texts)) {
      mkdirSync(dirname(path(file)), { recursive: true })
      writeFileSync(path(file), text)
    }
  }
  const edit = (file: string, from: string, to: string) => {
    const text = read(file)
    if (!text.includes(from)) throw new Error(`${file} does not hold: ${from}`)
    write({ [file]: text.replace(from, to) })
  }
  mkdirSync(path('node_modules'))
  symlinkSync(join(repository, 'packages', 'cli'), path('node_modules', 'varve'), 'dir')
  symlinkSync(join(repository, 'node_modules', 'zod'), path('node_modules', 'zod'), 'dir')
  write({ 'package.json': JSON.stringify({ name: 'test-project', private: true, type: 'module' }), ...files })
  const removeFile = (file: string) => rmSync(path(file), { recursive: true, force: true })
  return { folder, path, write, read, edit, removeFile, remove: () => removeFile('.') }
}

/** What commands and scripts need of a project. */
type InFolder = Pick<TestProject, 'folder'>

export interface VarveOptions {
  /** Added to a plain environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Default: the project's folder. */
  readonly cwd?: string
  /** Default five minutes; then the process is killed, and its status is null. */
  readonly timeoutMs?: number
  /** A command that starts it, with the command's own arguments. */
  readonly under?: readonly string[]
  /**
   * In a process of its own, for what only that shows: how a process ends, errors in the background, two commands at the same time.
   * Default: in a host that has Varve loaded already, one command after the other.
   */
  readonly process?: 'own' | undefined
}

export interface Ran<T = unknown> {
  /** Null where a signal ended the process. */
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** The one JSON document on stdout; throws where stdout holds anything else. */
  readonly json: T
}

/** The arguments of the command, after options of the process if there are any. */
export type VarveArguments = readonly string[] | readonly [VarveOptions, ...string[]]

/**
 * Runs the command to its end, from source. Only with `process: 'own'` does it run at the same time as others.
 *
 * @example
 * const { json } = await varve<StatusDocument>(project, { env: { TZ: 'Asia/Tokyo' } }, 'status', '--json')
 */
export function varve<T = unknown>(project: InFolder, ...args: VarveArguments): Promise<Ran<T>> {
  const { options, texts } = parted(args)
  return runTo<T>(project, options, { script: null, args: texts }) ?? spawnVarve<T>(project, ...args).ended
}

export interface Running<T = unknown> {
  readonly child: ChildProcess
  readonly ended: Promise<Ran<T>>
  kill(signal: NodeJS.Signals): void
}

/** Starts the command and leaves it running, for tests that interrupt or kill it. It is this very process that gets the signals. */
export function spawnVarve<T = unknown>(project: InFolder, ...args: VarveArguments): Running<T> {
  const { options, texts } = parted(args)
  return spawnWith<T>(quickArguments(), project, join(inject('translatedPackages'), 'packages', 'cli', 'src', 'main.js'), texts, options)
}

function parted(args: VarveArguments): { readonly options: VarveOptions; readonly texts: readonly string[] } {
  const [first, ...others] = args
  if (typeof first === 'object') return { options: first, texts: others as readonly string[] }
  return { options: {}, texts: args as readonly string[] }
}

/** Runs a script of the project, such as a `dev.ts`, from source. */
export function runScript<T = unknown>(
  project: InFolder,
  script: string,
  args: readonly string[] = [],
  options: VarveOptions = {},
): Promise<Ran<T>> {
  return (
    runTo<T>(project, options, { script: resolve(project.folder, script), args }) ?? spawnScript<T>(project, script, args, options).ended
  )
}

/** In the warm host, unless it is asked to be a process of its own. */
function runTo<T>(project: InFolder, options: VarveOptions, job: Pick<WarmJob, 'script' | 'args'>): Promise<Ran<T>> | undefined {
  const { env = {}, cwd = project.folder, timeoutMs, under, process } = options
  if (process === 'own' || under) return undefined
  return runWarm({ ...job, cwd, env: definedOnly({ ...plainEnvironment(), ...env }) }, timeoutMs).then(({ status, stdout, stderr }) =>
    ran<T>(status, null, stdout, stderr),
  )
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/** Starts a script of the project and leaves it running; one in JavaScript starts sooner, since nothing has to be translated for it. */
export function spawnScript<T = unknown>(
  project: InFolder,
  script: string,
  args: readonly string[] = [],
  options: VarveOptions = {},
): Running<T> {
  const start = script.endsWith('.js') ? ['--conditions=@varve/source'] : quickArguments()
  return spawnWith<T>(start, project, resolve(project.folder, script), args, options)
}

function spawnWith<T>(
  start: readonly string[],
  project: InFolder,
  script: string,
  args: readonly string[],
  options: VarveOptions,
): Running<T> {
  const { env = {}, cwd = project.folder, timeoutMs = 300_000, under = [] } = options
  const [command, ...rest] = [...under, process.execPath, ...start, script, ...args]
  const child = spawn(command!, rest, {
    cwd,
    env: { ...plainEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  return { child, ended: endOf<T>(child), kill: signal => child.kill(signal) }
}

function endOf<T>(child: ChildProcess): Promise<Ran<T>> {
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout!.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr!.on('data', (chunk: Buffer) => stderr.push(chunk))
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (status, signal) => {
      done(ran<T>(status, signal, Buffer.concat(stdout).toString(), Buffer.concat(stderr).toString()))
    })
  })
}

function ran<T>(status: number | null, signal: NodeJS.Signals | null, stdout: string, stderr: string): Ran<T> {
  return {
    status,
    signal,
    stdout,
    stderr,
    get json(): T {
      try {
        return JSON.parse(stdout)
      } catch (cause) {
        throw new Error(`stdout is not one JSON document:\n${stdout}\nstderr:\n${stderr}`, { cause })
      }
    },
  }
}

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** What the machine has, without what would change the command: the test runner's own settings, colours, another root. */
function plainEnvironment(): Record<string, string | undefined> {
  const changes = /^(VITEST.*|VARVE_.*|NODE_OPTIONS|NODE_ENV|NO_COLOR|FORCE_COLOR|CI|TEST|DEV|PROD|MODE|SSR|BASE_URL)$/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !changes.test(name)))
}
