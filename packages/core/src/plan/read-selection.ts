/** Selection text read for one asset, which an error then names. */
import { type PartitionSubset, parseSelection, shellQuoted } from '@varve/partitions'
import { isVarveError, VarveError } from '../foundation/errors.ts'
import { asVarveError } from '../foundation/translate-error.ts'
import type { PlanNode } from './node.ts'

/**
 * @param place where the text is written.
 * @param isShared whether the text is read for other assets too, which then may be what it was meant for.
 * @throws UNKNOWN_PARTITION BAD_SELECTION
 */
export function readSelection(text: string, { name, partitions }: PlanNode, place: string, isShared = false): PartitionSubset {
  try {
    return parseSelection(text, partitions)
  } catch (error) {
    const translated = asVarveError(error, { where: place, facts: { asset: name } })
    if (!isShared || !isVarveError(translated)) throw translated
    const { code, what, where, why, fix, details } = translated
    throw new VarveError(code, {
      what,
      where,
      why,
      fix: `${fix}; or select ${name} by itself: ${alone(name, partitions)}`,
      details,
      cause: error,
    })
  }
}

function alone(name: string, partitions: PlanNode['partitions']): string {
  return `varve plan ${name} --partitions ${shellQuoted(partitions.count === 0 ? '*' : partitions.at(0).key)}`
}
