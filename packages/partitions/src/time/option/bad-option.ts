/** The error for an option that cannot be used, and the check of a number by it. */
import { PartitionError, type Sentence } from '../../errors.ts'

/** A whole number within bounds, both included. */
export function wholeNumber(maker: string, option: string, given: number, lowest: number, highest: number): number {
  if (Number.isInteger(given) && given >= lowest && given <= highest) return given
  throw badOption(maker, option, given, {
    what: `${option} ${JSON.stringify(given)} is not possible`,
    why: `it is a whole number from ${lowest} to ${highest}`,
    fix: 'give such a number, or leave it out',
  })
}

/** @param maker the function that was given the option. */
export function badOption(maker: string, option: string, given: unknown, sentence: Sentence): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    ...sentence,
    where: `${maker}(), option ${option}`,
    details: { option, given },
  })
}
