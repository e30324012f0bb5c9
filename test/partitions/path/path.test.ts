/** Partitions as folders: readable where they can be, safe always. */
import { daily, dynamicSegments, hourly, longestPath, pathOf, product, segments, unpartitioned, yearly } from '@varve/partitions'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const now = Date.UTC(2001, 5, 1)
const days = daily({ start: '2001-01-01' })
const folder = (key: string) => pathOf(segments([key]).asOf(now).at(0))

test('folders are hive-style: time first, then the other dimensions by name', () => {
  expect(pathOf(unpartitioned.asOf(now).at(0))).toBe('')
  expect(pathOf(days.asOf(now).at(0))).toBe('day=2001-01-01')
  expect(folder('ORD')).toBe('segment=ORD')
  expect(
    pathOf(
      product({ airline: segments(['AA']), day: days, origin: segments(['ORD']) })
        .asOf(now)
        .at(0),
    ),
  ).toBe('day=2001-01-01/airline=AA/origin=ORD')
})

test.each([
  ['a/b', 'segment=a%2Fb'],
  ['a%2Fb', 'segment=a%252Fb'],
  ['..', 'segment=%2E%2E'],
  ['.hidden', 'segment=%2Ehidden'],
  ['v1.2', 'segment=v1.2'],
  ['end.', 'segment=end%2E'],
  ['end ', 'segment=end%20'],
  ['C:\\x', 'segment=C%3A%5Cx'],
  ['é', 'segment=%C3%A9'],
  ['e\u0301', 'segment=e%CC%81'],
  ['a\u0000b', 'segment=a%00b'],
  ['~', 'segment=%7E'],
])('semantics 11: %j becomes %s', (key, path) => {
  expect(folder(key)).toBe(path)
})

test('a long key is cut to what a disk takes, and still names only itself', () => {
  const long = 'é'.repeat(500)
  const paths = [folder(long), folder(`${long}a`), folder('x'.repeat(192)), folder('x'.repeat(193))]
  expect(new Set(paths).size).toBe(4)
  for (const path of paths) expect(path).toMatch(/^segment=[\w.%~-]{1,192}$/)
  expect(folder('x'.repeat(192))).toBe(`segment=${'x'.repeat(192)}`)
  expect(paths[0]).toMatch(/^segment=(%C3%A9)+(%C3)?~[0-9a-f]{64}$/)
})

test('semantics 11: different keys have different folders, which hold only safe characters', () => {
  const unit = fc.constantFrom('.', '/', '%', '~', ' ', 'a', '2', 'F', 'é', '\u0301', '\\', '=', ',')
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1, maxLength: 8 }), fc.string({ unit, minLength: 1, maxLength: 8 }), (one, other) => {
      expect(folder(one) === folder(other)).toBe(one === other)
      expect(folder(one)).toMatch(/^segment=[A-Za-z0-9_%.-]*[A-Za-z0-9_%-]$/)
    }),
  )
})

test('the longest path is known without listing a partition, and no partition has a longer one', () => {
  const keys = { keysOf: () => ['a', 'é/é', 'x'.repeat(300)] }
  const sets = [
    unpartitioned,
    days,
    yearly({ start: '1990-01-01' }),
    hourly({ start: '2001-10-27T00:00', end: '2001-10-30T00:00', timezone: 'America/Chicago' }),
    segments(['ORD', '..', 'é'.repeat(60)]),
    dynamicSegments('tenants'),
    product({ tenant: dynamicSegments('tenants'), hour: hourly({ start: '2001-10-30T00:00' }), lane: segments(['n', 'north']) }),
  ]
  for (const set of sets) {
    const partitions = set.asOf(Date.UTC(2001, 10, 1), keys)
    const lengths = Array.from({ length: partitions.count }, (_, ordinal) => pathOf(partitions.at(ordinal)).length)
    const longest = longestPath(set, keys).length
    expect(longest).toBeGreaterThanOrEqual(Math.max(...lengths))
    expect(longest).toBeLessThanOrEqual(Math.max(...lengths) + '%3A00-06%3A00%3A00'.length)
  }
  expect(longestPath(daily({ start: '0001-01-01' }))).toHaveLength('day=2001-01-01'.length)
  expect(longestPath(dynamicSegments('tenants'))).toBe('')
})
