/** A project in memory, for tests: its ledger and storage live and die with the process, and externals are given as values. */
import { serialize } from 'node:v8'
import { type External, external } from '../asset/external.ts'
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { Clock } from '../foundation/clock.ts'
import { VarveError } from '../foundation/errors.ts'
import { sha256 } from '../foundation/hash.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { memoryLedger } from '../ledger/memory-ledger.ts'

export interface Lab {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly externals: ReadonlyMap<string, External>
}

export interface LabConfig<out N = unknown> extends ProjectConfig<N> {
  readonly lab: Lab
}

/** @param given values of externals by name; the contract of the external is applied to them. */
export function labConfig<N>(config: ProjectConfig<N>, clock: Clock, given: Readonly<Record<string, unknown>>): LabConfig<N> {
  for (const name of Object.keys(given)) if (!config.catalog.externals.has(name)) throw notExternal(name, config)
  const entries = [...config.catalog.externals].map(
    ([name, outside]) => [name, name in given ? givenExternal(name, outside, given[name]) : outside] as const,
  )
  return { ...config, lab: { ledger: memoryLedger(), clock, externals: new Map(entries) } }
}

export function isLab(config: ProjectConfig): config is LabConfig {
  return 'lab' in config
}

function givenExternal(name: string, outside: External, value: unknown): External {
  const bytes = bytesOf(name, value)
  return external({
    description: 'given as a value',
    contract: outside.contract,
    observe: async () => ({ version: sha256(bytes), bytes: bytes.length }),
    open: async () => ({ value: async () => structuredClone(value) }),
  })
}

function bytesOf(name: string, value: unknown): Uint8Array {
  try {
    return serialize(value)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : undefined
    throw new VarveError('BAD_REQUEST', { what: `the value given for '${name}' cannot be copied`, why, fix: 'give plain data', cause })
  }
}

function notExternal(name: string, { catalog }: ProjectConfig): VarveError {
  const names = [...catalog.externals.keys()].join(', ')
  return new VarveError('UNKNOWN_ASSET', {
    what: `'${name}' is given, and the catalog has no external of that name`,
    fix: names === '' ? 'the catalog has no externals' : `the externals are: ${names}`,
    details: { name },
  })
}
