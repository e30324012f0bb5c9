/** Whether a number can count windows back or ahead, judged before a mapping is made of it. */
import { PartitionError } from '../../errors.ts'

/** Enough for two years of minutes; more would leave the years that calendars have. */
const stepsMax = 1_000_000

export function isStep(given: number): boolean {
  return Number.isInteger(given) && Math.abs(given) <= stepsMax
}

export function badStep(made: string, given: readonly number[], why: string, fix: string): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `${made}(${given.join(', ')}) is not a number of windows`,
    where: `${made}()`,
    why,
    fix,
    details: { given },
  })
}
