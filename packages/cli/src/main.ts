/** The `varve` command: parses what was asked, turns whatever goes wrong into one error on the right stream, and ends the process. */
import { CommanderError } from 'commander'
import { claimStdout } from './output/stdout.ts'
import { exitProcess, ownProcess, ProcessFailure } from './own-process.ts'
import { program } from './program.ts'

const stdout = claimStdout()
const processFailure = ownProcess()

// Not awaited at the top: a promise that never settles must come to the owner of the process, not to Node's own exit 13.
void main(process.argv.slice(2))

/** What code of the project left running, a timer or a socket, does not keep the command alive. */
async function main(args: readonly string[]): Promise<void> {
  const status = await statusOf(args)
  await stdout.flushed()
  exitProcess(status)
}

/** There is one answer: what the command says first, or what went wrong before it did. */
async function statusOf(args: readonly string[]): Promise<number> {
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
    return fail(error, args)
  }
}

async function fail(error: unknown, args: readonly string[]): Promise<number> {
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
