/** A project in memory, for tests: its ledger and storage live and die with the process, and externals are given as values. */
import { serialize } from 'node:v8'
import { type External, external } from '../asset/external.ts'
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { Clock } from '../foundation/clock.ts'
import { VarveError } from '../foundation/errors.ts'
import { sha256 } from '../foundation/hash.ts'
import { systemRandom } from '../foundation/random.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { memoryLedger } from '../ledger/memory/memory-ledger.ts'
import { dynamicDimensions } from './dynamic-dimensions.ts'

export interface Lab {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly externals: ReadonlyMap<string, External>
}

export interface LabConfig<out N = unknown> extends ProjectConfig<N> {
  readonly lab: Lab
}

/** Keys of dynamic sets, by the name of the set. */
export type KeysBySet = Readonly<Record<string, readonly string[]>>

/**
 * @param given values of externals by name; the contract of the external is applied to them.
 * @param keys what its dynamic sets begin with.
 */
export function labConfig<N>(
  config: ProjectConfig<N>,
  clock: Clock,
  given: Readonly<Record<string, unknown>>,
  keys: KeysBySet = {},
): LabConfig<N> {
  const sets = [...config.catalog.assets.values()].flatMap(({ partitions }) => dynamicDimensions(partitions).map(({ set }) => set.name))
  for (const name of Object.keys(keys)) if (!sets.includes(name)) throw notDynamicSet(name, sets)
  for (const name of Object.keys(given)) if (!config.catalog.externals.has(name)) throw notExternal(name, config)
  const entries = [...config.catalog.externals].map(
    ([name, declared]) => [name, name in given ? givenExternal(name, declared, given[name]) : declared] as const,
  )
  return { ...config, lab: { ledger: memoryLedger(systemRandom, keys), clock, externals: new Map(entries) } }
}

export function isLab(config: ProjectConfig): config is LabConfig {
  return 'lab' in config
}

function givenExternal(name: string, declared: External, value: unknown): External {
  const bytes = bytesOf(name, value)
  return external({
    description: 'given as a value',
    contract: declared.contract,
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

function notDynamicSet(name: string, sets: readonly string[]): VarveError {
  const names = [...new Set(sets)].join(', ')
  return new VarveError('BAD_REQUEST', {
    what: `keys of '${name}' are given, and no asset has a dynamic set of that name`,
    fix: names === '' ? 'the catalog has no dynamic sets' : `the dynamic sets are: ${names}`,
    details: { name },
  })
}
