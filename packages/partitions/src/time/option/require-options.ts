/** Refuses options that no set of that kind has: a config runs without a type check, and a misspelt timezone would mean UTC. */
import { PartitionError } from '../../errors.ts'
import { nearestWord } from '../../text/nearest-word.ts'
import { badOption } from './bad-option.ts'

const common = ['start', 'end', 'timezone', 'endOffset', 'format', 'exclude']

/** @param own the options that the function `made` has beside those that all sets of time share. */
export function requireOptions(made: string, options: object, own: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) throw noOptions(made, options)
  const known = [...common, ...own]
  const unknown = Object.keys(options).find(option => !known.includes(option))
  if (unknown === undefined) return
  const nearest = nearestWord(unknown, known)
  throw badOption(made, unknown, options[unknown as never], {
    what: `${made}() does not know the option ${unknown}`,
    why: `its options are ${known.join(', ')}`,
    fix: nearest === undefined ? 'remove it' : `did you mean ${nearest}?`,
  })
}

function noOptions(made: string, given: unknown): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `${made}() was given no options`,
    where: `${made}()`,
    why: 'a set of time begins somewhere',
    fix: `say where: { start: '2001-01-01' }`,
    details: { given },
  })
}
