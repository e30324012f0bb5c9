/** Questions about sets of windows, from a thousand to a million of them. */
import {
  firstOf,
  last,
  ordinals,
  overlap,
  type PartitionSubset,
  subsetOf,
  type TimeSet,
  type TimesAsOf,
  type Window,
} from '@varve/partitions'
import { Temporal } from 'temporal-polyfill'
import { holding } from '../support/memory.ts'
import { randomFrom } from '../support/random.ts'
import { median, processorMs, type SideBySide, sideBySide } from '../support/side-by-side.ts'
import { bytesText, type Row, type Table } from '../support/table.ts'
import { firstFrom, type Walk, type WalkedWindows, walkedWindows } from '../support/walked-windows.ts'
import { type Family, start } from './families.ts'

const questionCount = 20_000
/** What one set holds is small beside what the engine itself holds and lets go of. */
const setsHeld = 20
const msPerDay = 86_400_000

export function timeSetRows(family: Family): Table {
  const asked = family.sizes.map(size => askedOf(family, size))
  return {
    rows: questions.map(({ name, against, ask }): Row => ({ name, against, results: new Map(asked.map(each => [each.label, ask(each)])) })),
    notes: asked.map(({ label, note }) => `${label}: ${note}`),
  }
}

interface Asked {
  readonly label: string
  readonly of: TimesAsOf
  readonly walked: WalkedWindows
  readonly coarse: TimesAsOf
  readonly coarseStarts: Float64Array
  readonly random: (below: number) => number
  readonly note: string
}

function askedOf({ walk, make, coarser }: Family, size: number): Asked {
  // Before the walk, which makes the zone's rules known.
  const cold = firstUse(make, size)
  const { value: walked, bytes, ms } = holding(() => walkedWindows(walk, size))
  const now = walked.ends[size - 1]!
  const held = holding(() => drawn(setsHeld, () => used(make(), walked, now))).bytes / setsHeld
  // Far enough for the coarser window that holds the last of the finer ones to exist.
  const later = now + 40 * msPerDay
  return {
    label: `10^${Math.log10(size)}`,
    of: make().asOf(now),
    walked,
    coarse: coarser.set.asOf(later),
    coarseStarts: periodStarts(walk, coarser.period, later),
    random: randomFrom(size),
    note: `first use ${cold}; a set holds ${bytesText(held)}; the baseline takes ${ms.toFixed(0)} ms to build and holds ${bytesText(bytes)}`,
  }
}

interface Question {
  readonly name: string
  readonly against: string
  readonly ask: (asked: Asked) => SideBySide
}

const drawn = <Value>(count: number, draw: () => Value): readonly Value[] => Array.from({ length: count }, draw)

