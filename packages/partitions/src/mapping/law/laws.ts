/** The laws that every mapping keeps, and the error for one that breaks them. */
import { PartitionError } from '../../errors.ts'
import type { Arity, Mapping } from './mapping.ts'

const laws = {
  keys: {
    why: 'a mapping names partitions by their keys',
    fix: 'return a list of keys as text, and an empty one for none',
  },
  arity: {
    why: "'one' reads exactly one partition, existing or missing, and 'maybe' at most one: the type of the input follows from it",
    fix: "return so many keys at most, or give the mapping the arity 'many'",
  },
  inverse: {
    why: 'an upstream partition is read by another exactly when the other is among its readers: plans ask from both sides',
    fix: 'let upstream and downstream tell the same pairs',
  },
  union: {
    why: 'many partitions at once read what they read one by one, and none read nothing',
    fix: 'answer for each partition of the subset, and join the answers',
  },
  determinism: {
    why: 'the same question has the same answer, or a plan could not be followed',
    fix: 'decide by the partition and the two sets alone',
  },
  existing: {
    why: 'what exists is a subset of the set that was asked about',
    fix: 'build the answer with subsetOf or subsetOfRanges from the set that is given',
  },
  missing: {
    why: 'missing keys are those that do not exist, each told once and counted',
    fix: 'look each key up with ordinalOf, and name as missing what it does not find',
  },
} as const

type MappingLaw = keyof typeof laws

/** The partitions that show it, by key. */
export interface Counterexample {
  readonly upstream?: string
  readonly downstream?: string
}

/** @param fix instead of the one that the law gives. */
export function breaksLaw(
  mapping: string,
  law: MappingLaw,
  what: string,
  example: Counterexample,
  fix: string = laws[law].fix,
): PartitionError {
  const sides = Object.entries(example).map(([side, key]) => `${side} ${JSON.stringify(key)}`)
  return new PartitionError('MAPPING_BREAKS_LAW', {
    what: `The mapping ${mapping} ${what}`,
    where: [`mapping ${mapping}`, ...sides].join(', '),
    why: laws[law].why,
    fix,
    details: { mapping, law, ...example },
  })
}

/** What a mapping's two sides tell differently about one pair. */
export function breaksInverse(mapping: string, told: 'upstream' | 'downstream', pair: Required<Counterexample>): PartitionError {
  const silent = told === 'upstream' ? 'downstream' : 'upstream'
  const what = `says in ${told}, and not in ${silent}, that ${JSON.stringify(pair.downstream)} reads ${JSON.stringify(pair.upstream)}`
  return breaksLaw(mapping, 'inverse', what, pair)
}

/** @param count how many partitions the one of this key reads, missing ones included. */
export function checkArity({ name, arity }: Pick<Mapping, 'name' | 'arity'>, key: string, count: number): void {
  const [least, most] = bounds[arity]
  if (count >= least && count <= most) return
  const what = `reads ${count} partitions for ${JSON.stringify(key)}, and its arity is '${arity}'`
  throw breaksLaw(name, 'arity', what, { downstream: key }, count < least ? tooFew : undefined)
}

const tooFew =
  "return the key also where it does not exist, which makes it missing, or give the mapping the arity 'maybe', which may read none"

const bounds: Readonly<Record<Arity, readonly [least: number, most: number]>> = {
  one: [1, 1],
  maybe: [0, 1],
  many: [0, Number.POSITIVE_INFINITY],
}
