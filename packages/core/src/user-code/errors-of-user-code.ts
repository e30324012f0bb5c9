/** What user code did, as errors that name whose code it was; what it threw is the cause, untouched. */
import { VarveError } from '../foundation/errors.ts'
import { firstFrame, thrownText } from '../foundation/thrown.ts'

/** It threw or rejected, also one of our own errors: what such an error says is not about this run. */
export function failedCode(name: string, thrown: unknown): VarveError {
  return new VarveError('USER_CODE_FAILED', {
    what: `${name} threw: ${thrownText(thrown)}`,
    where: firstFrame(thrown),
    fix: 'fix the function, or the data it reads, and run again',
    cause: thrown,
  })
}

/** An error that reached nobody. */
export function failedInBackground(name: string, thrown: unknown): VarveError {
  return new VarveError('USER_CODE_FAILED', {
    what: `${name} failed in the background: ${thrownText(thrown)}`,
    where: firstFrame(thrown),
    why: 'a promise that nobody awaits was rejected, or a callback threw',
    fix: 'await every promise, and handle the errors of callbacks and emitters',
    cause: thrown,
  })
}

/** @param stack where the call was made. */
export function exited(name: string, call: string, stack: string | undefined): VarveError {
  return new VarveError('USER_CODE_EXITED', {
    what: `${name} called ${call}`,
    where: firstFrame({ stack }),
    why: 'code of a project ends its own step, never the process',
    fix: 'throw an error where the step must fail, and return where it is done',
  })
}

export function neverSettled(name: string): VarveError {
  return new VarveError('USER_CODE_NEVER_SETTLED', {
    what: `${name} waits for a promise that can never settle`,
    why: 'no timer, file, socket or process is left in this process that could settle it',
    fix: 'look for a promise whose resolve is never called, or a callback that is never called',
  })
}

/** The same error, where the result of that code had been handed over already. */
export function afterItsEnd(name: string, { code, what, where, why, fix, cause }: VarveError): VarveError {
  return new VarveError(code, { what: `${what}, after the code of ${name} had ended`, where, why, fix, cause })
}

export function changedExitCode(status: unknown): VarveError {
  return new VarveError('USER_CODE_EXITED', {
    what: `code of the project set process.exitCode to ${String(status)}`,
    why: 'the exit status of a run says how the run ended; which step set it cannot be known',
    fix: 'throw an error where the step must fail',
  })
}
