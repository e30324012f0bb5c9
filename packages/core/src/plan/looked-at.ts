/** How old what a status says about externals is: it was judged by their last look, and they may have changed since. */
import type { AssetGraph } from '../graph/asset-graph.ts'
import type { Observation } from '../ledger/records.ts'

/** Of an external: null where nobody has looked yet. */
export interface Observed {
  /** Null where it was absent. */
  readonly version: string | null
  readonly at: string
  readonly ageMs: number
}

/** Of an asset: the externals it depends on at any distance, and the oldest of their last looks. */
export interface DependsOnExternals {
  readonly names: readonly string[]
  /** Null where one of them was never looked at. */
  readonly lastLook: { readonly at: string; readonly ageMs: number } | null
}

export interface LookedAt {
  observed(external: string): Observed | null
  /** Null where an asset depends on no external: what is said of it is so now. */
  dependsOn(asset: string): DependsOnExternals | null
}

/** @param externals their names. @param observations the last one of each external that was looked at. */
export function lookedAt(graph: AssetGraph, externals: ReadonlySet<string>, observations: readonly Observation[], now: number): LookedAt {
  const lastOf = new Map(observations.map(observation => [observation.external, observation]))
  const upstream = new Map<string, ReadonlySet<string>>()
  for (const name of graph.names) {
    const read = graph.inputsOf(name).map(({ asset }) => asset)
    const above = read.flatMap(asset => (externals.has(asset) ? [asset] : [...(upstream.get(asset) ?? [])]))
    upstream.set(name, new Set(above))
  }
  const ageOf = (at: number) => ({ at: new Date(at).toISOString(), ageMs: Math.max(0, now - at) })
  return {
    observed: external => {
      const last = lastOf.get(external)
      return last ? { version: last.version, ...ageOf(last.at) } : null
    },
    dependsOn: asset => {
      const names = [...(upstream.get(asset) ?? [])].sort()
      if (names.length === 0) return null
      const looks = names.map(name => lastOf.get(name)?.at)
      const known = looks.filter(at => at !== undefined)
      return { names, lastLook: known.length < looks.length ? null : ageOf(Math.min(...known)) }
    },
  }
}
