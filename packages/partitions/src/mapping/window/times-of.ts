/** The windows of a set that a mapping has accepted as a time set. */
import { PartitionError } from '../../errors.ts'
import type { PartitionsAsOf } from '../../partition-set.ts'
import { hasWindows, type TimesAsOf } from '../../time/time-set.ts'

export function timesOf(of: PartitionsAsOf): TimesAsOf {
  if (hasWindows(of)) return of
  throw new PartitionError('INVARIANT_BROKEN', {
    what: `A set of kind ${of.set.kind} has no windows`,
    why: 'the mapping should have refused it before',
    fix: 'report this as a bug',
  })
}
