/** The code of externals, inside the boundary: whatever `observe` or `open` does becomes an error that names the external. */
import type { External, ExternalSource, ExternalVersion } from '../asset/external.ts'
import type { AnyContract } from '../contract/data-contract.ts'
import { applyContract } from '../contract/gate.ts'
import type { GateResult } from '../contract/gate-result.ts'
import { VarveError } from '../foundation/errors.ts'
import { firstFrame, thrownText } from '../foundation/thrown.ts'
import { callUserCode, passing } from './call.ts'
import type { Guard } from './guard.ts'
import type { Scope } from './scope.ts'

export interface ExternalCall {
  readonly name: string
  readonly guard: Guard
  readonly signal?: AbortSignal | undefined
}

export interface ExternalAccess extends ExternalCall {
  readonly external: External
  /** The folder of the config file. */
  readonly base: string
}

/** The version that is there now, or undefined where nothing is. @throws of the families Data, UserCode, Interrupted */
export async function observeExternal({ external, base, ...call }: ExternalAccess): Promise<ExternalVersion | undefined> {
  const seen = await inScope(call, 'observe', () => external.observe(base))
  if (seen === undefined || seen === null) return undefined
  const { version, bytes } = seen
  if (typeof version === 'string' && version !== '' && version.isWellFormed() && Number.isSafeInteger(bytes) && bytes >= 0)
    return { version, bytes }
  throw new VarveError('EXTERNAL_UNREADABLE', {
    what: `observe of the external ${call.name} returned no version`,
    why: 'it returns { version, bytes }: a text that is not empty, and a whole number; or undefined where nothing is there',
    fix: 'correct the observe function of the external',
  })
}

export async function openExternal({ external, base, ...call }: ExternalAccess, version: string): Promise<ExternalSource> {
  return inScope(call, 'open', () => external.open(base, version))
}

/** The value, private to its reader. */
export async function readSource(call: ExternalCall, source: ExternalSource): Promise<unknown> {
  return inScope(call, 'open', () => source.value())
}

/** The contract's rules are code of the project too. */
export async function judgeSource(call: ExternalCall, source: ExternalSource, contract: AnyContract): Promise<GateResult> {
  return inScope(call, 'open', async () => applyContract(contract, await source.value()))
}

async function inScope<T>({ name, guard, signal }: ExternalCall, method: 'observe' | 'open', work: () => Promise<T>): Promise<T> {
  const scope: Scope = guard.scope({ kind: 'external', name: `the external ${name}`, asset: name, partition: '' })
  let read = false
  try {
    const value = await callUserCode(scope, work, { signal, explain: passing(['Data'], thrown => unreadable(name, method, thrown)) })
    read = true
    return value
  } finally {
    scope.end(read)
  }
}

function unreadable(name: string, method: 'observe' | 'open', thrown: unknown): VarveError {
  return new VarveError('EXTERNAL_UNREADABLE', {
    what: `${method} of the external ${name} threw: ${thrownText(thrown)}`,
    where: firstFrame(thrown),
    fix: `fix the ${method} function of the external, or what it looks at`,
    cause: thrown,
  })
}
