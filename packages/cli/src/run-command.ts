/** One command from its arguments to its exit status: whatever goes wrong becomes one error on the right stream. */
import { CommanderError } from 'commander'
import { claimStdout, type Stdout } from './output/stdout.ts'
import { ownProcess, ProcessFailure } from './process/own-process.ts'
import { program } from './program.ts'

/** To be called before any user code is loaded: stdout and the process are the command's own until it ends, and nothing gives them back. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const stdout = claimStdout()
  const status = await statusOf(args, stdout, ownProcess())
  await stdout.flushed()
  return status
}

/** There is one answer: what the command says first, or what went wrong before it did. */
async function statusOf(args: readonly string[], stdout: Stdout, processFailure: Promise<never>): Promise<number> {
  let said: 'nothing' | 'answer' | 'error' = 'nothing'
  const write = (text: string) => {
    if (said === 'error') return
    said = 'answer'
    stdout.write(text)
  }
  try {
    const command = program({ ...stdout, write }).parseAsync([...args], { from: 'user' })
    const failure = processFailure.catch(error => {
      if (said === 'nothing') throw error
      return command
    })
    await Promise.race([command, failure])
    return Number(process.exitCode ?? 0)
  } catch (error) {
    said = 'error'
    return fail(error, args, stdout)
  }
}

async function fail(error: unknown, args: readonly string[], stdout: Stdout): Promise<number> {
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  // Loaded only now: it brings the core with it, which `--help` must not wait for.
  const { printError } = await import('./output/print-error.ts')
  printError(error, asksForJson(args), stdout)
  return error instanceof ProcessFailure ? 1 : 2
}

/** Read by hand, since the arguments may be the very thing that could not be parsed. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).includes('--json')
}
