/** Selection text read for one asset, which an error then names. */
import { isPartitionError, type PartitionSubset, parseSelection, shellQuoted } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import type { PlanNode } from './node.ts'

/**
 * @param place where the text stands.
 * @param isShared whether the text is read for other assets too, which then may be what it was meant for.
 * @throws UNKNOWN_PARTITION BAD_SELECTION
 */
export function readSelection(text: string, { name, partitions }: PlanNode, place: string, isShared = false): PartitionSubset {
  try {
    return parseSelection(text, partitions)
  } catch (error) {
    if (!isPartitionError(error)) throw error
    const { code, message, where, why, fix, details } = error
    throw new VarveError(code, {
      what: message,
      where: `${place}: ${where}`,
      why,
      fix: isShared ? `${fix}; or select ${name} by itself: ${alone(name, partitions)}` : fix,
      details: { ...details, asset: name },
      cause: error,
    })
  }
}

function alone(name: string, partitions: PlanNode['partitions']): string {
  return `varve plan ${name} --partitions ${shellQuoted(partitions.count === 0 ? '*' : partitions.at(0).key)}`
}
