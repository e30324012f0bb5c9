/** Plans one asset: judges what may have to be made, in order, and collects what comes of it. */
import { contains, ordinals, type PartitionSubset } from '@varve/partitions'
import type { Erasure, Refusal } from '../../ledger/records.ts'
import type { Blocked } from '../available.ts'
import { type Collected, collected } from '../collected.ts'
import { isAwaited } from '../fix-of-cause.ts'
import { causeOf, type JudgeContext, type Judgement, judge } from '../judge.ts'
import type { PlanNode } from '../node.ts'
import type { Cause, PlannedStep, Reason } from '../plan.ts'
import { stepOf } from '../step.ts'

/** What was found so far of an asset that is being planned; what is fresh appears nowhere. */
export interface Planning {
  // of the selected partitions
  readonly steps: Map<number, PlannedStep>
  readonly blocked: Map<number, Blocked>
  readonly rejected: Map<number, Refusal>
  readonly erased: Map<number, Erasure>

  // what readers are given of any partition
  readonly causes: Map<number, Cause>
  /** Where something else is available than the states say. */
  readonly changed: Collected
  /** Where there is nothing, and will be nothing. */
  readonly missing: Collected

  // what is said beside the plan
  /** Not selected, and out of date. */
  readonly outdated: Collected
  /** Where nothing that was made before is wanted. */
  readonly unmade: Collected
}

export function newPlanning(): Planning {
  return {
    steps: new Map(),
    blocked: new Map(),
    rejected: new Map(),
    erased: new Map(),
    causes: new Map(),
    changed: collected(),
    missing: collected(),
    outdated: collected(),
    unmade: collected(),
  }
}

export interface Contexts {
  readonly unforced: JudgeContext
  /** For what is selected. */
  readonly forced: JudgeContext
}

/** @param planning is added to as it goes: an asset may read its own past. */
export function planAsset(
  node: PlanNode,
  judged: PartitionSubset,
  selected: PartitionSubset | undefined,
  { unforced, forced }: Contexts,
  planning: Planning,
): void {
  const own = unforced.loaded.of(node.name)
  const stepFor = sharedSteps()
  for (const ordinal of ordinals(judged)) {
    const isSelected = selected !== undefined && contains(selected, ordinal)
    const step = stepOf(node, ordinal)
    const judgement = judge(step, isSelected ? forced : unforced)
    if (judgement.kind === 'fresh') continue
    if (judgement.kind !== 'reuse') planning.unmade.add(ordinal)
    const cause = causeOf(step, judgement)
    if (isSelected) addSelected(planning, ordinal, judgement, cause, stepFor)
    else {
      if (isOutdated(judgement, selected !== undefined)) planning.outdated.add(ordinal)
      if (cause && judgement.kind !== 'erased' && !isAwaited(cause.code)) planning.causes.set(ordinal, cause)
      else if (judgement.kind !== 'erased' && !own.row(ordinal)) planning.missing.add(ordinal)
    }
  }
}

function addSelected(planning: Planning, ordinal: number, judgement: Judgement, cause: Cause | undefined, stepFor: StepFor): void {
  const { steps, blocked, rejected, erased, causes, changed } = planning
  switch (judgement.kind) {
    case 'fresh':
      return
    case 'erased':
      erased.set(ordinal, judgement.erasure)
      return
    case 'run':
    case 'possible':
      steps.set(ordinal, stepFor(judgement.kind, judgement.reason))
      changed.add(ordinal)
      return
    case 'reuse':
      steps.set(ordinal, { kind: 'reuse', reason: judgement.reason, to: judgement.to })
      changed.add(ordinal)
      return
    case 'rejected':
      rejected.set(ordinal, judgement.refusal)
      causes.set(ordinal, cause!)
      return
    case 'blocked':
      blocked.set(ordinal, judgement)
      causes.set(ordinal, judgement.by)
      if (isAwaited(judgement.by.code)) changed.add(ordinal)
  }
}

/** Missing partitions of a selected asset were left out on purpose. */
function isOutdated(judgement: Judgement, isAssetSelected: boolean): boolean {
  if (judgement.kind !== 'run' && judgement.kind !== 'reuse') return false
  return !isAssetSelected || (judgement.reason !== 'missing' && judgement.reason !== 'lost')
}

type StepFor = (kind: 'run' | 'possible', reason: Reason) => PlannedStep

/** A million steps for one reason are one value. */
function sharedSteps(): StepFor {
  const known = new Map<string, PlannedStep>()
  return (kind, reason) => {
    const key = `${kind} ${reason}`
    const step = known.get(key) ?? { kind, reason }
    known.set(key, step)
    return step
  }
}
