/** Changes of definition by name: the sentence that people read, with its numbers. */
import {
  changeOf,
  daily,
  definitionOf,
  describeChange,
  dynamicSegments,
  formatSelection,
  hourly,
  describe as inWords,
  type PartitionDefinition,
  type PartitionSet,
  partitionSetOf,
  product,
  segments,
  unpartitioned,
  weekly,
} from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'

const now = Date.UTC(2001, 5, 1)
const days = daily({ start: '2001-02-01', end: '2001-04-01' })
const origins = segments(['ATL', 'DFW', 'ORD'])
const cells = product({ day: days, origin: origins })

function described(before: PartitionSet, after: PartitionSet): string | undefined {
  const change = changeOf(definitionOf(before), after, now)
  return change && describeChange(change)
}

function subsets(before: PartitionSet, after: PartitionSet) {
  const effect = changeOf(definitionOf(before), after, now)?.effect
  return effect && { kept: formatSelection(effect.kept), added: formatSelection(effect.added), hidden: formatSelection(effect.hidden) }
}

describe('times', () => {
  test('semantics 7: a start that moves earlier adds the windows before it and keeps the others', () => {
    const earlier = daily({ start: '2001-01-01', end: '2001-04-01' })
    expect(described(days, earlier)).toBe('start moved from 2001-02-01 to 2001-01-01: 59 windows stay, 31 are new, none hidden')
    expect(subsets(days, earlier)).toEqual({ kept: '2001-02-01..2001-03-31', added: '2001-01-01..2001-01-31', hidden: '' })
  })

  test('semantics 7: a start that moves later hides', () => {
    const later = daily({ start: '2001-03-31', end: '2001-04-01' })
    expect(described(days, later)).toBe('start moved from 2001-02-01 to 2001-03-31: 1 window stays, none are new, 58 hidden')
    expect(subsets(days, later)).toEqual({ kept: '2001-03-31', added: '', hidden: '2001-02-01..2001-03-30' })
  })

  test('an end is added, moved and removed', () => {
    const [endless, longer] = [daily({ start: '2001-02-01' }), daily({ start: '2001-02-01', end: '2001-04-02' })]
    expect(described(endless, days)).toBe('end 2001-04-01 added: 59 windows stay, none are new, 61 hidden')
    expect(described(days, longer)).toBe('end moved from 2001-04-01 to 2001-04-02: 59 windows stay, 1 is new, none hidden')
    expect(described(days, endless)).toBe('end 2001-04-01 removed: 59 windows stay, 61 are new, none hidden')
  })

  test('in another zone the same keys are other windows', () => {
    const chicago = daily({ start: '2001-02-01', end: '2001-04-01', timezone: 'America/Chicago' })
    expect(described(days, chicago)).toBe('time zone changed from UTC to America/Chicago: no window stays, 59 are new, 59 hidden')
  })

  test('where two zones show the same time, windows are the same', () => {
    const london = daily({ start: '2001-02-01', end: '2001-04-01', timezone: 'Europe/London' })
    expect(subsets(days, london)).toEqual({
      kept: '2001-02-01..2001-03-24',
      added: '2001-03-25..2001-03-31',
      hidden: '2001-03-25..2001-03-31',
    })
  })

  test('granularity, grid, end offset, key format and dates left out', () => {
    const span = { start: '2001-02-01', end: '2001-04-01' }
    expect(described(days, hourly(span))).toBe('windows were daily and are hourly: no window stays, 1416 are new, 59 hidden')
    expect(described(days, daily({ ...span, hourOffset: 4, minuteOffset: 15 }))).toBe(
      'windows were daily and are daily (at 04:15): no window stays, 58 are new, 59 hidden',
    )
    expect(described(weekly(span), weekly({ ...span, firstDay: 'sunday' }))).toBe(
      'windows were weekly (monday) and are weekly (sunday): no window stays, 8 are new, 7 hidden',
    )
    const [growing, held] = [daily({ start: '2001-05-01' }), daily({ start: '2001-05-01', endOffset: -1 })]
    expect(described(growing, held)).toBe('end offset changed from 0 to -1: 30 windows stay, none are new, 1 hidden')
    expect(described(days, daily({ ...span, format: '%Y%m%d' }))).toBe(
      'key format changed from %Y-%m-%d to %Y%m%d, and partitions with other keys are other partitions: no window stays, 59 are new, 59 hidden',
    )
    const weekends = daily({ ...span, exclude: { weekdays: ['saturday', 'sunday'] } })
    expect(described(days, weekends)).toBe('saturday and sunday left out: 42 windows stay, none are new, 17 hidden')
    expect(described(weekends, daily({ ...span, exclude: { weekdays: ['sunday'], dates: ['2001-02-14'] } }))).toBe(
      '2001-02-14 left out, saturday no longer left out: 41 windows stay, 9 are new, 1 hidden',
    )
  })

  test('what is only written differently is not a change', () => {
    const chicago = { start: '2001-02-01', timezone: 'America/Chicago' }
    expect(described(daily(chicago), daily({ start: '2001-02-01T00:00', timezone: 'US/Central' }))).toBeUndefined()
    expect(described(daily(chicago), daily({ ...chicago, start: '2001-01-31T12:00' }))).toBeUndefined()
    expect(described(days, daily({ start: '2001-02-01', end: '2001-04-01T12:00' }))).toBeUndefined()
    expect(described(days, daily({ start: '2001-02-01', end: '2001-04-01', exclude: {} }))).toBeUndefined()
    expect(described(cells, product({ origin: origins, day: days }))).toBeUndefined()
    expect(described(unpartitioned, unpartitioned)).toBeUndefined()
  })

  test('a million windows are compared as ranges, in another zone too', () => {
    const span = { start: '1900-01-01', end: '2015-01-01', timezone: 'America/Chicago' }
    const earlier = changeOf(definitionOf(hourly(span)), hourly({ ...span, start: '1890-01-01' }), now)
    expect([earlier?.effect?.kept.count, earlier?.effect?.kept.ranges]).toEqual([888_978, [[87_648, 976_626]]])
    // Regina has had Chicago's winter time all year since 1960.
    const regina = changeOf(definitionOf(hourly(span)), hourly({ ...span, timezone: 'America/Regina' }), now)
    expect(regina?.effect?.kept.ranges.length).toBeLessThan(200)
  })
})

