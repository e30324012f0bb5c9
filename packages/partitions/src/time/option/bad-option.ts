/** The error for an option that cannot be used, and the check of a number by it. */
import { PartitionError, type Sentence } from '../../errors.ts'

/** A whole number within bounds, both included. */
export function wholeNumber(made: string, option: string, given: number, lowest: number, highest: number): number {
  if (Number.isInteger(given) && given >= lowest && given <= highest) return given
  throw badOption(made, option, given, {
    what: `${option} ${JSON.stringify(given)} is not possible`,
    why: `it is a whole number from ${lowest} to ${highest}`,
    fix: 'give such a number, or leave it out',
  })
}

/** @param made the function that was given it. */
export function badOption(made: string, option: string, given: unknown, sentence: Sentence): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    ...sentence,
    where: `${made}(), option ${option}`,
    details: { option, given },
  })
}
