/** Whether a number can count windows back or ahead, checked before it becomes a mapping. */
import { PartitionError } from '../../errors.ts'

/** Enough for two years of minutes; more would go beyond the years of the calendar. */
const stepsMax = 1_000_000

export function isStep(given: number): boolean {
  return Number.isInteger(given) && Math.abs(given) <= stepsMax
}

export function badStep(maker: string, given: readonly number[], why: string, fix: string): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `${maker}(${given.join(', ')}) is not a number of windows`,
    where: `${maker}()`,
    why,
    fix,
    details: { given },
  })
}