describe('calendars', () => {
  const [isFirst, isThird] = [(date: string) => date.endsWith('-01'), (date: string) => date.endsWith('-03')]
  const without = (calendar: (date: string) => boolean) => daily({ start: '2001-02-01', end: '2001-04-01', exclude: { calendar } })

  test('of the same source text are the same', () => {
    const earlier = daily({ start: '2001-01-01', end: '2001-04-01', exclude: { calendar: isFirst } })
    expect(described(without(isFirst), without(isFirst))).toBeUndefined()
    expect(described(without(isFirst), earlier)).toBe('start moved from 2001-02-01 to 2001-01-01: 57 windows stay, 30 are new, none hidden')
  })

  test('that are gone are not run from their text, and the change says so', () => {
    const gone = changeOf(definitionOf(without(isFirst)), without(isThird), now)
    expect(gone).toEqual({ facts: [{ kind: 'exclude', added: [], removed: [], calendar: true }], effect: null })
    expect(described(without(isFirst), days)).toBe(
      'the calendar of dates left out changed: what stays is unknown, since the function that listed the dates left out is gone',
    )
    expect(described(days, without(isFirst))).toBe('the calendar of dates left out changed: 57 windows stay, none are new, 2 hidden')
  })
})

describe('a remembered definition that is not possible here', () => {
  const remembered: PartitionDefinition = { kind: 'day', start: '2001-02-01', end: null, timezone: 'Mars/Olympus' }
  test.each<readonly [string, PartitionDefinition, string]>([
    ['of a zone that is unknown here', remembered, 'Time zone "Mars/Olympus" is unknown'],
    [
      'of a kind that is unknown here',
      JSON.parse('{ "kind": "fortnight", "start": "2001-02-01" }'),
      '"fortnight" is not a kind of partitions',
    ],
    [
      'in one dimension',
      { kind: 'product', dimensions: { day: remembered, origin: definitionOf(origins) } },
      'Time zone "Mars/Olympus" is unknown',
    ],
  ])('%s is described without numbers', (_, before, why) => {
    for (const after of [days, hourly({ start: '2001-01-01' }), cells, unpartitioned]) {
      const change = changeOf(before, after, now)!
      expect([change.effect, describeChange(change)]).toEqual([
        null,
        `the earlier definition is not possible here (${why}): what stays is unknown`,
      ])
    }
  })
})

