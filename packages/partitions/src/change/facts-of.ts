/** What differs between two definitions: facts from the definitions alone, whatever exists. */
import { isSameDefinition, type PartitionDefinition } from '../definition/definition.ts'
import { describe } from '../definition/describe.ts'
import { rebuilt } from '../definition/partition-set-of.ts'
import type { ChangeFact, Renamed } from './fact.ts'
import { timeFacts } from './time-facts.ts'

/** None where both hold the same partitions at every instant. */
export function factsOf(before: PartitionDefinition, after: PartitionDefinition): readonly ChangeFact[] {
  if (isSameDefinition(before, after)) return []
  if ('start' in before && 'start' in after) return timeFacts(before, after)
  if (before.kind === 'segment' && after.kind === 'segment') return [segmentsFact(before.keys, after.keys)]
  if (before.kind === 'product' && after.kind === 'product') return productFacts(before.dimensions, after.dimensions)
  return [{ kind: 'partitions', before: inWords(before), after: inWords(after) }]
}

function segmentsFact(before: readonly string[], after: readonly string[]): ChangeFact {
  const [had, has] = [new Set(before), new Set(after)]
  const replaced = after.flatMap((key, index): readonly Renamed[] => {
    const there = before[index]
    return there === undefined || had.has(key) || has.has(there) ? [] : [{ before: there, after: key }]
  })
  const [gone, come] = [new Set(replaced.map(pair => pair.before)), new Set(replaced.map(pair => pair.after))]
  const [stayed, order] = [before.filter(key => has.has(key)), after.filter(key => had.has(key))]
  return {
    kind: 'segments',
    added: after.filter(key => !had.has(key) && !come.has(key)),
    removed: before.filter(key => !has.has(key) && !gone.has(key)),
    replaced,
    isReordered: stayed.some((key, index) => key !== order[index]),
  }
}

type Dimensions = Readonly<Record<string, PartitionDefinition>>

function productFacts(before: Dimensions, after: Dimensions): readonly ChangeFact[] {
  const within = Object.entries(after).flatMap(([name, dimension]): readonly ChangeFact[] => {
    const facts = Object.hasOwn(before, name) ? factsOf(before[name]!, dimension) : []
    return facts.length === 0 ? [] : [{ kind: 'dimension', name, facts }]
  })
  return [...dimensionsFact(before, after), ...within]
}

function dimensionsFact(before: Dimensions, after: Dimensions): readonly ChangeFact[] {
  const removed = Object.keys(before).filter(name => !Object.hasOwn(after, name))
  const added = Object.keys(after).filter(name => !Object.hasOwn(before, name))
  if (removed.length + added.length === 0) return []
  const renamed: Renamed[] = []
  for (const name of added) {
    const earlier = removed.find(
      other => factsOf(before[other]!, after[name]!).length === 0 && !renamed.some(pair => pair.before === other),
    )
    if (earlier !== undefined) renamed.push({ before: earlier, after: name })
  }
  const isOther = (side: keyof Renamed) => (name: string) => !renamed.some(pair => pair[side] === name)
  return [{ kind: 'dimensions', added: added.filter(isOther('after')), removed: removed.filter(isOther('before')), renamed }]
}

/** The words are the same for every calendar function. */
function inWords(definition: PartitionDefinition): string {
  return describe(rebuilt(definition, () => () => false))
}
