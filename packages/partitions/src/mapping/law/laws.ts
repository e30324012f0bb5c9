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
    fix: "return at most one key, or give the mapping the arity 'many'",
  },
  inverse: {
    why: 'a partition reads an upstream partition exactly when it is among the readers of that partition: plans ask both functions',
    fix: 'return the same pairs from upstream and downstream',
  },
  union: {
    why: 'several partitions at once read what they read one by one, and an empty subset reads nothing',
    fix: 'compute the answer of each partition of the subset, and join them',
  },
  determinism: {
    why: 'the same question always has the same answer, since a run follows the answers of its plan',
    fix: 'let the answer depend on the partition and the two sets only',
  },
  existing: {
    why: 'what exists is a subset of the set that was asked about',
    fix: 'build the answer with subsetOf or subsetOfRanges from the set that is given',
  },
  missing: {
    why: 'missing keys are those that do not exist, each listed once and counted',
    fix: 'look up each key with ordinalOf, and list as missing those that it does not find',
  },
} as const

type MappingLaw = keyof typeof laws

/** The partitions that show the broken law, by key. */
export interface Counterexample {
  readonly upstream?: string
  readonly downstream?: string
}

/** @param fix replaces the one of the law. */
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

/** A pair that only one of the two functions gives. @param side the function that gives it. */
export function breaksInverse(mapping: string, side: 'upstream' | 'downstream', pair: Required<Counterexample>): PartitionError {
  const other = side === 'upstream' ? 'downstream' : 'upstream'
  const what = `says in ${side}, and not in ${other}, that ${JSON.stringify(pair.downstream)} reads ${JSON.stringify(pair.upstream)}`
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
