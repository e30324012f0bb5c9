/** The small project of the crash tests: many roots, and real processes that work on them. */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ts } from 'ts-morph'
import { inject } from 'vitest'
import type { Action, Answer, Answers, Failed, Job } from './crash-script.ts'
import { createProject, type Running, runScript, spawnScript } from './project.ts'

export interface CrashProject {
  readonly days: number
  /** Every step there is to do: counts and totals by day, cells by day and lane. */
  readonly steps: readonly string[]
  /** A root where nothing was made yet; what the source analyser knows is there already, so that processes start quickly. */
  root(name: string): string
  /** The same root under another name, with the log of its steps. */
  copyOf(root: string, name: string): string
  /** Starts a process that does these actions, one after the other. */
  start(root: string, ...actions: readonly Action[]): Running<readonly (readonly Answer[])[]>
  /** The same, by a command that starts it: in a container, say. */
  startUnder(under: readonly string[], root: string, ...actions: readonly Action[]): Running<readonly (readonly Answer[])[]>
  /** The actions to their end in a warm host, after all that the other tests of this file run there; fails where an action does. */
  run<const A extends readonly Action[]>(root: string, ...actions: A): Promise<AnswersTo<A>>
  /** The same on several roots, one after the other. */
  runAll<const A extends readonly Action[]>(roots: readonly string[], ...actions: A): Promise<readonly AnswersTo<A>[]>
  /** An action that must fail with one of Varve's errors. */
  fail(root: string, action: Action): Promise<Failed>
  /** Steps whose code was called on this root, in order: `counts@2001-01-01`. */
  log(root: string): readonly string[]
  /** Steps whose code returned on this root. */
  finished(root: string): readonly string[]
  /** Gives `counts` other code, and with it everything other versions; a negative factor breaks its contract. */
  editCode(factor?: number): void
  remove(): void
}

type AnswersTo<A extends readonly Action[]> = { -readonly [K in keyof A]: Answers[A[K]['act']] }

/** @param stepMs how long user code takes at least. */
export async function createCrashProject(days: number, stepMs = 3): Promise<CrashProject> {
  const project = createProject(Object.fromEntries(files.map(name => [`${name}.js`, javaScriptOf(`${name}.ts`)])))
  project.removeFile('node_modules/varve')
  symlinkSync(join(inject('translatedPackages'), 'packages', 'cli'), project.path('node_modules', 'varve'), 'dir')
  project.edit('crash-assets.js', "end: '2001-01-31'", `end: '${dayText(days)}'`)
  const roots = createProject({})
  const warm = join('.varve', 'cache')
  const startJobs = (jobs: readonly Job[], under: readonly string[] = []) =>
    spawnScript<readonly (readonly Answer[])[]>(project, 'crash-child.js', [JSON.stringify(jobs)], { under })
  const runJobs = (...jobs: readonly Job[]) => runScript<readonly (readonly Answer[])[]>(project, 'crash-child.js', [JSON.stringify(jobs)])
  const jobOn = (root: string, actions: readonly Action[]): Job => ({ root, log: logOf(root), stepMs, internals: internals(), actions })
  const start = (root: string, ...actions: readonly Action[]) => startJobs([jobOn(root, actions)])
  const runAll: CrashProject['runAll'] = async (roots, ...actions) => {
    const ran = await runJobs(...roots.map(root => jobOn(root, actions)))
    if (ran.status !== 0) throw new Error(`the process ended with ${ran.status ?? ran.signal}:\n${ran.stderr}`)
    return ran.json.map(answers => answers.map(answered) as never)
  }
  const run: CrashProject['run'] = async (root, ...actions) => (await runAll([root], ...actions))[0]!
  await run(roots.path('warm'), { act: 'status' })
  return {
    days,
    steps: stepsOf(days),
    root: name => {
      const root = roots.path(name)
      if (existsSync(root)) throw new Error(`two tests use the root ${name}`)
      mkdirSync(root)
      if (existsSync(roots.path('warm', warm))) cpSync(roots.path('warm', warm), join(root, warm), { recursive: true })
      return root
    },
    copyOf: (root, name) => {
      const copy = roots.path(name)
      for (const end of ['', '.log', '.log.finished'])
        if (existsSync(root + end)) cpSync(root + end, copy + end, { recursive: true, verbatimSymlinks: true })
      return copy
    },
    start,
    startUnder: (under, root, ...actions) => startJobs([jobOn(root, actions)], under),
    run,
    runAll,
    fail: async (root, action) => {
      const [[answer] = []] = (await runJobs(jobOn(root, [action]))).json
      if (answer?.act !== 'failed') throw new Error(`${action.act} did not fail: ${JSON.stringify(answer)}`)
      return answer
    },
    log: root => linesOf(logOf(root)),
    finished: root => linesOf(`${logOf(root)}.finished`),
    editCode: (factor = 2) =>
      project.write({ 'crash-assets.js': project.read('crash-assets.js').replace(/factor = .*/, `factor = ${factor}`) }),
    remove: () => {
      project.remove()
      roots.remove()
    },
  }
}

const files = ['crash-assets', 'crash-config', 'crash-child', 'crash-files', 'crash-pace', 'crash-script', 'sent-as-json']

function answered(answer: Answer): Answers[keyof Answers] {
  if (answer.act === 'failed') throw new Error(`an action failed: ${JSON.stringify(answer)}`)
  return answer.answer
}

function stepsOf(days: number): readonly string[] {
  return Array.from({ length: days }, (_, index) => dayText(index)).flatMap(day => {
    return [`counts@${day}`, `totals@${day}`, `cells@day=${day},lane=north`, `cells@day=${day},lane=south`]
  })
}

function dayText(index: number): string {
  return new Date(Date.UTC(2001, 0, 1 + index)).toISOString().slice(0, 10)
}

function linesOf(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}

/** Translated once, not by each of the many processes. */
function javaScriptOf(file: string): string {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8')
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  }
  return ts.transpileModule(source, { compilerOptions }).outputText
}

/** The same modules as `varve` is for the processes. */
function internals(): string {
  return pathToFileURL(join(inject('translatedPackages'), 'packages/core/src/command/materialize.js')).href
}

function logOf(root: string): string {
  return `${root}.log`
}
