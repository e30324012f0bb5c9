/** The process of a warm host: runs one job after the other, each as if the process were its own. */
import { createRequire, register } from 'node:module'
import { tmpdir } from 'node:os'
import { pathToFileURL } from 'node:url'
// What a library leaves in its process belongs to the host, and is there before the first job.
import 'varve'
import 'zod'
import { runCommand } from '../../../packages/cli/src/run-command.ts'
import type { WarmAnswer, WarmJob } from './jobs.ts'
import { keepProcess } from './process-state.ts'

const repository = new URL('../../../', import.meta.url)
const generation = new Int32Array(new SharedArrayBuffer(4))
register('./fresh-modules.mjs', import.meta.url, { data: { repository: repository.href, generation: generation.buffer } })

process.setSourceMapsEnabled(true)
const send = process.send!.bind(process)
const exit = process.exit.bind(process)
process.on('disconnect', () => exit())
process.on('message', (job: WarmJob) => {
  void answer(job).then(answer => send(answer))
})

async function answer({ script, args, cwd, env }: WarmJob): Promise<WarmAnswer> {
  const putBack = keepProcess()
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)]
  Atomics.add(generation, 0, 1)
  process.chdir(cwd)
  setEnvironment(env)
  process.argv = [process.execPath, script ?? 'varve', ...args]
  const status = await (script === null ? runCommand(args) : runScript(script))
  const left = await putBack()
  process.chdir(tmpdir())
  forgetCommonJs()
  return { status, stdout: stdout(), stderr: stderr(), left }
}

async function runScript(file: string): Promise<number> {
  process.exit = status => {
    throw new Error(`process.exit(${status ?? ''}) in a script of a warm host: run it in a process of its own`)
  }
  try {
    await import(`${pathToFileURL(file).href}?script=${generation[0]}`)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    return 1
  }
}

type Write = (chunk: Uint8Array | string, encoding?: unknown, done?: unknown) => boolean

/** Takes what is written to a stream of the process. @returns what was, as text. */
function captured(stream: NodeJS.WriteStream): () => string {
  const chunks: Buffer[] = []
  const write: Write = (chunk, encoding, done) => {
    chunks.push(
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
        : Buffer.from(chunk),
    )
    const written = typeof encoding === 'function' ? encoding : done
    if (typeof written === 'function') process.nextTick(written)
    return true
  }
  stream.write = write as typeof stream.write
  return () => Buffer.concat(chunks).toString()
}

/** In place: Node follows a changed `TZ` only there. */
function setEnvironment(env: WarmJob['env']): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  for (const [name, value] of Object.entries(env)) if (process.env[name] !== value) process.env[name] = value
}

/** CommonJS files know no query: they are loaded afresh once their cache forgets them. */
function forgetCommonJs(): void {
  const { cache } = createRequire(import.meta.url)
  for (const file of Object.keys(cache)) if (!pathToFileURL(file).href.startsWith(repository.href)) delete cache[file]
}