describe('segments', () => {
  test('are added and removed', () => {
    expect(described(origins, segments(['ATL', 'DFW', 'ORD', 'LAX']))).toBe('LAX added: 3 partitions stay, 1 is new, none hidden')
    expect(described(origins, segments(['DFW', 'ORD']))).toBe('ATL removed: 2 partitions stay, none are new, 1 hidden')
  })

  test('in another order are all kept', () => {
    expect(described(origins, segments(['ORD', 'ATL', 'DFW']))).toBe('segments reordered: 3 partitions stay, none are new, none hidden')
  })

  test('that are renamed are new ones', () => {
    expect(described(origins, segments(['ATL', 'DAL', 'ORD']))).toBe(
      'DAL replaced DFW (a new segment: what was made stays under the old name): 2 partitions stay, 1 is new, 1 hidden',
    )
  })

  test('of which many changed are named in part', () => {
    const many = segments(['ATL', 'DFW', 'ORD', ...Array.from({ length: 20 }, (_, index) => `S${index}`)])
    expect(described(origins, many)).toBe('S0, S1, S2, S3, S4 and 15 more added: 3 partitions stay, 20 are new, none hidden')
  })
})

test('a set that becomes dynamic keeps the keys that are present in it, and another dynamic set is another look', () => {
  const keys = { keysOf: (set: string) => (set === 'tenants' ? ['acme', 'globex'] : ['globex', 'initech', 'umbrella']) }
  const dynamic = changeOf(definitionOf(segments(['globex', 'initech'])), dynamicSegments('tenants'), now, keys)
  expect(dynamic && describeChange(dynamic)).toBe(
    `2 segments: globex, initech became ${inWords(dynamicSegments('tenants'))}: 1 partition stays, 1 is new, 1 hidden`,
  )
  const other = changeOf(definitionOf(dynamicSegments('customers')), dynamicSegments('tenants'), now, keys)
  expect(other?.effect && [other.effect.kept.count, other.effect.added.count, other.effect.hidden.count]).toEqual([1, 1, 2])
  expect(changeOf(definitionOf(dynamicSegments('tenants')), dynamicSegments('tenants'), now)).toBeUndefined()
})

describe('products', () => {
  test("one dimension's change is described with the combinations that it concerns", () => {
    const after = product({ day: daily({ start: '2001-01-01', end: '2001-04-01' }), origin: segments(['ATL', 'DAL', 'ORD']) })
    expect(described(cells, after)).toBe(
      'dimension day: start moved from 2001-02-01 to 2001-01-01; dimension origin: DAL replaced DFW ' +
        '(a new segment: what was made stays under the old name): 118 partitions stay, 152 are new, 59 hidden',
    )
    expect(subsets(cells, product({ day: days, origin: segments(['ORD', 'ATL']) }))).toEqual({
      kept: 'day=2001-02-01..2001-03-31,origin=ORD,ATL',
      added: '',
      hidden: 'day=2001-02-01..2001-03-31,origin=DFW',
    })
  })

  test('of other dimensions share nothing', () => {
    expect(described(cells, product({ date: days, origin: origins }))).toBe(
      'dimension day became date, and keys name dimensions: no partition stays, 177 are new, 177 hidden',
    )
    expect(described(cells, product({ day: days, origin: origins, carrier: segments(['AA', 'DL']) }))).toBe(
      'dimension carrier added: no partition stays, 354 are new, 177 hidden',
    )
    expect(described(days, cells)).toBe(
      'daily from 2001-02-01 to 2001-04-01 (end excluded) in UTC became day (daily from 2001-02-01 to 2001-04-01 (end excluded) in UTC) × ' +
        'origin (3 segments: ATL, DFW, ORD): no partition stays, 177 are new, 59 hidden',
    )
  })
})

test('a definition that holds a calendar needs the function', () => {
  const definition = definitionOf(daily({ start: '2001-02-01', exclude: { calendar: date => date.endsWith('-01') } }))
  const { code, what: message, where, fix, details } = raised(() => partitionSetOf(definition))
  expect({ code, message, where, fix, details }).toEqual({
    code: 'BAD_PARTITION_DEFINITION',
    message: 'A calendar function cannot be made from its source text',
    where: 'partitionSetOf(), option exclude',
    fix: 'give the function itself: partitionSetOf(definition, [calendar])',
    details: { source: expect.stringContaining('-01') },
  })
})

test.each([
  ['null', 'null cannot define partitions', 'the definition'],
  ['{"kind":"product"}', 'undefined cannot define partitions', 'dimensions of a product'],
  ['{"kind":"product","dimensions":{"day":null,"origin":{"kind":"none"}}}', 'null cannot define partitions', 'the definition'],
  ['{"kind":"day","start":"2001-01-01","end":null,"timezone":"UTC","exclude":null}', 'null cannot define partitions', 'exclude'],
])('stored JSON that lost what a set needs is refused: %s', (json, message, part) => {
  const { code, what: said, where } = raised(() => partitionSetOf(JSON.parse(json)))
  expect([code, said, where]).toEqual(['BAD_PARTITION_DEFINITION', message, `partitionSetOf(), ${part}`])
})
