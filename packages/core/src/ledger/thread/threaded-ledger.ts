/** A ledger in a thread of its own: the same port, with plain messages between, so that nothing of it blocks the thread that asks. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { isVarveError, VarveError } from '../../foundation/errors.ts'
import type { Ledger, LedgerAddress } from '../ledger.ts'
import type { LedgerSnapshot } from '../snapshot.ts'
import type { TreeLedger } from '../tree-ledger.ts'
import { type Answer, type Call, errorOf, type OpenedLedger, type OpenedSnapshot, type ThreadOrders } from './message.ts'
import { type LedgerMethod, methods, type TreeMethod } from './methods.ts'
import { keepOut, newPresence } from './presence.ts'

const threadFile = new URL('./serve.js', import.meta.url)

/**
 * The thread keeps the process alive only while it is asked something. A process that ends waits until nothing is in the midst of the library.
 *
 * @param file what the thread runs: JavaScript, since a thread has no loader for TypeScript.
 * @throws LEDGER_UNUSABLE where the thread or the module does not open it, and what opening it throws
 */
export async function threadedLedger(address: LedgerAddress, file: URL = threadFile): Promise<Ledger> {
  const thread = threadOf(address, file)
  const { id } = await thread.ask<OpenedLedger>('ledger', 'open').catch(async error => {
    await thread.end()
    throw isVarveError(error) ? error : threadEnded(address, error)
  })
  return {
    ...asking<Pick<Ledger, LedgerMethod>>(thread, 'ledger', methods.ledger),
    id,
    address,
    snapshot: async () => {
      const { snapshot, sequence } = await thread.ask<OpenedSnapshot>('ledger', 'snapshot')
      const asked = asking<LedgerSnapshot>(thread, snapshot, methods.snapshot)
      return { ...asked, sequence, close: () => thread.ask(snapshot, 'close') }
    },
    tree: asking<Pick<TreeLedger, TreeMethod>>(thread, 'tree', methods.tree),
    close: async () => {
      await thread.ask('ledger', 'close')
      await thread.end()
    },
  }
}

interface Thread {
  ask<T>(of: Call['of'], method: string, values?: readonly unknown[]): Promise<T>
  end(): Promise<void>
}

function asking<T>(thread: Thread, of: Call['of'], names: readonly string[]): T {
  const asked = names.map(method => [method, (...values: readonly unknown[]) => thread.ask(of, method, values)])
  return Object.fromEntries(asked) // one function for each name; `methods` holds that no name is missing
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

function threadOf(address: LedgerAddress, file: URL): Thread {
  const presence = newPresence()
  const workerData: ThreadOrders = { address, presence }
  // No loader of this process: the thread needs none, and each costs more than the thread itself.
  const worker = new Worker(file, { workerData, execArgv: [] })
  const atExit = () => keepOut(presence)
  process.on('exit', atExit)
  const waiting = new Map<number, Waiting>()
  let count = 0
  let ended: VarveError | undefined

  const take = (number: number): Waiting | undefined => {
    const found = waiting.get(number)
    waiting.delete(number)
    if (waiting.size === 0) worker.unref()
    return found
  }
  const stop = (cause: unknown): void => {
    ended ??= threadEnded(address, cause)
    process.off('exit', atExit)
    for (const number of [...waiting.keys()]) take(number)?.reject(ended)
  }
  worker.on('message', (answer: Answer) => {
    const asked = take(answer.number)
    if (answer.kind === 'value')
      asked?.resolve(answer.value as never) // what the method of this number answers
    else asked?.reject(errorOf(answer.error))
  })
  worker.on('error', stop)
  worker.on('exit', () => stop(undefined))
  worker.unref() // after the listeners, since listening takes it back
  return {
    ask: (of, method, values = []) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        count += 1
        waiting.set(count, { resolve, reject })
        worker.ref()
        worker.postMessage({ number: count, of, method, values } satisfies Call)
      }),
    end: async () => {
      if (ended) return
      const exited = once(worker, 'exit')
      worker.ref()
      keepOut(presence)
      await worker.terminate()
      await exited
    },
  }
}

function threadEnded({ module }: LedgerAddress, cause: unknown): VarveError {
  return new VarveError('LEDGER_UNUSABLE', {
    what: 'the thread of the ledger ended',
    where: module,
    why: cause instanceof Error ? cause.message : 'something else stopped it',
    fix: 'run again: what is published stays',
    details: { module },
    cause,
  })
}
