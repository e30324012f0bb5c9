/** Assets drawn from a seed that read hundreds of partitions of one source, whose keys end a chunk every few dozen partitions. */
import {
  all,
  collapse,
  daily,
  dynamicSegments,
  existingOnly,
  last,
  type Mapping,
  offset,
  type PartitionSet,
  perDimension,
  product,
  same,
  segments,
  self,
  specific,
  staticMap,
  unpartitioned,
  weekly,
} from '@varve/partitions'
import { endsChunk } from '../../../../packages/core/src/version/reads-digest.ts'
import type { Draw } from './draw.ts'
import type { AssetSpec, World } from './world.ts'

const [januaryFirst, day] = [Date.UTC(2001, 0, 1), 86_400_000]

export function newWideWorld(draw: Draw): World {
  const set = draw.one([cells, listed, tenants])
  const reads = set === cells ? [...ofAny(), ...ofCells] : set === listed ? [...ofAny(), ...ofListed] : ofAny()
  const assets = new Map<string, AssetSpec>()
  const isCodeKnown = () => draw.chance(0.97)
  const plain = { code: 1, contract: null, revision: 1 }
  const hasRaw = draw.chance(0.4)
  if (hasRaw) assets.set('raw', { ...plain, partitions: set, reads: {}, isCodeKnown: isCodeKnown() })
  const source: Record<string, AssetSpec['reads'][string]> = {}
  if (hasRaw) source.raw = { asset: 'raw', mapping: same }
  if (draw.chance(0.2)) source.feed = { external: 'feed' }
  if (set === cells && draw.chance(0.2)) source.past = { asset: 'source', mapping: threeDaysBefore }
  assets.set('source', { ...plain, partitions: set, reads: source, isCodeKnown: isCodeKnown() })
  for (const index of [0, 1, 2]) {
    const [partitions, mapping] = index === 0 ? ([unpartitioned, all] as const) : draw.one(reads)
    assets.set(`reader${index}`, { ...plain, partitions, reads: { source: { asset: 'source', mapping } }, isCodeKnown: isCodeKnown() })
  }
  return {
    now: januaryFirst + 7.5 * day,
    assets,
    sets: [set],
    tenants: new Set(keys),
    externals: new Map([['feed', { kind: 'present', version: 'v0' }]]),
    holidays: new Set(),
  }

  function ofAny(): readonly Reading[] {
    const between = (draw.below(3) + 1) * 25
    const from = draw.below(90)
    const partitions = set.asOf(januaryFirst + 6.5 * day, { keysOf: () => keys })
    const some = Array.from({ length: 220 }, (_, ordinal) => partitions.at(ordinal).key).filter(
      (_, index) => index >= from && index % (between + 1) !== between,
    )
    return [
      [unpartitioned, all],
      [unpartitioned, existingOnly(all)],
      [unpartitioned, specific(some)],
      [unpartitioned, existingOnly(specific(some))],
    ]
  }
}

type Reading = readonly [PartitionSet, Mapping]

/** Of which one in sixteen ends a chunk. */
const keys: readonly string[] = chosen(270, 16, key => endsChunk(key))

/** Segments of which about half end a chunk on one of the first days. */
const parts: readonly string[] = chosen(38, 1, part =>
  Array.from({ length: 12 }, (_, index) => `2001-01-${`${index + 1}`.padStart(2, '0')}`).some(date =>
    endsChunk(`day=${date},part=${part}`),
  ),
)

/** @param othersMax for each that is an end. */
function chosen(count: number, othersMax: number, isEnd: (key: string) => boolean): readonly string[] {
  const [ends, others]: [string[], string[]] = [[], []]
  for (let number = 0; ends.length + others.length < count; number += 1) {
    const key = `p${number}`
    if (isEnd(key)) ends.push(key)
    else if (others.length < othersMax * (ends.length + 1)) others.push(key)
  }
  return [...ends, ...others].sort()
}

const days = daily({ start: '2001-01-01' })
const cells = product({ day: days, part: segments(parts) })
const listed = segments(keys)
const tenants = dynamicSegments('tenants')

const lastDays = (count: number) => perDimension({ day: last(count), part: all })

const ofCells: readonly Reading[] = [
  [days, collapse('part')],
  [days, lastDays(4)],
  [days, existingOnly(lastDays(6))],
  [weekly({ start: '2001-01-01' }), lastDays(1)],
]

const threeDaysBefore = self(perDimension({ day: offset(-3, -1), part: all }))

const twoAirports = segments(['ATL', 'ORD'])

/** By the keys that the first reads, and those that the second reads. */
function byAirport(ofAtlanta: readonly string[], ofChicago: readonly string[]): Mapping {
  const [atlanta, chicago] = [new Set(ofAtlanta), new Set(ofChicago)]
  const readersOf = (key: string) => [...(atlanta.has(key) ? ['ATL'] : []), ...(chicago.has(key) ? ['ORD'] : [])]
  return staticMap(Object.fromEntries(keys.map(key => [key, readersOf(key)] as const).filter(([, readers]) => readers.length > 0)))
}

const ofListed: readonly Reading[] = [
  [
    twoAirports,
    byAirport(
      keys.slice(0, 180),
      keys.filter((_, index) => index % 40 > 1),
    ),
  ],
  [twoAirports, byAirport(keys.slice(60), keys.slice(30, 150))],
]

/** A key that there was before, or that there never was. */
export function anyTenant(draw: Draw): string {
  return draw.chance(0.7) ? draw.one(keys) : `q${draw.below(5)}`
}
