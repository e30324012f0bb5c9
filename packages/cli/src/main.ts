/** The `varve` command: parses what was asked, and turns whatever goes wrong into one error on the right stream. */
import { CommanderError } from 'commander'
import { claimStdout } from './output/stdout.ts'
import { program } from './program.ts'

const stdout = claimStdout()

// Not awaited at the top: a promise that never settles must reach the guard below, not Node's own exit 13.
void main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<void> {
  process.once('beforeExit', unfinished)
  try {
    await program(stdout).parseAsync([...args], { from: 'user' })
  } catch (error) {
    await fail(error, args)
  }
  process.off('beforeExit', unfinished)
}

async function fail(error: unknown, args: readonly string[]): Promise<void> {
  if (error instanceof CommanderError && error.exitCode === 0) return
  process.exitCode = 2
  // Loaded only now: it brings the core with it, which `--help` must not wait for.
  const { printError } = await import('./output/print-error.ts')
  printError(error, asksForJson(args), stdout)
}

/** Read by hand, since the arguments may be the very thing that could not be parsed. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).includes('--json')
}

/** Nothing is left to wait for and there is no answer: some promise of an asset or a storage was lost. */
function unfinished(): void {
  process.exitCode = 1
  process.stderr.write('INVARIANT_BROKEN  the command ended before its work did\n  why    a promise it waits for can never settle\n')
}
