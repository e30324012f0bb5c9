/** Refuses what is not a mapping where another mapping is built from it. */
import { PartitionError } from '../../errors.ts'
import type { Mapping } from './mapping.ts'

/** @throws PartitionError `BAD_PARTITION_DEFINITION`. */
export function requireMapping(given: Mapping, where: string): void {
  if (typeof given?.upstream === 'function' && typeof given.downstream === 'function' && typeof given.refusal === 'function') return
  throw new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `${where} was not given a mapping`,
    where,
    why: `it is built from another mapping, and this is ${given === null ? 'null' : typeof given}`,
    fix: 'give it one, such as same, all or last(7)',
    details: { given },
  })
}
