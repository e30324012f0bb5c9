/** Reads externals in exactly the version that the run observed; the bytes are opened and verified once, each reader has its own copy. */
import type { External, ExternalSource } from '../../asset/external.ts'
import { openExternal, readSource } from '../../user-code/call-external.ts'
import type { Guard } from '../../user-code/guard.ts'

export interface ExternalReader {
  /** @throws EXTERNAL_CHANGED EXTERNAL_ABSENT EXTERNAL_UNREADABLE, and what code of the user does */
  read(name: string, version: string, signal: AbortSignal): Promise<unknown>
}

/** @param base the folder of the config file. */
export function externalReader(externals: ReadonlyMap<string, External>, base: string, guard: Guard): ExternalReader {
  const sources = new Map<string, Promise<ExternalSource>>()
  return {
    read: async (name, version, signal) => {
      const key = JSON.stringify([name, version])
      const source = sources.get(key) ?? openExternal({ name, external: externals.get(name)!, base, guard, signal }, version)
      sources.set(key, source)
      return readSource({ name, guard, signal }, await source)
    },
  }
}
