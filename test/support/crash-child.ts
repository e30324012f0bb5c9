/** The child process of the crash tests: acts on the small project as its script says, then prints the answers as one JSON document. */
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { history, isVarveError, type Outcome, path, type RunEvent, rebuildLedger, status, verify } from 'varve'
import type { Passed } from '../../packages/core/src/run/commit-row.ts'
import config from './crash-config.ts'
import { filesOf } from './crash-files.ts'
import { hasEnded, paceFor } from './crash-pace.ts'
import type { Action, Answer, Barrier, Failed, Job, Passing } from './crash-script.ts'
import { sentAsJson } from './sent-as-json.ts'

const [script] = process.argv.slice(2)
if (script === undefined) throw new Error('give the jobs')
const jobs: readonly Job[] = JSON.parse(script)
const answers: (readonly Answer[])[] = []
for (const job of jobs) answers.push(await answersOf(job))
process.stdout.write(JSON.stringify(answers))

async function answersOf({ root, log, stepMs, internals, actions }: Job): Promise<readonly Answer[]> {
  process.env.CRASH_LOG = log
  process.env.CRASH_STEP_MS = String(stepMs)
  const answers: Answer[] = []
  for (const action of actions) {
    const answer = await act(root, action, internals).catch(failed)
    answers.push(answer)
    if (answer.act === 'failed') break
  }
  return answers
}

async function act(root: string, action: Action, internals: string): Promise<Answer> {
  const options = { root }
  if ('barrier' in action && action.barrier) await waitAt(action.barrier)
  switch (action.act) {
    case 'materialize':
      return { act: action.act, answer: await materializeAsTold(root, action, internals) }
    case 'status':
      return { act: action.act, answer: await status(config, options) }
    case 'verify':
      return { act: action.act, answer: await verify(config, { ...options, repair: action.repair }) }
    case 'rebuild-ledger':
      return { act: action.act, answer: await rebuildLedger(config, options) }
    case 'path':
      return { act: action.act, answer: await path(config, action.reference, options) }
    case 'files':
      return { act: action.act, answer: filesOf(root) }
    case 'history': {
      const names = [...config.catalog.assets.keys()]
      const versions = await Promise.all(names.map(async name => [name, (await history(config, name, options)).versions] as const))
      return { act: action.act, answer: Object.fromEntries(versions) }
    }
  }
}

async function waitAt({ here, go }: Barrier): Promise<void> {
  writeFileSync(here, '')
  while (!existsSync(go)) await sleep(1)
}

type Materialize = Extract<Action, { act: 'materialize' }>

async function materializeAsTold(
  root: string,
  { concurrency, kill, stop, abort, lease }: Materialize,
  internals: string,
): Promise<Outcome> {
  const interrupt = new AbortController()
  paceFor([kill, stop, abort].map(passing => passing?.row))
  const passed = watching([
    [kill, () => process.kill(process.pid, 'SIGKILL')],
    [stop, () => process.kill(process.pid, 'SIGSTOP')],
    [abort, () => interrupt.abort()],
  ])
  const observe = (event: RunEvent) => {
    if (event.kind === 'settled' || event.kind === 'blocked') hasEnded(`${event.asset}@${event.partition}`)
  }
  const request = { root, concurrency, observers: [observe], signal: interrupt.signal }
  const { materializeWith }: typeof import('../../packages/core/src/command/materialize.ts') = await import(internals)
  const handed = { passed, through: sentAsJson }
  if (!lease) return materializeWith(config, request, handed)
  const timersFile = new URL('../foundation/timers.js', internals).href
  const { systemTimers }: typeof import('../../packages/core/src/foundation/timers.ts') = await import(timersFile)
  return materializeWith(config, request, { ...handed, timing: { ...lease, timers: systemTimers } })
}

function failed(error: unknown): Failed {
  if (!isVarveError(error)) throw error
  return { act: 'failed', code: error.code, message: error.what, details: error.details }
}

function watching(watched: readonly (readonly [Passing | undefined, () => void])[]): Passed {
  const passings = new Map<string, number>()
  return row => {
    const time = (passings.get(row) ?? 0) + 1
    passings.set(row, time)
    for (const [passing, act] of watched) if (passing?.row === row && passing.time === time) act()
  }
}
