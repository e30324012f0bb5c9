/** What a bare reference means, and the error where it means nothing. */
import { daily, defaultMapping, type Mapping, type PartitionSet, product, segments, unpartitioned, weekly } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { cells, chicago, days, downstream, origins, upstream } from './asked.ts'

const utcDays = daily({ start: '2001-01-01' })
const weeks = weekly({ start: '2001-01-01', timezone: 'America/Chicago' })
const models = product({ day: days, origin: origins, model: segments(['linear', 'forest']) })
const ofNone = 'it is none of the dimensions of the product that reads it'

describe('the default mapping', () => {
  const named = (up: PartitionSet, down: PartitionSet) => {
    const mapping = defaultMapping(up, down)
    return 'refused' in mapping ? `refused: ${mapping.refused}` : mapping.name
  }

  test('is obvious where the sets agree', () => {
    expect(named(unpartitioned, days)).toBe('whole')
    expect(named(unpartitioned, cells)).toBe('whole')
    expect(named(unpartitioned, unpartitioned)).toBe('whole')
    expect(named(days, days)).toBe('same')
    expect(named(days, chicago('2001-02-01'))).toBe('same')
    expect(named(origins, segments(['ORD']))).toBe('same')
    expect(named(cells, product({ origin: origins, day: chicago('2001-01-02') }))).toBe('same')
    expect(named(days, cells)).toBe('dimension(day)')
    expect(named(chicago('2000-01-01'), cells)).toBe('dimension(day)')
    expect(named(origins, cells)).toBe('dimension(origin)')
  })

  test('lets a product read a product of some of its dimensions', () => {
    expect(named(cells, models)).toBe('perDimension(day: same, origin: same)')
    const mapping = defaultMapping(cells, models) as Mapping
    expect(mapping.arity).toBe('one')
    expect(upstream(mapping, cells, models, 'day=2001-01-02,model=forest,origin=ORD')).toEqual({
      existing: 'day=2001-01-02,origin=ORD',
      missing: [],
      short: false,
    })
    expect(downstream(mapping, cells, models, 'day=2001-01-02,origin=ORD')).toBe('day=2001-01-02,model=linear,forest,origin=ORD')
  })

  test('of two dimensions of days, takes the one that is the upstream itself, or has its definition', () => {
    const sold = chicago('1999-01-01')
    expect(named(days, product({ made: days, sold }))).toBe('dimension(made)')
    expect(named(chicago('1999-01-01'), product({ made: days, sold }))).toBe('dimension(sold)')
  })

  test.each<[PartitionSet, PartitionSet, string, readonly string[]]>([
    [days, unpartitioned, 'one is partitioned by day, the other by none', ['all', 'latest']],
    [cells, unpartitioned, 'one is partitioned by product, the other by none', ['all']],
    [days, origins, 'one is partitioned by day, the other by segment', ['...']],
    [days, utcDays, 'days in America/Chicago and days in UTC are different windows', ['overlap']],
    [days, weeks, 'one is partitioned by day, the other by week', ['overlap']],
    [segments(['ATL']), origins, 'the upstream has no segment "DFW"', ['staticMap({ ... })']],
    [cells, days, 'one is partitioned by product, the other by day', ["collapse('origin')"]],
    [
      product({ made: days, sold: days }),
      days,
      'one is partitioned by product, the other by day',
      ["collapse('sold')", "collapse('made')"],
    ],
    [cells, weeks, 'one is partitioned by product, the other by week', ['perDimension({ day: overlap, origin: all })']],
    [models, cells, 'one has the dimensions day, model, origin, the other day, origin', ["collapse('model')"]],
    [segments(['x']), cells, ofNone, ["dimension('origin', staticMap({ ... }))"]],
    [weeks, cells, ofNone, ["dimension('day', overlap)"]],
    [
      chicago('1990-01-01'),
      product({ made: days, sold: chicago('1999-01-01') }),
      'it fits the dimensions made and sold alike',
      ["dimension('made')", "dimension('sold')"],
    ],
    [product({ day: days, place: origins }), cells, 'one has the dimensions day, place, the other day, origin', ['...']],
    [
      product({ day: utcDays, origin: segments(['ATL']) }),
      cells,
      'dimension day: days in UTC and days in America/Chicago are different windows',
      ['perDimension({ day: overlap, origin: staticMap({ ... }) })'],
    ],
    [
      product({ day: days, origin: segments(['ATL']) }),
      models,
      'dimension origin: the upstream has no segment "DFW"',
      ['perDimension({ day: same, origin: staticMap({ ... }) })'],
    ],
  ])('is refused with a sentence that says what is likely meant: %#', (up, down, because, choices) => {
    const refused = named(up, down)
    const written = choices.map(choice => `from(x, { partitions: ${choice} })`).join(' or ')
    expect(refused).toContain(`by default: ${because}; choose what to read with ${written}`)
    expect(refused).toMatch(/^refused: .* cannot read .*/)
  })
})
