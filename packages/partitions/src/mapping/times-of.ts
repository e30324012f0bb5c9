/** The windows of a set that a mapping has accepted as one of time. */
import { PartitionError } from '../errors.ts'
import type { PartitionsAsOf } from '../partition-set.ts'
import { isTimeSet, type TimeSet } from '../time/time-set.ts'
import { hasWindows, type Windows } from '../time/windows.ts'

export interface Times {
  readonly set: TimeSet
  readonly windows: Windows
  /** How many of the windows exist. */
  readonly count: number
}

export function timesOf(of: PartitionsAsOf): Times {
  if (hasWindows(of) && isTimeSet(of.set)) return { set: of.set, windows: of.windows, count: of.count }
  throw new PartitionError('INVARIANT_BROKEN', {
    what: `A set of kind ${of.set.kind} has no windows`,
    why: 'the mapping was to refuse it before asking for windows',
    fix: 'report this as a bug',
  })
}
