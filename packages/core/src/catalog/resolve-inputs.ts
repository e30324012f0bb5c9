/** Resolves what an asset reads: the name of each input, and the mapping between the two partition sets. */
import { defaultMapping, isOwnPast, type Mapping, type PartitionSet, unpartitioned } from '@varve/partitions'
import { type AnyAsset, type Input, isAsset } from '../asset/any-asset.ts'
import { type External, isExternal } from '../asset/external.ts'
import type { GraphInput, GraphNode } from '../graph/asset-graph.ts'
import { type DefinitionFinding, finding } from './definition-finding.ts'
import type { Definition } from './mount.ts'

export interface Resolved {
  readonly nodes: readonly GraphNode[]
  readonly findings: readonly DefinitionFinding[]
}

export function resolveInputs(names: ReadonlyMap<string, Definition>): Resolved {
  const nameOf = new Map([...names].map(([name, definition]) => [definition, name]))
  const findings: DefinitionFinding[] = []
  const nodes = [...names].map(([name, definition]): GraphNode => {
    if (!isAsset(definition)) return { name, kind: 'external', group: null, tags: [], inputs: [] }
    const { group, tags } = definition.metadata
    const resolved = Object.entries(definition.inputs).map(([input, read]) => resolve(name, definition, input, read, nameOf))
    findings.push(...resolved.filter(isFinding))
    return { name, kind: 'asset', group, tags, inputs: resolved.filter(one => !isFinding(one)) as readonly GraphInput[] }
  })
  return { nodes, findings }
}

function resolve(
  name: string,
  reader: AnyAsset,
  input: string,
  read: Input | External,
  nameOf: ReadonlyMap<Definition, string>,
): GraphInput | DefinitionFinding {
  const source = isExternal(read) ? read : read.asset
  const asset = nameOf.get(source)
  if (asset === undefined) return notMounted(name, input, source)
  const upstream = isExternal(source) ? unpartitioned : source.partitions
  const mapping = mappingOf(isExternal(read) ? undefined : read.mapping, upstream, reader.partitions)
  if (typeof mapping !== 'string') return { input, asset, kind: source.kind, mapping }
  const isOwn = !isExternal(read) && read.mapping !== undefined && isOwnPast(read.mapping)
  return finding('PARTITIONS_DO_NOT_FIT', {
    asset: name,
    message: `the partitions of '${name}' and of its input '${input}' do not fit`,
    where: `input '${input}' of ${name}`,
    why: mapping,
    fix: isOwn ? 'choose earlier partitions: self(...)' : `choose what to read with from(${input}, { partitions: ... })`,
  })
}

/** The mapping, or why it cannot connect the two. */
function mappingOf(chosen: Mapping | undefined, upstream: PartitionSet, downstream: PartitionSet): Mapping | string {
  if (chosen !== undefined) {
    const refusal = chosen.refusal(upstream, downstream)
    return refusal === undefined ? chosen : `${chosen.name} does not connect them: ${refusal}`
  }
  const mapping = defaultMapping(upstream, downstream)
  return 'refused' in mapping ? mapping.refused : mapping
}

function notMounted(name: string, input: string, source: Definition): DefinitionFinding {
  const what = source.kind === 'asset' ? 'an asset' : 'an external'
  return finding('INPUT_NOT_MOUNTED', {
    asset: name,
    message: `${name} reads ${what} that the catalog does not hold`,
    where: `input '${input}' of ${name}`,
    why: `the ${source.kind} was imported and used, and nothing given to catalog() exports it`,
    fix: 'export it from a mounted module, or give it to catalog() under a name',
  })
}

function isFinding(value: GraphInput | DefinitionFinding): value is DefinitionFinding {
  return 'code' in value
}
