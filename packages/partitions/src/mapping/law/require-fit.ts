/** Throws a mapping's refusal where it cannot connect the two sets that it is asked about. */
import { describe } from '../../definition/describe.ts'
import { PartitionError } from '../../errors.ts'
import type { PartitionSet } from '../../partition-set.ts'
import type { Mapping } from './mapping.ts'

export function requireFit(mapping: Mapping, upstream: PartitionSet, downstream: PartitionSet): void {
  const refusal = mapping.refusal(upstream, downstream)
  if (refusal !== undefined) throw doesNotFit(mapping, upstream, downstream, refusal)
}

export function doesNotFit(mapping: Mapping, upstream: PartitionSet, downstream: PartitionSet, refusal: string): PartitionError {
  return new PartitionError('PARTITIONS_DO_NOT_FIT', {
    what: `The mapping ${mapping.name} cannot connect these partitions`,
    where: `${describe(downstream)} reading ${describe(upstream)}`,
    why: refusal,
    fix: 'choose another mapping with from(x, { partitions: ... })',
    details: { mapping: mapping.name, upstream: describe(upstream), downstream: describe(downstream) },
  })
}
