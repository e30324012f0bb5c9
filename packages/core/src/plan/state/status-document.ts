/** The states of assets as `varve status --json` prints them. */
import { type DefinitionChange, describeChange } from '@varve/partitions'
import type { DependsOnExternals, Observed } from '../looked-at.ts'
import { textOf } from '../subset-text.ts'
import { type AssetStates, type State, states } from './asset-states.ts'

export interface StatusDocument {
  readonly environment: string
  readonly assets: readonly StatusDocumentAsset[]
}

export interface StatusDocumentAsset {
  readonly asset: string
  readonly total: number
  readonly fresh: number
  readonly stale: number
  readonly missing: number
  readonly failed: number
  readonly blocked: number
  /** For people to read: a long text is cut, with how much more there is. */
  readonly ranges: Readonly<Record<State, string>>
  /** Those of the missing that were erased: they are made again only where that is asked for. */
  readonly erased: string
  /** For externals: the last look. */
  readonly observed: Observed | null
  /** For assets: the externals by whose last look the states were judged; null where there are none. */
  readonly dependsOn: DependsOnExternals | null
  /** What became of its partitions since a run last planned to make it, as a sentence. */
  readonly changed: string | null
}

export function statusDocument(
  found: AssetStates,
  change: DefinitionChange | undefined,
  dependsOn: DependsOnExternals | null,
): StatusDocumentAsset {
  const { node, erased } = found
  const record = <T>(of: (state: State) => T) => Object.fromEntries(states.map(state => [state, of(state)])) as Record<State, T>
  return {
    asset: node.name,
    total: node.partitions.count,
    ...record(state => found[state].count),
    ranges: record(state => textOf(found[state])),
    erased: textOf(erased),
    observed: null,
    dependsOn,
    changed: change ? describeChange(change) : null,
  }
}
