/** Assets drawn from a seed, which are edited as a project is: sets of every kind, mappings of every kind, own pasts, externals. */
import {
  all,
  collapse,
  customMapping,
  daily,
  defaultMapping,
  dimension,
  dynamicSegments,
  existingOnly,
  last,
  latest,
  type Mapping,
  next,
  offset,
  overlap,
  type PartitionSet,
  perDimension,
  previous,
  product,
  same,
  segments,
  self,
  specific,
  staticMap,
  unpartitioned,
  weekly,
  whole,
} from '@varve/partitions'
import { asset } from 'varve'
import type { ExternalState, NodeInput, NodeReader, PlanGraph, PlanNode } from '../../../../packages/core/src/plan/node.ts'
import { hexOf } from '../plan-cases.ts'
import type { Draw } from './draw.ts'

export interface World {
  now: number
  /** By name, in topological order. */
  readonly assets: Map<string, AssetSpec>
  sets: readonly PartitionSet[]
  readonly tenants: Set<string>
  readonly externals: Map<string, ExternalState>
  /** Dates that a calendar function leaves out, which its text does not show. */
  readonly holidays: Set<string>
}

export interface AssetSpec {
  readonly partitions: PartitionSet
  /** By name of the input. */
  readonly reads: Readonly<Record<string, Read>>
  readonly code: number
  readonly contract: number | null
  /** Of the decoder that reads its bytes. */
  readonly revision: number
  readonly isCodeKnown: boolean
}

type Read = { readonly asset: string; readonly mapping: Mapping } | { readonly external: string }

export const externalNames: readonly string[] = ['feed', 'rates']

export function newWorld(draw: Draw): World {
  const world: World = {
    now: Date.UTC(2001, 0, 4, 12),
    assets: new Map(),
    sets: [],
    tenants: new Set(['acme']),
    externals: new Map(),
    holidays: new Set(),
  }
  world.sets = setsWith(world)
  const count = 3 + draw.below(3)
  for (let index = 0; index < count; index += 1) world.assets.set(`asset${index}`, newAsset(world, `asset${index}`, draw))
  return world
}

function setsWith({ holidays }: World): readonly PartitionSet[] {
  const left = new Set(holidays)
  const days = daily({ start: '2001-01-01' })
  const tradingDays = daily({ start: '2001-01-01', exclude: { calendar: date => left.has(date) } })
  const origins = segments(['ATL', 'ORD'])
  const tenants = dynamicSegments('tenants')
  return [
    days,
    daily({ start: '2001-01-02', end: '2001-01-05' }),
    tradingDays,
    weekly({ start: '2000-12-18' }),
    origins,
    segments(['ORD', 'ATL', 'DFW']),
    tenants,
    unpartitioned,
    product({ day: days, origin: origins }),
    product({ day: days, tenant: tenants }),
    product({ day: tradingDays, origin: origins }),
  ]
}

/** As if another process had loaded the project: the same definitions, with calendars of today. */
export function reloadSets(world: World): void {
  const before = world.sets
  world.sets = setsWith(world)
  for (const [name, spec] of world.assets) {
    const index = before.indexOf(spec.partitions)
    world.assets.set(name, { ...spec, partitions: world.sets[index]! })
  }
}

/** It may read assets whose names come before its own. */
export function newAsset(world: World, name: string, draw: Draw, partitions: PartitionSet = draw.one(world.sets)): AssetSpec {
  const reads: Record<string, Read> = {}
  for (const [upstream, spec] of world.assets) {
    const mapping = upstream < name && draw.chance(0.6) ? mappingBetween(spec.partitions, partitions, draw) : undefined
    if (mapping) reads[`of ${upstream}`] = { asset: upstream, mapping }
  }
  if (draw.chance(0.3)) reads.outside = { external: draw.one(externalNames) }
  const pasts = ownPasts.filter(mapping => mapping.refusal(partitions, partitions) === undefined)
  if (pasts.length > 0 && draw.chance(0.4)) reads.past = { asset: name, mapping: draw.one(pasts) }
  return { partitions, reads, code: 1, contract: draw.chance(0.5) ? 1 : null, revision: 1, isCodeKnown: draw.chance(0.95) }
}

