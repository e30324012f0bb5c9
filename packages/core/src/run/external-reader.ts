/** Reads externals in exactly the version this run observed; the bytes are opened and verified once, each reader has its own copy. */
import type { External, ExternalSource } from '../asset/external.ts'
import { invariant } from '../foundation/invariant.ts'
import type { Externals } from '../plan/node.ts'

export interface ExternalReader {
  /** @throws EXTERNAL_CHANGED EXTERNAL_ABSENT EXTERNAL_UNREADABLE */
  read(name: string): Promise<unknown>
}

/** @param base the folder of the config file. */
export function externalReader(externals: ReadonlyMap<string, External>, observed: Externals, base: string): ExternalReader {
  const sources = new Map<string, Promise<ExternalSource>>()
  return {
    read: async name => {
      const state = observed.get(name)
      invariant(state?.kind === 'present', `external ${name} is read only where it was observed`)
      const source = sources.get(name) ?? externals.get(name)!.open(base, state.version)
      sources.set(name, source)
      return (await source).value()
    },
  }
}
