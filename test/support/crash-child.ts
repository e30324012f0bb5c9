/** The child process of the crash tests: acts on the small project as it is told, then prints the answers as one JSON document. */
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { history, isVarveError, materialize, path, type RunObserver, status, verify } from 'varve'
import config from './crash-config.ts'
import { filesOf } from './crash-files.ts'
import type { Action, Answer, Failed, Job, Passing } from './crash-script.ts'

const [script] = process.argv.slice(2)
if (script === undefined) throw new Error('give the jobs')
const jobs: readonly Job[] = JSON.parse(script)
const answers: (readonly Answer[])[] = []
for (const job of jobs) answers.push(await answersOf(job))
process.stdout.write(JSON.stringify(answers))

async function answersOf({ root, log, actions }: Job): Promise<readonly Answer[]> {
  process.env.CRASH_LOG = log
  const answers: Answer[] = []
  for (const action of actions) {
    const answer = await act(root, action).catch(failed)
    answers.push(answer)
    if (answer.act === 'failed') break
  }
  return answers
}

async function act(root: string, action: Action): Promise<Answer> {
  const options = { root }
  switch (action.act) {
    case 'materialize':
      return { act: action.act, answer: await materializeAsTold(root, action) }
    case 'status':
      return { act: action.act, answer: await status(config, options) }
    case 'verify':
      return { act: action.act, answer: await verify(config, options) }
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

async function materializeAsTold(root: string, { concurrency, kill, abort, barrier }: Extract<Action, { act: 'materialize' }>) {
  const interrupt = new AbortController()
  const observer = watching([
    [kill, () => process.kill(process.pid, 'SIGKILL')],
    [abort, () => interrupt.abort()],
  ])
  if (barrier) {
    writeFileSync(barrier.here, '')
    while (!existsSync(barrier.go)) await sleep(1)
  }
  return materialize(config, { root, concurrency, observer, signal: interrupt.signal })
}

function failed(error: unknown): Failed {
  if (!isVarveError(error)) throw error
  return { act: 'failed', code: error.code, message: error.what, details: error.details }
}

function watching(watched: readonly (readonly [Passing | undefined, () => void])[]): RunObserver {
  const passings = new Map<string, number>()
  return {
    passed: row => {
      const time = (passings.get(row) ?? 0) + 1
      passings.set(row, time)
      for (const [passing, act] of watched) if (passing?.row === row && passing.time === time) act()
    },
  }
}
