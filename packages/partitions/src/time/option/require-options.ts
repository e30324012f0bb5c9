/** Refuses options that a kind of set does not have: a config runs without a type check, and a misspelt timezone would mean UTC. */
import { PartitionError } from '../../errors.ts'
import { nearestWord } from '../../text/nearest-word.ts'
import { badOption } from './bad-option.ts'

const common = ['start', 'end', 'timezone', 'endOffset', 'format', 'exclude']

/** @param own the options of the function `maker` that not all sets of time have. */
export function requireOptions(maker: string, options: object, own: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) throw noOptions(maker, options)
  const known = [...common, ...own]
  const unknown = Object.keys(options).find(option => !known.includes(option))
  if (unknown === undefined) return
  const nearest = nearestWord(unknown, known)
  throw badOption(maker, unknown, options[unknown as never], {
    what: `${maker}() does not know the option ${unknown}`,
    why: `its options are ${known.join(', ')}`,
    fix: nearest === undefined ? 'remove it' : `did you mean ${nearest}?`,
  })
}

function noOptions(maker: string, given: unknown): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `${maker}() was given no options`,
    where: `${maker}()`,
    why: 'a set of windows needs a start',
    fix: `give it: { start: '2001-01-01' }`,
    details: { given },
  })
}
