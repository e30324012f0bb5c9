/** Whose code runs: each piece of user code has a scope, known in every callback, timer and promise that it starts. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { VarveError } from '../foundation/errors.ts'
import { type Lines, type LoggedLine, linesOf, type OutputStream } from './lines.ts'

/** Who a piece of user code belongs to. */
export interface Owner {
  readonly kind: 'step' | 'external'
  /** As people name it: `flights@2001-01-01`, `the external rawFlights`. */
  readonly name: string
  readonly asset: string
  readonly partition: string
}

/** The run or the plan that the code runs in. */
export interface Host {
  /** The process does nothing else. */
  readonly ownsProcess: boolean
  /** Whether somebody wants what user code writes. */
  readonly logs: boolean
  /** Those whose code runs, or that have written what is not shown yet. */
  readonly scopes: Set<Scope>
  /** An error that no step can be named for. */
  fail(error: VarveError): void
  /** An error of a step whose result had been handed over. */
  failAfter(owner: Owner, error: VarveError): void
  log(line: LoggedLine): void
}

/** `done`: its result was handed over; `over`: it failed or was interrupted, and what follows changes nothing. */
type State = 'running' | 'done' | 'over'

export class Scope {
  readonly owner: Owner
  readonly host: Host
  /** Calls that have not settled; each is notified where the scope fails in the background. */
  readonly pending = new Set<(error: VarveError) => void>()
  #failure: VarveError | undefined
  #state: State = 'running'
  readonly #lines = new Map<OutputStream, Lines>()

  constructor(owner: Owner, host: Host) {
    this.owner = owner
    this.host = host
  }

  /** What ended this scope from the background while its code ran. */
  get failure(): VarveError | undefined {
    return this.#failure
  }

  /** An error that no call returned: it ends the step while its code runs; afterwards it fails the run, once. */
  fail(error: VarveError): void {
    if (this.#state === 'over') return
    if (this.#state === 'done') this.host.failAfter(this.owner, error)
    else this.#failure = error
    this.#state = 'over'
    for (const fail of [...this.pending]) fail(error)
  }

  /** @param handedOver whether its result goes on to be published or read. */
  end(handedOver: boolean): void {
    if (this.#state === 'running') this.#state = handedOver ? 'done' : 'over'
    this.flush()
    this.host.scopes.delete(this)
  }

  wrote(stream: OutputStream, chunk: Uint8Array): void {
    const { asset, partition } = this.owner
    const lines = this.#lines.get(stream) ?? linesOf(text => this.host.log({ asset, partition, stream, text }))
    this.#lines.set(stream, lines)
    this.host.scopes.add(this)
    lines.push(chunk)
  }

  /** Shows lines that were not ended. */
  flush(): void {
    for (const lines of this.#lines.values()) lines.flush()
  }
}

const scopes = new AsyncLocalStorage<Scope | Host | undefined>()

/** The scope whose code runs now, the host of a run where it is no user code, or undefined where there is no run. */
export function currentScope(): Scope | Host | undefined {
  return scopes.getStore()
}

export function runIn<T>(scope: Scope | Host | undefined, work: () => T): T {
  return scopes.run(scope, work)
}