const questions: readonly Question[] = [
  {
    name: 'key -> window',
    against: 'Map of every key',
    ask: ({ of, walked: { keys, byKey }, random }) =>
      sideBySide({
        questions: drawn(questionCount, () => keys[random(keys.length)]!),
        ours: (key): Window => of.at(of.ordinalOf(key)!).parts[0]!.window!,
        baseline: key => byKey.get(key)!,
      }),
  },
  {
    name: 'window -> key',
    against: 'binary search of starts',
    ask: ({ of, walked: { windows, starts, keys }, random }) =>
      sideBySide({
        questions: drawn(questionCount, () => windows[random(windows.length)]!),
        ours: window => of.windows.keyAt(of.windows.indexFrom(window.start)),
        baseline: window => keys[firstFrom(starts, window.start)]!,
      }),
  },
  {
    name: 'nth key',
    against: 'array of keys',
    ask: ({ of, walked: { keys }, random }) =>
      sideBySide({
        questions: drawn(questionCount, () => random(keys.length)),
        ours: (ordinal): string => of.at(ordinal).key,
        baseline: ordinal => keys[ordinal]!,
      }),
  },
  {
    name: 'contains a key (half are none)',
    against: 'Map of every key',
    ask: ({ of, walked: { keys, byKey }, random }) =>
      sideBySide({
        questions: drawn(questionCount, () => keys[random(keys.length)]!).map((key, index) =>
          index % 2 === 0 ? key : `${key.slice(0, -1)}7`,
        ),
        ours: key => of.ordinalOf(key) !== undefined,
        baseline: key => byKey.has(key),
      }),
  },
  {
    name: 'count at an instant (asOf)',
    against: 'binary search of ends',
    ask: ({ of, walked: { starts, ends }, random }) =>
      sideBySide({
        questions: drawn(questionCount, () => starts[0]! + random(ends[ends.length - 1]! - starts[0]!)),
        ours: (instant): number => of.set.asOf(instant).count,
        baseline: instant => firstFrom(ends, instant + 1),
      }),
  },
  {
    name: 'keys that last(7) reads',
    against: 'slice of an array of keys',
    ask: ({ of, walked: { keys }, random }) =>
      sideBySide({
        questions: drawn(questionCount / 4, () => random(keys.length)),
        ours: ordinal => keysOf(last(7).upstream(subsetOf(of, [ordinal]), of).existing),
        baseline: ordinal => keys.slice(Math.max(0, ordinal - 6), ordinal + 1),
      }),
  },
  {
    name: 'coarser window reads finer (overlap)',
    against: 'binary search, twice',
    ask: ({ of, walked: { starts, ends }, coarse, coarseStarts, random }) => {
      const within = Math.max(1, firstFrom(coarseStarts, ends[ends.length - 1]!) - 1)
      return sideBySide({
        questions: drawn(questionCount / 4, () => random(within)),
        ours: ordinal => spanOf(overlap.upstream(subsetOf(coarse, [ordinal]), of).existing),
        baseline: ordinal => {
          const from = firstFrom(ends, coarseStarts[ordinal]! + 1)
          const count = Math.max(0, firstFrom(starts, coarseStarts[ordinal + 1]!) - from)
          return { first: count === 0 ? undefined : from, count }
        },
      })
    },
  },
  {
    name: 'finer window reads coarser (overlap)',
    against: 'binary search',
    ask: ({ of, walked: { starts }, coarse, coarseStarts, random }) =>
      sideBySide({
        questions: drawn(questionCount / 4, () => random(starts.length)),
        ours: ordinal => spanOf(overlap.upstream(subsetOf(of, [ordinal]), coarse).existing).first,
        baseline: ordinal => firstFrom(coarseStarts, starts[ordinal]! + 1) - 1,
      }),
  },
]

function keysOf(subset: PartitionSubset): readonly string[] {
  return Array.from(ordinals(subset), ordinal => subset.of.at(ordinal).key)
}

function spanOf(subset: PartitionSubset): { readonly first: number | undefined; readonly count: number } {
  return { first: firstOf(subset)?.ordinal, count: subset.count }
}

function periodStarts({ timezone }: Walk, period: 'day' | 'month', until: number): Float64Array {
  const starts: number[] = []
  for (let date = Temporal.PlainDate.from(start); starts.length === 0 || starts[starts.length - 1]! <= until; ) {
    starts.push(date.toZonedDateTime(timezone).epochMilliseconds)
    date = date.add(period === 'day' ? { days: 1 } : { months: 1 })
  }
  return Float64Array.from(starts)
}

/** From its definition to the key and the window of the last one and back: the very first such set, then the median of others like it. */
function firstUse(make: () => TimeSet, size: number): string {
  const spent = drawn(6, () => {
    const started = processorMs()
    const { windows } = make().asOf(0)
    windows.at(windows.indexOfKey(windows.keyAt(size - 1), size)!)
    return processorMs() - started
  })
  return `${spent[0]!.toFixed(2)} ms (later ones ${median(spent.slice(1)).toFixed(2)} ms)`
}

/** A set that has answered questions all over. */
function used(set: TimeSet, { keys }: WalkedWindows, now: number): TimeSet {
  const of = set.asOf(now)
  for (let index = 0; index < keys.length; index += Math.ceil(keys.length / 1000)) of.at(of.ordinalOf(keys[index]!)!)
  return set
}
