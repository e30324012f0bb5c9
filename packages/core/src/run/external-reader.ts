/** Reads externals in exactly the version this run observed; the bytes are opened and verified once, each reader has its own copy. */
import type { External, ExternalSource } from '../asset/external.ts'
import { invariant } from '../foundation/invariant.ts'
import type { Externals } from '../plan/node.ts'
import { openExternal, readSource } from '../user-code/call-external.ts'
import type { Guard } from '../user-code/guard.ts'

export interface ExternalReader {
  /** @throws EXTERNAL_CHANGED EXTERNAL_ABSENT EXTERNAL_UNREADABLE, and what code of the user does */
  read(name: string): Promise<unknown>
}

export interface ExternalReaderOptions {
  readonly externals: ReadonlyMap<string, External>
  readonly observed: Externals
  /** The folder of the config file. */
  readonly base: string
  readonly guard: Guard
  readonly signal: AbortSignal
}

export function externalReader({ externals, observed, base, guard, signal }: ExternalReaderOptions): ExternalReader {
  const sources = new Map<string, Promise<ExternalSource>>()
  return {
    read: async name => {
      const state = observed.get(name)
      invariant(state?.kind === 'present', `external ${name} is read only where it was observed`)
      const source = sources.get(name) ?? openExternal({ name, external: externals.get(name)!, base, guard, signal }, state.version)
      sources.set(name, source)
      return readSource({ name, guard, signal }, await source)
    },
  }
}
