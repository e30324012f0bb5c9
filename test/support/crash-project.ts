/** The small project of the crash tests: many roots, and real processes that work on them. */
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Action, Answer, Answers, Failed } from './crash-script.ts'
import { createProject, type Ran, spawnScript } from './project.ts'

export interface CrashProject {
  readonly days: number
  /** Every step there is to do: counts and totals by day, cells by day and lane. */
  readonly steps: readonly string[]
  /** A root where nothing was made yet; what the source analyser knows is there already, so that processes start quickly. */
  root(name: string): string
  /** Starts a process that does these actions, one after the other. */
  start(root: string, ...actions: readonly Action[]): Started
  /** The same, to its end; fails where an action does. */
  run<const A extends readonly Action[]>(root: string, ...actions: A): Promise<{ -readonly [K in keyof A]: Answers[A[K]['act']] }>
  /** An action that must fail with one of Varve's errors. */
  fail(root: string, action: Action): Promise<Failed>
  /** Steps whose code was called on this root, in order: `counts@2001-01-01`. */
  log(root: string): readonly string[]
  /** Gives `counts` other code, and with it everything other versions. */
  editCode(): void
  remove(): void
}

export interface Started {
  readonly ended: Promise<Ran<readonly Answer[]>>
  kill(signal: NodeJS.Signals): void
}

/** @param days thirty at most. */
export async function createCrashProject(days: number): Promise<CrashProject> {
  const project = createProject(Object.fromEntries(files.map(name => [name, source(name)])))
  project.edit('crash-assets.ts', "end: '2001-01-31'", `end: '${dayText(days)}'`)
  const roots = createProject({})
  const warm = join('.varve', 'cache')
  const start = (root: string, ...actions: readonly Action[]): Started => {
    const env = { CRASH_LOG: logOf(root) }
    return spawnScript<readonly Answer[]>(project, 'crash-child.ts', [root, JSON.stringify(actions)], { env, timeoutMs: 120_000 })
  }
  const answersOf = async (root: string, actions: readonly Action[]): Promise<readonly Answer[]> => {
    const ran = await start(root, ...actions).ended
    if (ran.status !== 0) throw new Error(`the process ended with ${ran.status ?? ran.signal}:\n${ran.stderr}`)
    return ran.json
  }
  const run: CrashProject['run'] = async (root, ...actions) => {
    const answers = await answersOf(root, actions)
    const failed = answers.find(answer => answer.act === 'failed')
    if (failed) throw new Error(`${actions[answers.indexOf(failed)]?.act} failed: ${JSON.stringify(failed)}`)
    return answers.map(answer => 'answer' in answer && answer.answer) as never
  }
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
    start,
    run,
    fail: async (root, action) => {
      const [answer] = await answersOf(root, [action])
      if (answer?.act !== 'failed') throw new Error(`${action.act} did not fail: ${JSON.stringify(answer)}`)
      return answer
    },
    log: root => (existsSync(logOf(root)) ? readFileSync(logOf(root), 'utf8').split('\n').filter(Boolean) : []),
    editCode: () => project.edit('crash-assets.ts', 'const factor = 1', 'const factor = 2'),
    remove: () => {
      project.remove()
      roots.remove()
    },
  }
}

const files = ['crash-assets.ts', 'crash-config.ts', 'crash-child.ts', 'crash-files.ts', 'crash-script.ts']

function stepsOf(days: number): readonly string[] {
  return Array.from({ length: days }, (_, index) => dayText(index)).flatMap(day => {
    return [`counts@${day}`, `totals@${day}`, `cells@day=${day},lane=north`, `cells@day=${day},lane=south`]
  })
}

function dayText(index: number): string {
  return `2001-01-${String(index + 1).padStart(2, '0')}`
}

function source(name: string): string {
  return readFileSync(join(dirname(fileURLToPath(import.meta.url)), name), 'utf8')
}

function logOf(root: string): string {
  return `${root}.log`
}
