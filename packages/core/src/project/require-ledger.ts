/** Rejects a ledger that is not whole, which plain JavaScript or a cast let through the types, before anything is written to it. */
import { VarveError } from '../foundation/errors.ts'
import type { OpenedLedger } from '../ledger/definition.ts'
import { methods } from '../ledger/thread/methods.ts'

/** @param kind of its definition. @throws BAD_CONFIG */
export function requireLedger(opened: OpenedLedger, kind: string): OpenedLedger {
  const why = flawOf(opened?.ledger)
  if (why === undefined) return opened
  throw new VarveError('BAD_CONFIG', {
    what: `open of the ledger '${kind}' gave no ledger: ${why}`,
    fix: 'add what is missing, as the type Ledger says; one that was written for an earlier version of Varve has other methods',
    details: { kind },
  })
}

function flawOf(ledger: unknown): string | undefined {
  if (!isObject(ledger)) return 'it is not an object'
  const { id, address, tree } = ledger
  if (typeof id !== 'string' || id === '') return 'it has no id'
  if (address !== null && !isObject(address)) return 'it has no address, nor null in its place'
  const missing = [
    ...missingIn(ledger, ['snapshot', ...methods.ledger, 'close']),
    ...(isObject(tree) ? missingIn(tree, methods.tree) : ['tree']),
  ]
  return missing.length > 0 ? `it has no ${missing.join(', ')}` : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function missingIn(held: Readonly<Record<string, unknown>>, names: readonly string[]): readonly string[] {
  return names.filter(name => typeof held[name] !== 'function')
}
