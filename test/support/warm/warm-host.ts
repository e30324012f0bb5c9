/** A process that stays: it runs command after command in itself, and loads what they have in common once. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { quickArguments } from '../quick/quick-arguments.ts'
import type { WarmAnswer, WarmJob } from './jobs.ts'

/** One for each worker of the test runner; it ends with its worker. */
let host: ChildProcess | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs one job at a time, the others wait. The files of a project are loaded afresh by each, as a new process would.
 *
 * @throws where the job takes longer, or ends the process that it shares: then it needs one of its own.
 */
export function runWarm(job: WarmJob, timeoutMs = 300_000): Promise<WarmAnswer> {
  const answer = last.then(() => ask(job, timeoutMs))
  last = answer.catch(() => {})
  return answer
}

async function ask(job: WarmJob, timeoutMs: number): Promise<WarmAnswer> {
  host ??= start()
  const { child, answer } = { child: host, answer: answerOf(host, job, timeoutMs) }
  try {
    const found = await answer
    if (found.left.length > 0) end(child)
    return found
  } catch (error) {
    end(child)
    throw error
  }
}

function start(): ChildProcess {
  const file = fileURLToPath(new URL('./host-process.ts', import.meta.url))
  const child = spawn(process.execPath, [...quickArguments(), file], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  // A worker that is done does not wait for its host, and a host ends with its channel.
  child.unref()
  child.channel!.unref()
  return child
}

function end(child: ChildProcess): void {
  child.kill('SIGKILL')
  if (host === child) host = undefined
}

function answerOf(child: ChildProcess, job: WarmJob, timeoutMs: number): Promise<WarmAnswer> {
  return new Promise((done, failed) => {
    const text = [job.script ?? 'varve', ...job.args].join(' ')
    const settle = () => {
      clearTimeout(timer)
      child.off('message', answered).off('exit', exited)
    }
    const answered = (answer: unknown) => {
      settle()
      done(answer as WarmAnswer)
    }
    const exited = (status: number | null, signal: string | null) => {
      settle()
      failed(new Error(`${text}\nended the process that it shares with other commands (${status ?? signal}): it needs one of its own`))
    }
    const timer = setTimeout(() => {
      settle()
      failed(new Error(`${text}\ndid not end within ${timeoutMs} ms`))
    }, timeoutMs)
    child.on('message', answered).on('exit', exited)
    child.send(job)
  })
}
