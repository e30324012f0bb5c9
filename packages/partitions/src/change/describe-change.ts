/** A change of a definition as a sentence. */
import { isTimeSet } from '../time/time-set.ts'
import type { ChangeEffect, DefinitionChange } from './change-of.ts'
import type { ChangeFact, Renamed } from './fact.ts'

const namesShown = 5

/**
 * What differs, then how many partitions stay, are new and are hidden.
 *
 * @example
 * ```ts
 * const change = changeOf(definitionOf(segments(['ATL', 'DFW'])), segments(['ATL', 'DFW', 'ORD']), now)
 * change && describeChange(change)   // 'ORD added: 2 partitions stay, 1 is new, none hidden'
 * ```
 */
export function describeChange(change: DefinitionChange): string {
  return `${describeFacts(change.facts)}: ${describeEffect(change)}`
}

/** What differs. */
export function describeFacts(facts: readonly ChangeFact[]): string {
  return facts.map(sentenceOf).join('; ')
}

/** How many partitions stay, are new and are hidden. */
export function describeEffect({ facts, effect }: DefinitionChange): string {
  return effect === null ? unknownEffect(facts) : effectText(effect)
}

function unknownEffect(facts: readonly ChangeFact[]): string {
  const isUnreadable = facts.some(({ kind }) => kind === 'unreadable')
  return `what stays is unknown${isUnreadable ? '' : ', since the function that listed the dates left out is gone'}`
}

function effectText({ kept, added, hidden }: ChangeEffect): string {
  const noun = isTimeSet(kept.of.set) ? 'window' : 'partition'
  const stays = kept.count === 0 ? `no ${noun} stays` : `${kept.count} ${kept.count === 1 ? `${noun} stays` : `${noun}s stay`}`
  return `${stays}, ${added.count === 0 ? 'none are new' : `${added.count} ${added.count === 1 ? 'is' : 'are'} new`}, ${hidden.count || 'none'} hidden`
}

function sentenceOf(fact: ChangeFact): string {
  switch (fact.kind) {
    case 'unreadable':
      return `the earlier definition is not possible here (${fact.why})`
    case 'partitions':
      return `${fact.before} became ${fact.after}`
    case 'start':
      return `start moved from ${fact.before} to ${fact.after}`
    case 'end':
      if (fact.before === null) return `end ${fact.after} added`
      return fact.after === null ? `end ${fact.before} removed` : `end moved from ${fact.before} to ${fact.after}`
    case 'timezone':
      return `time zone changed from ${fact.before} to ${fact.after}`
    case 'granularity':
    case 'grid':
      return `windows were ${fact.before} and are ${fact.after}`
    case 'format':
      return `key format changed from ${fact.before} to ${fact.after}, and partitions with other keys are other partitions`
    case 'endOffset':
      return `end offset changed from ${fact.before} to ${fact.after}`
    case 'exclude':
      return joined([
        named(fact.added, 'left out'),
        named(fact.removed, 'no longer left out'),
        fact.calendar ? 'the calendar of dates left out changed' : '',
      ])
    case 'segments':
      return joined([
        ...fact.replaced.slice(0, namesShown).map(replacedText),
        fact.replaced.length > namesShown ? `${fact.replaced.length - namesShown} more were replaced` : '',
        named(fact.added, 'added'),
        named(fact.removed, 'removed'),
        fact.isReordered ? 'segments reordered' : '',
      ])
    case 'dimensions':
      return joined([
        ...fact.renamed.map(({ before, after }) => `dimension ${before} became ${after}, and keys name dimensions`),
        ...fact.added.map(name => `dimension ${name} added`),
        ...fact.removed.map(name => `dimension ${name} removed`),
      ])
    case 'dimension':
      return `dimension ${fact.name}: ${describeFacts(fact.facts)}`
  }
}

function replacedText({ before, after }: Renamed): string {
  return `${after} replaced ${before} (a new segment: what was made stays under the old name)`
}

function joined(parts: readonly string[]): string {
  return parts.filter(part => part !== '').join(', ')
}

/** `LAX and SFO added`; nothing where there are no names. */
function named(names: readonly string[], became: string): string {
  if (names.length === 0) return ''
  const [shown, more] = [names.slice(0, namesShown), names.length - namesShown]
  return `${more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(' and ')} ${became}`
}
