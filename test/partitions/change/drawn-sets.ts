/** Pairs of sets for property tests: a set, and the same set with some of its options changed. */
import {
  cron,
  daily,
  hourly,
  minutes,
  monthly,
  type PartitionSet,
  product,
  quarterly,
  segments,
  type TimeKind,
  type TimeOptions,
  type TimeSet,
  type Weekday,
  weekly,
  yearly,
} from '@varve/partitions'
import fc from 'fast-check'

const zones = [
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'America/Chicago',
  'America/Regina',
  'Australia/Lord_Howe',
  'Pacific/Honolulu',
  'US/Central',
]
/** Around changes of clocks, and where years and months turn. */
const days = ['2001-03-24', '2001-03-31', '2001-04-01', '2001-10-25', '2001-10-28', '2001-12-30', '2002-01-01']
const widest = ['%Y-%m-%dT%H:%M', '%Y-%d-%mT%H:%M', '%Y%m%d-%H%M']
const crons = [
  '0 0 * * *',
  '0 6,14 * * *',
  '0 6,14,22 * * *',
  '0 7,15,23 * * *',
  '*/20 * * * *',
  '0 0 * * 1-5',
  '30 * * * *',
  '0 0 * * 0',
  '0 0 * * 7',
]
const weekdays: readonly Weekday[] = ['sunday', 'monday', 'saturday']
const everyThird = (date: string) => Number(date.slice(8)) % 3 === 0

const timeOptions = fc.record({
  kind: fc.constantFrom<TimeKind>('minute', 'hour', 'day', 'day', 'week', 'month', 'quarter', 'year', 'cron'),
  start: fc.tuple(fc.constantFrom(...days), fc.constantFrom('', 'T00:00', 'T01:00', 'T06:30')).map(parts => parts.join('')),
  end: fc.constantFrom(undefined, undefined, '2002-02-01', '2002-02-01T12:00', '2002-03-05'),
  timezone: fc.constantFrom(...zones),
  endOffset: fc.constantFrom(0, 0, 1, -2),
  format: fc.constantFrom(undefined, undefined, ...widest),
  dates: fc.constantFrom([], [], ['2001-10-29'], ['2001-10-29', '2001-04-02']),
  weekdays: fc.constantFrom<readonly Weekday[]>([], [], ...weekdays.map(day => [day])),
  hasCalendar: fc.constantFrom(false, false, true),
  every: fc.constantFrom(15, 30, 60),
  minuteOffset: fc.constantFrom(0, 0, 0, 10),
  hourOffset: fc.constantFrom(0, 0, 1, 14),
  firstDay: fc.constantFrom(...weekdays),
  day: fc.constantFrom(1, 1, 15, 31),
  expression: fc.constantFrom(...crons),
})
type Drawn = typeof timeOptions extends fc.Arbitrary<infer T> ? T : never

/** Two sets of which most options agree. */
export const pairsOfTimes: fc.Arbitrary<readonly [TimeSet, TimeSet]> = pairsOf(timeOptions).map(
  ([one, other]) => [timesOf(one), timesOf(other)] as const,
)

const keys = fc.uniqueArray(fc.constantFrom('ATL', 'DFW', 'ORD', 'LAX', 'a,b', 'latest'), { minLength: 1, maxLength: 5 })

export const pairsOfSegments: fc.Arbitrary<readonly [PartitionSet, PartitionSet]> = fc
  .tuple(keys, keys)
  .map(([one, other]) => [segments(one), segments(other)] as const)

/** Days and segments under names that may differ. */
export const pairsOfProducts: fc.Arbitrary<readonly [PartitionSet, PartitionSet]> = fc
  .tuple(
    pairsOfTimes.filter(pair => pair.every(({ kind }) => kind !== 'minute' && kind !== 'hour')),
    pairsOfSegments,
    fc.constantFrom('origin', 'origin', 'airport'),
    fc.boolean(),
  )
  .map(([[day, otherDay], [origin, otherOrigin], name, hasMore]) => [
    product({ day, origin }),
    product({ day: otherDay, [name]: otherOrigin, ...(hasMore ? { extra: segments(['x', 'y']) } : {}) }),
  ])

/** Each option of the second is that of the first, three times of four. */
function pairsOf(drawn: fc.Arbitrary<Drawn>): fc.Arbitrary<readonly [Drawn, Drawn]> {
  const chances = fc.array(fc.nat({ max: 3 }), { minLength: 20, maxLength: 20 })
  return fc.tuple(drawn, drawn, chances).map(([one, other, drawnChances]) => {
    const changed = Object.entries(other).filter((_, index) => drawnChances[index] === 0)
    return [one, { ...one, ...Object.fromEntries(changed) }] as const
  })
}

function timesOf(drawn: Drawn): TimeSet {
  const { kind, start, end, timezone, endOffset, format, dates, every, minuteOffset, hourOffset, firstDay, day, expression } = drawn
  const options: TimeOptions = {
    start,
    timezone,
    endOffset,
    ...(end === undefined ? {} : { end }),
    ...(format === undefined ? {} : { format }),
    exclude: { dates, weekdays: drawn.weekdays, ...(drawn.hasCalendar ? { calendar: everyThird } : {}) },
  }
  switch (kind) {
    case 'minute':
      return minutes({ ...options, every, minuteOffset })
    case 'hour':
      return hourly({ ...options, minuteOffset })
    case 'day':
      return daily({ ...options, hourOffset, minuteOffset })
    case 'week':
      return weekly({ ...options, hourOffset, firstDay })
    case 'month':
      return monthly({ ...options, day, hourOffset })
    case 'quarter':
      return quarterly({ ...options, day, month: 1 })
    case 'year':
      return yearly({ ...options, day, hourOffset })
    case 'cron':
      return cron(expression, options)
  }
}
