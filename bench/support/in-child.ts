/** Runs one job in a process of its own, so that neither its time nor its memory holds anything of what ran before. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Jobs } from '../jobs/jobs.ts'
import { isProcessorTime } from './stopwatch.ts'

export interface Measured<Answer> {
  readonly answer: Answer
  /** Of the act alone: what it loads and prepares came before. */
  readonly ms: number
  /** The peak of the whole process. */
  readonly peakBytes: number
}

type Act = (args: never) => Promise<() => unknown>

type JobsOf<File extends keyof Jobs> = {
  readonly [Name in keyof Jobs[File] as Jobs[File][Name] extends Act ? Name : never]: Jobs[File][Name]
}

type ArgsOf<Job> = Job extends (args: infer Args) => unknown ? Args : never
type AnswerOf<Job> = Job extends (args: never) => Promise<() => infer Answer> ? Awaited<Answer> : never

export async function inChild<File extends keyof Jobs, Name extends keyof JobsOf<File> & string>(
  file: File,
  name: Name,
  args: ArgsOf<JobsOf<File>[Name]>,
): Promise<Measured<AnswerOf<JobsOf<File>[Name]>>> {
  return run(file, name, args, 'act')
}

/** The same process up to the act, which it leaves out: what a job needs beyond this is its own. */
export async function peakWithoutAct<File extends keyof Jobs, Name extends keyof JobsOf<File> & string>(
  file: File,
  name: Name,
  args: ArgsOf<JobsOf<File>[Name]>,
): Promise<number> {
  return (await run<unknown>(file, name, args, 'prepare')).peakBytes
}

const script = join(import.meta.dirname, 'child.ts')

async function run<Answer>(file: string, name: string, args: unknown, upTo: 'prepare' | 'act'): Promise<Measured<Answer>> {
  const child = spawn(process.execPath, [...process.execArgv, script, file, name, upTo, ...(isProcessorTime ? ['--processor'] : [])], {
    stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
  })
  const chunks: Buffer[] = []
  child.stdio[3]!.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stdin!.end(JSON.stringify(args))
  const status = await new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', done)
  })
  if (status !== 0) throw new Error(`the job ${name} of ${file} ended with ${status}`)
  return JSON.parse(Buffer.concat(chunks).toString())
}
