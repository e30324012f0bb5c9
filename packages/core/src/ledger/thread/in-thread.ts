/** Lets long work ask a ledger through a thread of its own. */
import type { Ledger } from '../ledger.ts'
import type { TreeLedger } from '../tree-ledger.ts'
import { type LedgerMethod, methods, type TreeMethod } from './methods.ts'
import { threadedLedger } from './threaded-ledger.ts'

/** Varve's own sources are TypeScript, for which a thread has no loader. */
const canStart = !import.meta.url.endsWith('.ts')

/**
 * The thread is opened while the work begins, and asked as soon as it is ready: until then, and where it cannot be opened, the ledger itself
 * is. Both are one file, so it makes no difference which of them was asked.
 */
export async function inThread<T>(ledger: Ledger, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const { address } = ledger
  if (address === null || !canStart) return work(ledger)
  let asked = ledger
  const opening = threadedLedger(address).then(
    threaded => {
      asked = threaded
      return threaded
    },
    () => undefined,
  )
  try {
    return await work(whicheverIsAsked(ledger, () => asked))
  } finally {
    asked = ledger
    await (await opening)?.close()
  }
}

function whicheverIsAsked(ledger: Ledger, asked: () => Ledger): Ledger {
  return {
    ...ledger,
    ...forwarding<LedgerMethod | 'snapshot'>([...methods.ledger, 'snapshot'], asked),
    tree: forwarding<TreeMethod>(methods.tree, () => asked().tree) as TreeLedger,
  } as Ledger // every method of both is forwarded, by its name
}

function forwarding<M extends string>(names: readonly M[], asked: () => object): Readonly<Record<M, unknown>> {
  const forwarded = names.map(name => [
    name,
    (...values: readonly unknown[]) => (asked() as Readonly<Record<string, (...values: readonly unknown[]) => unknown>>)[name]!(...values),
  ])
  return Object.fromEntries(forwarded)
}
