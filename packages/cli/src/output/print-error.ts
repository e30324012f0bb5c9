/** An error for people on stderr, and as one JSON document on stdout where that was asked for. */
import {
  errorDocument,
  exited,
  failedInBackground,
  isVarveError,
  maskedError,
  maskUrls,
  neverSettled,
  thrownText,
  VarveError,
} from '@varve/core'
import { ProcessFailure } from '../process/own-process.ts'
import type { Stdout } from './stdout.ts'
import { type Colours, coloursOf } from './terminal.ts'
import { UsageError } from './usage-error.ts'

export function printError(thrown: unknown, json: boolean, stdout: Stdout): void {
  const error = asVarve(maskedError(asVarve(thrown), maskUrls))
  if (json) stdout.write(`${JSON.stringify({ error: errorDocument(error) }, null, 2)}\n`)
  process.stderr.write(`${coloured(error.message, coloursOf(process.stderr))}\n`)
  if (error.code === 'INVARIANT_BROKEN' && error.cause instanceof Error) process.stderr.write(`${error.cause.stack}\n`)
}

function asVarve(thrown: unknown): VarveError {
  if (isVarveError(thrown)) return thrown
  if (thrown instanceof UsageError) return wrongUse(thrown)
  if (thrown instanceof ProcessFailure) return processFailed(thrown)
  return new VarveError('INVARIANT_BROKEN', {
    what: thrownText(thrown),
    why: 'Varve did not expect this error',
    cause: thrown,
  })
}

function processFailed({ kind, message, stack, cause }: ProcessFailure): VarveError {
  switch (kind) {
    case 'exited':
      return exited('code of the project', message, stack?.split('\n').slice(2).join('\n'))
    case 'threw':
      return failedInBackground('code of the project', cause)
    case 'never settled':
      return neverSettled('the command')
  }
}

/** "error: unknown option '--jso'\n(Did you mean --json?)" in our words. */
function wrongUse({ code, message, command }: UsageError): VarveError {
  const see = command === '' ? 'see varve --help' : `see varve help ${command}`
  if (code === 'commander.help') return new VarveError('BAD_REQUEST', { what: 'no command was given', fix: see })
  const [what = message, hint] = message.replace(/^error: /, '').split('\n')
  const nearest = /did you mean (?:one of )?(.+)\?/i.exec(hint ?? '')?.[1]?.split(', ')[0]
  return new VarveError('BAD_REQUEST', {
    what,
    fix: nearest === undefined ? see : `did you mean '${nearest}'?`,
    details: { nearest: nearest ?? null },
  })
}

function coloured(message: string, colours: Colours): string {
  const [first = '', ...parts] = message.split('\n')
  const head = first.replace(/^[A-Z_]+/, code => colours.red(colours.bold(code)))
  return [head, ...parts.map(line => line.replace(/^ {2}(?:where|why|fix) /, part => colours.dim(part)))].join('\n')
}
