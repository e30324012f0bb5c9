/** A change of definition as a sentence. */
import { isTimeSet } from '../time/time-set.ts'
import type { ChangeEffect, DefinitionChange } from './change-of.ts'
import type { ChangeFact, Renamed } from './fact.ts'

const namesShown = 5

/**
 * What differs, then how many partitions stay, are new and are hidden.
 *
 * @example
 * ```ts
 * const change = changeOf(definitionOf(daily({ start: '2001-02-01' })), daily({ start: '2001-01-01', end: '2001-04-01' }), now)
 * change && describeChange(change)
 * // 'start moved from 2001-02-01 to 2001-01-01; end 2001-04-01 added: 59 windows stay, 31 are new, none hidden'
 * ```
 */
export function describeChange({ facts, effect }: DefinitionChange): string {
  return `${facts.map(sentenceOf).join('; ')}: ${effect === null ? unknownEffect : effectText(effect)}`
}

const unknownEffect = 'what stays cannot be told, since the dates left out were told by a function that is gone'

function effectText({ kept, added, hidden }: ChangeEffect): string {
  const noun = isTimeSet(kept.of.set) ? 'window' : 'partition'
  const stays = kept.count === 0 ? `no ${noun} stays` : `${kept.count} ${kept.count === 1 ? `${noun} stays` : `${noun}s stay`}`
  return `${stays}, ${added.count === 0 ? 'none are new' : `${added.count} ${added.count === 1 ? 'is' : 'are'} new`}, ${hidden.count || 'none'} hidden`
}

function sentenceOf(fact: ChangeFact): string {
  switch (fact.kind) {
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
      return `key format changed from ${fact.before} to ${fact.after}, and another key is another partition`
    case 'endOffset':
      return `end offset changed from ${fact.before} to ${fact.after}`
    case 'exclude':
      return listed([
        [fact.added, 'left out'],
        [fact.removed, 'left out no more'],
        [fact.calendar ? ['the calendar of dates left out'] : [], 'changed'],
      ])
    case 'segments':
      return [
        ...fact.replaced.slice(0, namesShown).map(replacedText),
        ...(fact.replaced.length > namesShown ? [`${fact.replaced.length - namesShown} more were replaced`] : []),
        listed([
          [fact.added, 'added'],
          [fact.removed, 'removed'],
          [fact.isReordered ? ['segments'] : [], 'reordered'],
        ]),
      ]
        .filter(text => text !== '')
        .join(', ')
    case 'dimensions':
      return [
        ...fact.renamed.map(({ before, after }) => `dimension ${before} became ${after}, and keys name dimensions`),
        listed([
          [fact.added.map(name => `dimension ${name}`), 'added'],
          [fact.removed.map(name => `dimension ${name}`), 'removed'],
        ]),
      ]
        .filter(text => text !== '')
        .join(', ')
    case 'dimension':
      return `dimension ${fact.name}: ${fact.facts.map(sentenceOf).join('; ')}`
  }
}

function replacedText({ before, after }: Renamed): string {
  return `${before} went and ${after} came in its place (a new segment: what was made stays under the old name)`
}

/** `LAX and SFO added, ATL removed`; what has no names is left out. */
function listed(groups: readonly (readonly [names: readonly string[], became: string])[]): string {
  return groups
    .filter(([names]) => names.length > 0)
    .map(([names, became]) => `${inShort(names)} ${became}`)
    .join(', ')
}

function inShort(names: readonly string[]): string {
  return names.length <= namesShown ? names.join(' and ') : `${names.slice(0, namesShown).join(', ')} and ${names.length - namesShown} more`
}
