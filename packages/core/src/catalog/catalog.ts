/** Assets and externals by name: the key under which one is mounted is its name, written once. */
import { type AnyAsset, isAsset } from '../asset/any-asset.ts'
import { type External, isExternal } from '../asset/external.ts'
import { VarveError } from '../foundation/errors.ts'
import { type AssetGraph, assetGraph, type GraphNode } from '../graph/asset-graph.ts'
import { findCycle } from '../graph/find-cycle.ts'
import { type DefinitionFinding, finding, refuseFindings } from './definition-finding.ts'
import { mount } from './mount.ts'
import type { NamesOf } from './names.ts'
import { resolveInputs } from './resolve-inputs.ts'

declare const names: unique symbol

/** `Names` maps each dotted name to its definition's type, so that config and given data are typed. */
export interface Catalog<out Names = unknown> {
  readonly kind: 'catalog'
  readonly [names]?: Names
  readonly assets: ReadonlyMap<string, AnyAsset>
  readonly externals: ReadonlyMap<string, External>
  readonly graph: AssetGraph
  /** The name under which this very definition is mounted. */
  nameOf(definition: AnyAsset | External): string | undefined
}

/**
 * Names assets: `catalog({ sales, models: { linear } })` with `import * as sales` holds `sales.orders` and `models.linear`.
 * Exports that are not assets or externals are ignored.
 *
 * @throws one error with all findings in `details.findings`: INPUT_NOT_MOUNTED, PARTITIONS_DO_NOT_FIT or GRAPH_HAS_CYCLE where they
 * are all of that kind, else BAD_CATALOG (a bad name, one asset under two names, names that differ only in case).
 * @example
 * const shop = catalog({ orders, revenue })
 */
export function catalog<const E extends object>(entries: E): Catalog<NamesOf<E>> {
  if (typeof entries !== 'object' || entries === null || isAsset(entries) || isExternal(entries)) {
    throw new VarveError('BAD_CATALOG', { what: 'catalog() takes an object of assets by name', fix: 'write catalog({ orders })' })
  }
  const mounted = mount(entries)
  const { nodes, findings } = resolveInputs(mounted.names)
  refuseFindings([...mounted.findings, ...findings, ...cycle(nodes)], 'the catalog', 'BAD_CATALOG')
  const nameOf = new Map([...mounted.names].map(([name, definition]) => [definition, name]))
  return Object.freeze({
    kind: 'catalog' as const,
    assets: new Map([...mounted.names].filter((entry): entry is [string, AnyAsset] => isAsset(entry[1]))),
    externals: new Map([...mounted.names].filter((entry): entry is [string, External] => isExternal(entry[1]))),
    graph: assetGraph(nodes),
    nameOf: (definition: AnyAsset | External) => nameOf.get(definition),
  })
}

export function isCatalog(value: unknown): value is Catalog {
  return typeof value === 'object' && value !== null && (value as { readonly kind?: unknown }).kind === 'catalog'
}

function cycle(nodes: readonly GraphNode[]): readonly DefinitionFinding[] {
  const names = findCycle(nodes)
  if (names === undefined) return []
  const message = `assets read each other in a circle: ${[...names, names[0]].join(' reads ')}`
  return [finding('GRAPH_HAS_CYCLE', { asset: names[0]!, message, fix: 'let one of them read something else' })]
}
