/** One call of user code: it ends with its value, with what it threw, with an error of its own in the background, or with the run. */
import { setImmediate as turn } from 'node:timers/promises'
import type { ErrorFamily } from '../foundation/codes.ts'
import { isVarveError, VarveError } from '../foundation/errors.ts'
import { failedCode } from './errors-of-user-code.ts'
import { runIn, type Scope } from './scope.ts'

export interface CallOptions {
  /** Lets go of code that does not heed it; what that code does afterwards is never published. */
  readonly signal?: AbortSignal | undefined
  /** What was thrown, in our words; default {@link failedCode}. */
  readonly explain?: (thrown: unknown) => unknown
}

/** @throws INTERRUPTED where the signal aborts, whatever the code does then; else what `explain` says, or the error in the background. */
export async function callUserCode<T>(scope: Scope, work: () => T | Promise<T>, options: CallOptions = {}): Promise<T> {
  const { signal, explain = thrown => failedCode(scope.owner.name, thrown) } = options
  if (signal?.aborted) throw interrupted() // an aborted signal notifies nobody again
  let letGo = (): void => {}
  let fail = (_: VarveError): void => {}
  const cut = new Promise<never>((_, reject) => {
    letGo = () => reject(interrupted())
    fail = reject
  })
  signal?.addEventListener('abort', letGo, { once: true })
  scope.pending.add(fail)
  try {
    const value = await Promise.race([runIn(scope, async () => work()), cut])
    // Promises that nobody awaits, and callbacks that are due, have their say before the value counts.
    await Promise.race([turn(), cut])
    if (scope.failure) throw scope.failure
    return value
  } catch (thrown) {
    if (signal?.aborted) throw interrupted()
    throw scope.failure ?? explain(thrown)
  } finally {
    scope.pending.delete(fail)
    signal?.removeEventListener('abort', letGo)
  }
}

/** For code that may throw errors of ours, such as a format: those of these families pass as they are. */
export function passing(families: readonly ErrorFamily[], explain: (thrown: unknown) => VarveError): (thrown: unknown) => unknown {
  return thrown => (isVarveError(thrown) && families.includes(thrown.family) ? thrown : explain(thrown))
}

function interrupted(): VarveError {
  return new VarveError('INTERRUPTED', { what: 'the run was interrupted' })
}
