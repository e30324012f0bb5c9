/** `ASSET[@PARTITION]` as people write it. */
import { firstOf, ordinals, type PartitionSubset } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import { suggest } from '../foundation/suggest.ts'
import { materializeCommand } from './fix-of-cause.ts'
import type { PlanGraph, PlanNode } from './node.ts'
import { readSelection } from './read-selection.ts'

export interface Reference {
  readonly node: PlanNode
  /** Null where the text names the whole asset of a partitioned one. */
  readonly partition: string | null
}

/** @throws UNKNOWN_ASSET UNKNOWN_PARTITION BAD_REQUEST */
export function resolveReference(graph: PlanGraph, text: string): Reference {
  const at = text.indexOf('@')
  const name = at < 0 ? text : text.slice(0, at)
  const node = graph.get(name)
  if (!node) throw isExternal(graph, name) ? externalHasNoVersions(name) : unknownAsset(name, [...graph.keys()])
  const isWhole = node.partitions.set.kind === 'none'
  if (at < 0) return { node, partition: isWhole ? '' : null }
  const selection = text.slice(at + 1)
  if (isWhole && selection !== '*') throw unpartitioned(name, selection)
  const subset = readSelection(selection, node, text)
  if (subset.count !== 1) throw notOne(node, selection, subset)
  return { node, partition: firstOf(subset)!.key }
}

function notOne(node: PlanNode, selection: string, subset: PartitionSubset): VarveError {
  const text = `${node.name}@${selection}`
  const details = { asset: node.name, count: subset.count }
  if (subset.count === 0) {
    return new VarveError('BAD_REQUEST', {
      what: `${text} names no partition`,
      why: selection.trim() === '' ? 'the key after @ is empty' : undefined,
      fix: `name one, such as ${exampleOf(node)}`,
      details,
    })
  }
  const first = firstFewOf(subset)
  return new VarveError('BAD_REQUEST', {
    what: `${text} names ${subset.count} partitions`,
    why: `they are ${first.join(', ')}${subset.count > first.length ? ` and ${subset.count - first.length} more` : ''}`,
    fix: `name exactly one, such as ${referenceText(node.name, first[0]!)}`,
    details,
  })
}

const fewMax = 5

function firstFewOf(subset: PartitionSubset): readonly string[] {
  const first: string[] = []
  for (const ordinal of ordinals(subset)) {
    if (first.length === fewMax) break
    first.push(subset.of.at(ordinal).key)
  }
  return first
}

function exampleOf({ name, partitions }: PlanNode): string {
  return referenceText(name, partitions.count === 0 ? 'KEY' : partitions.at(0).key)
}

function isExternal(graph: PlanGraph, name: string): boolean {
  return [...graph.values()].some(({ inputs }) => inputs.some(({ kind, asset }) => kind === 'external' && asset === name))
}

function externalHasNoVersions(name: string): VarveError {
  return new VarveError('BAD_REQUEST', {
    what: `${name} is an external: data made elsewhere, of which nothing is stored here`,
    fix: `varve status ${name} says when it was last looked at; ask about an asset that reads it`,
    details: { external: name },
  })
}

/** Like {@link resolveReference}, where one partition is needed. */
export function resolvePartition(graph: PlanGraph, text: string): Reference & { readonly partition: string } {
  const { node, partition } = resolveReference(graph, text)
  if (partition !== null) return { node, partition }
  throw new VarveError('BAD_REQUEST', {
    what: `${node.name} has partitions: say which`,
    fix: exampleOf(node),
    details: { asset: node.name },
  })
}

function unpartitioned(asset: string, key: string): VarveError {
  return new VarveError('UNKNOWN_PARTITION', {
    what: `${JSON.stringify(key)} is not a partition of ${asset}`,
    why: 'an unpartitioned asset has one partition, without a key',
    fix: `name the asset alone: ${asset}`,
    details: { asset, key },
  })
}

export function unknownAsset(name: string, names: readonly string[]): VarveError {
  const { nearest, fix } = names.length === 0 ? { nearest: null, fix: 'the catalog holds no assets' } : suggest(name, names, 'varve status')
  return new VarveError('UNKNOWN_ASSET', {
    what: `there is no asset '${name}'`,
    fix,
    details: { name, nearest },
  })
}

export function notMaterialized(asset: string, partition: string, environment: string): VarveError {
  return new VarveError('NOT_MATERIALIZED', {
    what: `${referenceText(asset, partition)} has not been materialized`,
    fix: howToMake(asset, partition, environment),
    details: { asset, partition, environment },
  })
}

export function howToMake(asset: string, partition: string, environment: string): string {
  return materializeCommand(`+${asset}`, partition, environment)
}
