/** Which assets a request names: `orders`, `+orders`, `orders+`, `2+orders`, `group:x`, `tag:x`, `*`; several are a union. */
import { shellQuoted } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import { type Suggestion, suggest } from '../foundation/suggest.ts'
import type { AssetGraph } from './asset-graph.ts'

/** Lists are in topological order. Externals can be named and reached, and are never run. */
export interface SelectedAssets {
  /** Named and reached together. */
  readonly names: readonly string[]
  /** Named by the request: its partition selection is about these. */
  readonly named: readonly string[]
  /** Reached only by a `+`: their partitions follow by mapping. */
  readonly reached: readonly string[]
}

/**
 * @param selections none means `*`, every asset.
 * @throws UNKNOWN_ASSET with the nearest name; BAD_SELECTION for text that the grammar does not know.
 */
export function selectAssets(graph: AssetGraph, selections: readonly string[]): SelectedAssets {
  const named = new Set<string>()
  const around = new Set<string>()
  for (const selection of selections.length === 0 ? ['*'] : selections) {
    const { core, above, below } = parse(selection)
    const names = matching(graph, core, selection)
    for (const name of names) named.add(name)
    for (const other of [...graph.upstream(names, above), ...graph.downstream(names, below)]) around.add(other)
  }
  return {
    names: graph.names.filter(name => named.has(name) || around.has(name)),
    named: graph.names.filter(name => named.has(name)),
    reached: graph.names.filter(name => around.has(name) && !named.has(name)),
  }
}

function parse(selection: string): { readonly core: string; readonly above: number; readonly below: number } {
  // `2+orders+3`: how far up, the name, how far down; a bare + is all the way.
  const match = /^(?:(\d*)\+)?([^+]+?)(?:\+(\d*))?$/.exec(selection)
  if (match === null) {
    throw new VarveError('BAD_SELECTION', {
      what: `'${selection}' is not an asset selection`,
      fix: 'write a name, +name, name+, 2+name, group:name, tag:name or *',
      details: { selection },
    })
  }
  return { core: match[2]!, above: distance(match[1]), below: distance(match[3]) }
}

function distance(digits: string | undefined): number {
  if (digits === undefined) return 0
  return digits === '' ? Infinity : Number(digits)
}

function matching(graph: AssetGraph, core: string, selection: string): readonly string[] {
  const assets = graph.names.filter(name => graph.node(name)?.kind === 'asset')
  if (core === '*') return assets
  const [, by, label] = /^(group|tag):(.*)$/s.exec(core) ?? []
  if (by === undefined || label === undefined)
    return graph.node(core) === undefined ? refuse(core, graph.names, 'asset', selection) : [core]
  const labelsOf = (name: string) =>
    (by === 'group' ? [graph.node(name)?.group ?? ''] : (graph.node(name)?.tags ?? [])).filter(text => text !== '')
  const found = assets.filter(name => labelsOf(name).includes(label))
  return found.length > 0 ? found : refuse(label, [...new Set(assets.flatMap(labelsOf))], by, selection)
}

function refuse(name: string, known: readonly string[], what: string, selection: string): never {
  const at = name.indexOf('@')
  if (what === 'asset' && known.includes(name.slice(0, at))) throw withPartition(name.slice(0, at), name.slice(at + 1), selection)
  const { nearest, fix } = known.length === 0 ? noneOf(what) : suggest(name, known, what === 'asset' ? 'varve status' : undefined)
  throw new VarveError('UNKNOWN_ASSET', {
    what: what === 'asset' ? `there is no asset '${name}'` : `no asset has the ${what} '${name}'`,
    where: `selection '${selection}'`,
    fix,
    details: { name, nearest },
  })
}

function noneOf(what: string): Suggestion {
  return { nearest: null, fix: `the catalog holds no ${what}s` }
}

function withPartition(name: string, partition: string, selection: string): VarveError {
  return new VarveError('UNKNOWN_ASSET', {
    what: `'${name}@${partition}' is a partition, where assets are selected`,
    where: `selection '${selection}'`,
    fix: `write ${name} --partitions ${partition === '' ? 'KEY' : shellQuoted(partition)} (plan, materialize), or ${name} alone`,
    details: { name: `${name}@${partition}`, nearest: name },
  })
}
