/** Partitions on their own: which keys exist at an instant, subsets of them, and which partitions of one set read which of another. */

// What a set of partitions is, and what it holds as of an instant:

export type {
  DynamicKeys,
  Instant,
  KeyPart,
  Partition,
  PartitionKey,
  PartitionSet,
  PartitionsAsOf,
  TimePartition,
  ValueOf,
  Window,
} from './partition-set.ts'

// Sets of windows:

export { type CronSet, cron } from './time/cron.ts'
export { type Daily, type DailyOptions, daily } from './time/daily.ts'
export type { Calendar, Exclude, Weekday } from './time/day/exclude.ts'
export { type Hourly, type HourlyOptions, hourly } from './time/hourly.ts'
export { type Minutes, type MinutesOptions, minutes } from './time/minutes.ts'
export { type Monthly, type MonthlyOptions, monthly } from './time/monthly.ts'
export type { TimeOptions } from './time/option/time-options.ts'
export { type Quarterly, type QuarterlyOptions, quarterly } from './time/quarterly.ts'
export type { TimeKind } from './time/tick/cadence.ts'
export { isTimeSet, type TimeSet, type TimesAsOf } from './time/time-set.ts'
export { type Weekly, type WeeklyOptions, weekly } from './time/weekly.ts'
export { type Yearly, type YearlyOptions, yearly } from './time/yearly.ts'

// Other sets, and sets of several dimensions:

export { type DynamicAsOf, type DynamicSegments, dynamicSegments, isDynamicSegments } from './set/dynamic.ts'
export { isProduct, type Product, product } from './set/product.ts'
export { isSegments, type Segments, segments } from './set/segments.ts'
export { isUnpartitioned, type Unpartitioned, unpartitioned } from './set/unpartitioned.ts'

// Subsets: some partitions of a set at an instant.

export {
  complement,
  contains,
  difference,
  equals,
  everything,
  firstOf,
  intersection,
  lastOf,
  nothing,
  nthOf,
  ordinals,
  type PartitionSubset,
  subsetOf,
  subsetOfRanges,
  union,
} from './subset/subset.ts'

// Mappings: which upstream partitions a partition reads, and the inverse.

export { all } from './mapping/all.ts'
export { collapse } from './mapping/collapse.ts'
export { defaultMapping } from './mapping/default-mapping.ts'
export { type DimensionMapping, dimension } from './mapping/dimension.ts'
export { type ExistingOnly, existingOnly } from './mapping/existing-only.ts'
export { last } from './mapping/last.ts'
export { latest } from './mapping/latest.ts'
export { next } from './mapping/next.ts'
export { offset } from './mapping/offset.ts'
export { overlap } from './mapping/overlap.ts'
export { perDimension } from './mapping/per-dimension.ts'
export { previous } from './mapping/previous.ts'
export { same } from './mapping/same.ts'
export { isOwnPast, type OwnPast, self } from './mapping/self.ts'
export { specific } from './mapping/specific.ts'
export { staticMap } from './mapping/static-map.ts'
export { whole } from './mapping/whole.ts'

// What a mapping is, what the compiler knows of it, and how to write one:

export { type CheckMappingOptions, checkMapping } from './mapping/check-mapping.ts'
export { type CustomMapping, customMapping } from './mapping/custom-mapping.ts'
export type { Connects, ReadByDimension, ReadsDimensions, SegmentMapping, TimeMapping } from './mapping/law/connects.ts'
export type { Arity, Mapping, UpstreamAnswer } from './mapping/law/mapping.ts'
export type { MissingKeys } from './mapping/law/missing.ts'

// Selection text: a subset as people and files write it.

export { formatSelection } from './selection/format-selection.ts'
export { parseSelection } from './selection/parse-selection.ts'
export { type ShortSelection, shortSelection } from './selection/short-selection.ts'

// A subset in few bytes, for programs:

export { decodeSubset } from './encoding/decode-subset.ts'
export { encodeSubset } from './encoding/encode-subset.ts'
export { numberingOf } from './encoding/numbering.ts'
export { formatSubset, parseSubset } from './encoding/subset-text.ts'
export { areReadByWindows, windowsByCalendar } from './encoding/windows-by-calendar.ts'

// A set as words and as JSON, and a partition as folders:

export {
  definitionOf,
  haveSameDefinition,
  isSameDefinition,
  type PartitionDefinition,
  type TimeDefinition,
} from './definition/definition.ts'
export { describe } from './definition/describe.ts'
export { partitionSetOf } from './definition/partition-set-of.ts'
export { longestPath } from './path/longest-path.ts'
export { pathOf } from './path/path.ts'

// A changed definition: what stays, what is new, what is hidden.

export { type ChangeEffect, changeOf, type DefinitionChange } from './change/change-of.ts'
export { describeChange, describeEffect, describeFacts } from './change/describe-change.ts'
export type { ChangeFact, Renamed } from './change/fact.ts'

// For code that keeps the keys of dynamic sets: which keys one set can hold, how a key is written in text and in a command, and which
// word was meant.

export { flawOfKeys, type KeyFlaw, spellingOf } from './set/segment-keys.ts'
export { escapeKey, unescapeKey } from './text/key-text.ts'
export { nearestWord } from './text/nearest-word.ts'
export { shellQuoted } from './text/shell-quoted.ts'

// Errors:

export { inFourParts, isPartitionError, PartitionError, type PartitionErrorCode, type PartitionErrorFacts } from './errors.ts'
