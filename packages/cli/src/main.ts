/** The `varve` command: parses what was asked, and turns whatever goes wrong into one error on the right stream. */
import { CommanderError } from 'commander'
import { claimStdout } from './output/stdout.ts'
import { program } from './program.ts'

const stdout = claimStdout()

// Not awaited at the top: a promise that never settles must reach the guard in it, not Node's own exit 13.
void main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<void> {
  const unfinished = () => void lost(args)
  process.once('beforeExit', unfinished)
  try {
    await program(stdout).parseAsync([...args], { from: 'user' })
  } catch (error) {
    await fail(error, args, 2)
  }
  process.off('beforeExit', unfinished)
}

/** Nothing is left to wait for and there is no answer: some promise of an asset or a storage was dropped. */
async function lost(args: readonly string[]): Promise<void> {
  const { VarveError } = await import('@varve/core')
  const error = new VarveError('INTERRUPTED', {
    what: 'the command ended before its work did',
    why: 'nothing is left that could settle the promise it waits for',
    fix: 'look for an asset whose run returns a promise that never settles, then run again: what is published stays',
  })
  await fail(error, args, 1)
}

async function fail(error: unknown, args: readonly string[], status: number): Promise<void> {
  if (error instanceof CommanderError && error.exitCode === 0) return
  process.exitCode = status
  // Loaded only now: it brings the core with it, which `--help` must not wait for.
  const { printError } = await import('./output/print-error.ts')
  printError(error, asksForJson(args), stdout)
}

/** Read by hand, since the arguments may be the very thing that could not be parsed. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).includes('--json')
}
