/** The partition vectors about mappings. */
import {
  all,
  defaultMapping,
  dimension,
  existingOnly,
  last,
  type Mapping,
  offset,
  overlap,
  type PartitionSet,
  type PartitionsAsOf,
  perDimension,
  same,
  specific,
  staticMap,
  subsetOf,
} from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { setOf } from './set-of.ts'
import { type Case, casesOf, type SetVector } from './vector.ts'

interface TimeMapping {
  readonly type: 'time_window'
  readonly start_offset: number
  readonly end_offset: number
  readonly allow_missing_upstream?: boolean
}

interface MultiMapping {
  readonly type: 'multi'
  readonly dimensions: Readonly<Record<string, { readonly to: string; readonly mapping: MappingVector }>>
}

type MappingVector =
  | TimeMapping
  | { readonly type: 'specific'; readonly keys: readonly string[] }
  | { readonly type: 'static'; readonly map: Readonly<Record<string, readonly string[]>> }
  | { readonly type: 'multi_to_single' }
  | { readonly type: 'identity' }
  | { readonly type: 'all' }
  | MultiMapping

type KeyVector = string | Readonly<Record<string, string>>

interface Expected {
  readonly keys: readonly KeyVector[]
  readonly missing?: readonly string[]
  readonly missing_time?: readonly string[]
  readonly message_names?: string
}

interface MappingCase extends Case<undefined, Expected> {
  readonly mapping: MappingVector
  readonly upstream: SetVector
  readonly downstream: SetVector
  readonly downstream_keys: readonly KeyVector[]
  readonly upstream_keys: readonly KeyVector[]
}

interface Ready {
  readonly each: MappingCase
  readonly mapping: Mapping
  readonly upstream: PartitionSet
  readonly downstream: PartitionSet
}

/** The one case that reaches before the start of its upstream set by an offset; `expect` does not say so. */
const cutAtStart = ['mapping-011']

const cases = (casesOf('mapping') as unknown as readonly MappingCase[]).flatMap((each): readonly Ready[] => {
  const [upstream, downstream] = [setOf(each.upstream), setOf(each.downstream)]
  const mapping = mappingOf(each.mapping, upstream, downstream)
  return mapping === undefined ? [] : [{ each, mapping, upstream, downstream }]
})

describe('mappings', () => {
  test.each(cases.map(ready => [`${ready.each.id} ${ready.each.title}`, ready] as const))('%s', (_, ready) => {
    const { each, mapping, upstream, downstream } = ready
    if (each.kind === 'mapping_error') {
      expect(mapping.refusal(upstream, downstream)).toContain(each.expect.message_names)
      return
    }
    const now = Date.parse(each.now)
    const keys = each.expect.keys.map(keyText)
    if (each.kind === 'downstream_of') {
      const touched = mapping.downstream(subset(upstream, each.upstream_keys, now), downstream.asOf(now))
      expect(keysOf(touched.of, touched.ranges)).toEqual(keys)
      return
    }
    const { existing, missing, short } = mapping.upstream(subset(downstream, each.downstream_keys, now), upstream.asOf(now))
    expect({ keys: keysOf(existing.of, existing.ranges), missing: [...missing].map(timeText), short }).toEqual({
      keys,
      missing: each.expect.missing ?? each.expect.missing_time ?? [],
      short: cutAtStart.includes(each.id),
    })
  })

  test('are all asked', () => {
    expect(cases.map(({ each }) => each.id)).toEqual(casesOf('mapping').map(({ id }) => id))
  })
})

function mappingOf(vector: MappingVector, upstream: PartitionSet, downstream: PartitionSet): Mapping | undefined {
  if (vector.type === 'time_window') return timeMappingOf(vector)
  if (vector.type === 'specific') return specific(vector.keys)
  if (vector.type === 'static') return staticMap(vector.map)
  if (vector.type === 'identity') return same
  if (vector.type === 'all') return all
  if (vector.type === 'multi') {
    const read = Object.entries(vector.dimensions)
    return perDimension(
      Object.fromEntries(read.map(([name, { to, mapping }]) => [name, dimension(to, mappingOf(mapping, upstream, downstream)!)])),
    )
  }
  const mapping = defaultMapping(upstream, downstream)
  return 'refused' in mapping ? undefined : mapping
}

function timeMappingOf({ start_offset: first, end_offset: end, allow_missing_upstream: isLenient }: TimeMapping): Mapping {
  if (isLenient) return existingOnly(timeMappingOf({ type: 'time_window', start_offset: first, end_offset: end }))
  if (end === 0) return first === 0 ? overlap : last(1 - first)
  return first === end ? offset(first) : offset(first, end)
}

/** The vectors also ask about windows that have not ended: those are looked up in a later view of the same set. */
function subset(set: PartitionSet, texts: readonly KeyVector[], now: number) {
  const keys = texts.map(keyText)
  const of = set.asOf(now)
  const seen = keys.every(key => of.ordinalOf(key) !== undefined) ? of : set.asOf(Date.UTC(2040, 0, 1))
  return subsetOf(
    seen,
    keys.map(key => seen.ordinalOf(key)!),
  )
}

/** The spelling of the offset in the second key of an hour that happens twice is free: ours has a colon. */
function withColon(key: string): string {
  return key.replace(/(:\d\d[-+]\d\d)(\d\d)$/, '$1:$2')
}

function keyText(key: KeyVector): string {
  if (typeof key === 'string') return withColon(key)
  return Object.entries(key)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join()
}

/** The vectors name only the window of a combination that is missing. */
function timeText(key: string): string {
  return /time=([^,]+)/.exec(key)?.[1] ?? key
}

function keysOf(of: PartitionsAsOf, ranges: readonly (readonly [number, number])[]): readonly string[] {
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, step) => of.at(from + step).key))
}