/** An edit may leave readers with mappings that fit no more. */
export function dropWhatDoesNotFit(world: World): void {
  for (const [name, spec] of world.assets) {
    const fitting = Object.entries(spec.reads).filter(
      ([, read]) => !('asset' in read) || read.mapping.refusal(world.assets.get(read.asset)!.partitions, spec.partitions) === undefined,
    )
    world.assets.set(name, { ...spec, reads: Object.fromEntries(fitting) })
  }
}

function mappingBetween(upstream: PartitionSet, downstream: PartitionSet, draw: Draw): Mapping | undefined {
  const obvious = defaultMapping(upstream, downstream)
  const fitting = mappings.filter(mapping => mapping.refusal(upstream, downstream) === undefined)
  const chosen = draw.one('refused' in obvious ? fitting : [...fitting, obvious, obvious])
  return draw.chance(0.2) ? existingOnly(chosen) : chosen
}

const mappings: readonly Mapping[] = [
  same,
  overlap,
  previous,
  next,
  offset(-2),
  offset(-1, 1),
  last(3),
  latest,
  all,
  whole,
  collapse('origin'),
  collapse('day'),
  dimension('day', last(2)),
  dimension('tenant'),
  perDimension({ day: last(2), origin: same }),
  perDimension({ day: previous, tenant: all }),
  perDimension({ day: all, tenant: same }),
  specific(['2001-01-02', '2001-01-04']),
  specific(['ATL']),
  staticMap({ ATL: ['ORD', 'ATL'], ORD: ['ORD'] }),
  customMapping({ name: 'mine', arity: 'one', upstream: ({ key }) => [key], downstream: ({ key }) => [key] }),
]

const ownPasts: readonly Mapping[] = [
  self(previous),
  self(offset(-2)),
  self(offset(-3, -1)),
  self(perDimension({ day: previous, origin: same })),
  self(perDimension({ day: previous, tenant: all })),
]

export function graphIn({ assets, now, tenants }: World): PlanGraph {
  const known = new Map<PartitionSet, PlanNode['partitions']>()
  const partitionsOf = (set: PartitionSet) => {
    const partitions = known.get(set) ?? set.asOf(now, { keysOf: () => [...tenants] })
    known.set(set, partitions)
    return partitions
  }
  const readers = new Map<string, NodeReader[]>([...assets.keys()].map(name => [name, []]))
  for (const [name, { reads }] of assets) {
    for (const read of Object.values(reads)) if ('asset' in read) readers.get(read.asset)!.push({ asset: name, mapping: read.mapping })
  }
  return new Map([...assets].map(([name, spec]) => [name, nodeOf(name, spec, partitionsOf(spec.partitions), readers.get(name)!)]))
}

function nodeOf(name: string, spec: AssetSpec, partitions: PlanNode['partitions'], readers: readonly NodeReader[]): PlanNode {
  const { code, contract, revision, isCodeKnown, reads } = spec
  return {
    name,
    asset: asset({ run: () => [] }),
    partitions,
    identity: {
      codeVersion: isCodeKnown ? `code ${code}` : null,
      configHash: hexOf('config'),
      config: {},
      revealConfig: () => ({}),
      definitionHash: hexOf(`${name} code ${code}`),
      contractHash: contract === null ? null : hexOf(`contract ${contract}`),
      formatCode: null,
    },
    decoders: [{ format: { name: 'json', revision, settings: {} }, code: null }] as unknown as PlanNode['decoders'],
    readHash: () => `read ${revision}`,
    inputs: Object.entries(reads).map(
      ([input, read]): NodeInput =>
        'asset' in read
          ? { kind: 'asset', name: input, asset: read.asset, mapping: read.mapping }
          : { kind: 'external', name: input, asset: read.external, readHash: 'read' },
    ),
    readers,
  }
}
