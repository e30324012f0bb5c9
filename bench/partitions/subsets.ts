/** Questions about subsets of up to a million windows, and of the cells of a product, and the two forms in which they are written. */
import {
  contains,
  daily,
  decodeSubset,
  encodeSubset,
  everything,
  formatSubset,
  minutes,
  ordinals,
  type PartitionSubset,
  type PartitionsAsOf,
  parseSubset,
  product,
  segments,
  subsetOf,
  union,
} from '@varve/partitions'
import { randomFrom } from '../support/random.ts'
import { type SideBySide, sideBySide } from '../support/side-by-side.ts'
import { bytesText, type Table } from '../support/table.ts'

const quarterHours = minutes({ every: 15, start: '1990-01-01' })
const cells = product({
  day: daily({ start: '2001-01-01', end: '2002-01-01' }),
  origin: segments(Array.from({ length: 5000 }, (_, index) => `origin-${index}`)),
})

export function subsetRows(): Table {
  const scattered = [
    ...[1e3, 1e5, 1e6].map(size => scatteredOf(`10^${Math.log10(size)}`, quarterHours.asOf(Date.UTC(1990, 0, 1) + size * 900_000))),
    scatteredOf('365 x 5,000', cells.asOf(Date.UTC(2002, 0, 2))),
  ]
  const results = (ask: (of: Scattered) => SideBySide) => new Map(scattered.map(each => [each.name, ask(each)]))
  return {
    rows: [
      { name: 'contains an ordinal', against: 'Set of ordinals', results: results(containing) },
      { name: 'union, per member', against: 'union of Sets', results: results(uniting) },
      {
        name: 'bytes, there and back, per member',
        against: 'JSON of keys',
        results: results(each => writing(each, subset => decodeSubset(encodeSubset(subset), each.of))),
      },
      {
        name: 'text, there and back, per member',
        against: 'JSON of keys',
        results: results(each => writing(each, subset => parseSubset(formatSubset(subset), each.of))),
      },
    ],
    notes: scattered.flatMap(({ of, one }) => [sizesOf(`all of ${of.count}`, everything(of)), sizesOf(`half of ${of.count}`, one.subset)]),
  }
}

interface Members {
  readonly subset: PartitionSubset
  readonly ordinals: ReadonlySet<number>
}

interface Scattered {
  readonly name: string
  readonly of: PartitionsAsOf
  readonly one: Members
  readonly other: Members
  readonly random: (below: number) => number
}

function scatteredOf(name: string, of: PartitionsAsOf): Scattered {
  const random = randomFrom(of.count)
  const half = (): Members => {
    const members = Array.from({ length: of.count }, (_, ordinal) => ordinal).filter(() => random(2) === 0)
    return { subset: subsetOf(of, members), ordinals: new Set(members) }
  }
  return { name, of, one: half(), other: half(), random }
}

function containing({ of, one, random }: Scattered): SideBySide {
  return sideBySide({
    questions: Array.from({ length: 20_000 }, () => random(of.count)),
    ours: ordinal => contains(one.subset, ordinal),
    baseline: ordinal => one.ordinals.has(ordinal),
  })
}

function uniting({ of, one, other }: Scattered): SideBySide {
  const measured = sideBySide({
    questions: Array.from({ length: Math.max(1, 1e5 / of.count) }),
    size: one.subset.count + other.subset.count,
    ours: () => union(one.subset, other.subset).count,
    baseline: () => new Set([...one.ordinals, ...other.ordinals]).size,
  })
  return checked(measured, union(one.subset, other.subset), new Set([...one.ordinals, ...other.ordinals]))
}

function writing({ of, one }: Scattered, thereAndBack: (subset: PartitionSubset) => PartitionSubset): SideBySide {
  const keys = Array.from(one.ordinals, ordinal => of.at(ordinal).key)
  const measured = sideBySide({
    questions: Array.from({ length: Math.max(1, 1e5 / of.count) }),
    size: one.subset.count,
    ours: () => thereAndBack(one.subset).count,
    baseline: () => (JSON.parse(JSON.stringify(keys)) as string[]).length,
  })
  return checked(measured, thereAndBack(one.subset), one.ordinals)
}

/** The rounds compare counts; this compares every member. */
function checked(measured: SideBySide, subset: PartitionSubset, expected: ReadonlySet<number>): SideBySide {
  const [found, sorted] = [[...ordinals(subset)], [...expected].sort((one, other) => one - other)]
  const index = sorted.findIndex((ordinal, each) => ordinal !== found[each])
  if (index < 0 && found.length === sorted.length) return measured
  return { ...measured, wrong: { question: 'which ordinals', ours: found[index], baseline: sorted[index] } }
}

function sizesOf(what: string, subset: PartitionSubset): string {
  const json = JSON.stringify(Array.from(ordinals(subset), ordinal => subset.of.at(ordinal).key))
  return `${what}: ${bytesText(encodeSubset(subset).length)} as bytes, ${bytesText(formatSubset(subset).length)} as text, ${bytesText(json.length)} as JSON of keys`
}
