/** varve/testing: assets in memory, with a clock that does not move. */
import { type Catalog, type Clock, type ConfigOf, defineConfig, frozenClock, type Given } from '@varve/core'
import { type KeysBySet, type LabConfig, labConfig } from '@varve/core/testing'
import { ioManager, json, memory } from '@varve/io-managers'

export { frozenClock } from '@varve/core'
export { type TestContextOptions, testContext } from '@varve/core/testing'

export interface MemoryOptions<N> {
  /** Values of externals by name; their contracts are applied. */
  readonly given?: Given<NoInfer<N>>
  /** The keys that dynamic sets begin with, by the name of the set: `{ tenants: ['acme'] }`. */
  readonly keys?: KeysBySet
  readonly config?: ConfigOf<NoInfer<N>>
  /** Default: a clock frozen in the year 2100, so that every window of the past exists. */
  readonly clock?: Clock
}

/**
 * A project in memory: nothing is written, no compiler is loaded, and it lives as long as the value.
 *
 * @throws UNKNOWN_ASSET where `given` names no external, BAD_REQUEST where `keys` names no dynamic set, BAD_KEY.
 * @example
 * const lab = memoryConfig(catalog({ rawFlights, flights }), { given: { rawFlights: rows } })
 * await materialize(lab, { partitions: '2001-01-03' })
 */
export function memoryConfig<N>(catalog: Catalog<N>, options: MemoryOptions<N> = {}): LabConfig<N> {
  const { given = {}, keys, config, clock = frozenClock('2100-01-01T00:00:00Z') } = options
  const entry = new URL(`file://${process.cwd()}/memory`).href
  const project = defineConfig({
    entry,
    catalog,
    io: ioManager({ storage: memory(), format: json() }),
    ...(config === undefined ? {} : { config }),
  })
  return labConfig(project, clock, given, keys)
}
