/** What a plan says of partitions that it leaves alone. */
import { intersection, type PartitionSubset, subsetOf, union } from '@varve/partitions'
import { referenceText } from '../../foundation/reference-text.ts'
import { materializeCommand } from '../fix-of-cause.ts'
import type { PlanNode } from '../node.ts'
import type { PlanFinding, PlannedAsset } from '../plan.ts'
import { selectionIn, textOf } from '../subset-text.ts'
import type { Scope } from './scope.ts'

/** @param outdated partitions that are not selected and not fresh. */
export function outdatedFindings(node: PlanNode, outdated: PartitionSubset, scope: Scope): readonly PlanFinding[] {
  if (outdated.count === 0) return []
  return scope.selected.has(node.name) ? outdatedBesides(node, outdated, scope) : [outdatedUpstream(node, outdated)]
}

function outdatedUpstream({ name }: PlanNode, outdated: PartitionSubset): PlanFinding {
  return {
    severity: 'warning',
    code: 'UPSTREAM_NOT_FRESH',
    asset: name,
    message: `${name} is not selected and not fresh (${textOf(outdated)}): what is there is read as it is, what is missing blocks its readers`,
    fix: `select it too, with +`,
  }
}

/** Partitions that are read by what is selected and are not selected themselves, as days before the first of `last(7)`; a missing one blocks. */
function outdatedBesides(node: PlanNode, outdated: PartitionSubset, scope: Scope): readonly PlanFinding[] {
  const read = node.readers.flatMap(({ asset, mapping }) => {
    const readers = scope.selected.get(asset)
    return readers ? [mapping.upstream(readers, node.partitions).existing] : []
  })
  if (read.length === 0) return []
  const readHere = intersection(outdated, read.reduce(union))
  if (readHere.count === 0) return []
  return [
    {
      severity: 'warning',
      code: 'UPSTREAM_NOT_FRESH',
      asset: node.name,
      message: `${node.name} is not fresh where it is not selected (${textOf(readHere)}): what is there is read as it is`,
      fix: 'select these partitions too',
    },
  ]
}

export function stateFindings({ node, rejected, erased, blockedBy }: PlannedAsset, environment: string): readonly PlanFinding[] {
  const findings: PlanFinding[] = []
  if (erased.size > 0) {
    const reasons = new Set([...erased.values()].map(({ reason }) => reason))
    const why = reasons.size === 1 ? [...reasons][0] : `for ${reasons.size} reasons: varve history ${node.name} lists them`
    const partitions = subsetOf(node.partitions, erased.keys())
    const isWhole = node.partitions.set.kind === 'none'
    findings.push({
      severity: 'info',
      code: 'ERASED',
      asset: node.name,
      message: `${node.name} was erased and is not made again: ${textOf(partitions)} (${why})`,
      fix: `${materializeCommand(node.name, isWhole ? '' : selectionIn(partitions), environment)} --force makes it again`,
    })
  }
  if (rejected.size > 0) {
    const [first] = rejected.values()
    findings.push({
      severity: 'error',
      code: first!.code,
      asset: node.name,
      message: `${node.name} was rejected by its contract, and nothing has changed since: ${textOf(subsetOf(node.partitions, rejected.keys()))}`,
      fix: 'fix the data, the code or the contract; --force tries the same again',
    })
  }
  for (const { cause, others, partitions, fix } of blockedBy) {
    const first = `${referenceText(cause.asset, cause.partition)}${others ? ' and others of its partitions' : ''}`
    findings.push({
      severity: 'error',
      code: cause.code,
      asset: node.name,
      message: `${node.name} is blocked by ${first}: ${textOf(partitions)}`,
      fix,
    })
  }
  return findings
}
