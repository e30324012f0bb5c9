/** What a run or a plan holds while user code runs in it: the failures that belong to no step, and whoever wants the output. */
import type { VarveError } from '../foundation/errors.ts'
import { afterItsEnd, changedExitCode, failedInBackground } from './errors-of-user-code.ts'
import { holdProcess } from './hold-process.ts'
import type { LoggedLine } from './lines.ts'
import { type Host, type Owner, runIn, Scope } from './scope.ts'

export interface GuardOptions {
  /** The process does nothing else: what no step can be named for fails the run, instead of being left to Node. */
  readonly ownsProcess?: boolean | undefined
  /** Without it nothing that user code writes is touched. */
  readonly logged?: ((line: LoggedLine) => void) | undefined
}

/** A failure of the run itself; asset and partition are empty where they cannot be known. */
export interface BackgroundFailure {
  readonly asset: string
  readonly partition: string
  readonly error: VarveError
}

/** What comes after these is the same leak again. */
const failuresMax = 100

export class Guard implements Host {
  readonly ownsProcess: boolean
  readonly logs: boolean
  readonly failures: BackgroundFailure[] = []
  readonly scopes = new Set<Scope>()
  readonly #logged: GuardOptions['logged']

  constructor({ ownsProcess = false, logged }: GuardOptions) {
    this.ownsProcess = ownsProcess
    this.logs = logged !== undefined
    this.#logged = logged
  }

  /** The code of one step, or of one look at an external. */
  scope(owner: Owner): Scope {
    const scope = new Scope(owner, this)
    this.scopes.add(scope)
    return scope
  }

  failAfter({ name, asset, partition }: Owner, error: VarveError): void {
    this.#add({ asset, partition, error: afterItsEnd(name, error) })
  }

  fail(error: VarveError): void {
    this.#add({ asset: '', partition: '', error })
  }

  log(line: LoggedLine): void {
    try {
      runIn(undefined, () => this.#logged?.(line))
    } catch (thrown) {
      this.fail(failedInBackground('the observer of the run', thrown))
    }
  }

  #add(failure: BackgroundFailure): void {
    const known = this.failures.some(
      ({ asset, partition, error }) => asset === failure.asset && partition === failure.partition && error.what === failure.error.what,
    )
    if (!known && this.failures.length < failuresMax) this.failures.push(failure)
  }
}

/** Holds the process while `work` runs, and lets go of it afterwards. */
export async function guarded<T>(options: GuardOptions, work: (guard: Guard) => Promise<T>): Promise<T> {
  const guard = new Guard(options)
  const letGo = holdProcess(guard)
  try {
    return await runIn(guard, () => work(guard))
  } finally {
    for (const scope of guard.scopes) scope.flush()
    letGo()
  }
}

/** Node lets nobody hold the exit status, so a change is found afterwards, and whose it was cannot be known. */
export function watchExitCode(guard: Guard): () => void {
  const before = process.exitCode
  return () => {
    const after = process.exitCode
    if (guard.ownsProcess && after !== before && Number(after ?? 0) !== 0) guard.fail(changedExitCode(after))
  }
}
