/** Counts what became of each step, into the outcome of the run. */
import { contains, subsetOf } from '@varve/partitions'
import { externalCode } from '../plan/external-state.ts'
import { fixOfCause } from '../plan/fix-of-cause.ts'
import type { ExternalState, PlanNode } from '../plan/node.ts'
import { type BlockedGroup, type Cause, notes, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { textOf } from '../plan/subset-text.ts'
import { type Failure, failureOf, type Outcome, type StepCounts, type StepResult } from './outcome.ts'

export interface Tally {
  add(step: Step, result: StepResult): void
  /** Failures of the run that are no step's. */
  addFailures(failures: readonly Failure[]): void
  outcome(run: string, interrupted: boolean, durationMs: number): Outcome
}

interface AssetTally {
  readonly node: PlanNode
  readonly counts: Record<keyof StepCounts, number>
  readonly blocked: Map<number, Cause>
  readonly interrupted: number[]
  /** What the plan found blocked, and what to do about it. */
  readonly blockedBy: readonly BlockedGroup[]
}

export function tally(plan: Plan, externals: ReadonlyMap<string, ExternalState>): Tally {
  const assets = new Map<string, AssetTally>()
  const failures: Failure[] = []
  for (const { node, blocked, rejected, blockedBy } of plan.assets) {
    const counts = { done: 0, reused: 0, skipped: 0, failed: rejected.size, blocked: blocked.size }
    assets.set(node.name, { node, counts, blocked: new Map(blocked), interrupted: [], blockedBy })
    for (const refusal of rejected.values()) failures.push(failureOf(refusal))
  }
  failures.push(...externalFailures(plan, externals))
  return {
    add: ({ node, partition: { ordinal } }, result) => {
      const asset = assets.get(node.name)!
      if (result.kind === 'interrupted') {
        asset.interrupted.push(ordinal)
        return
      }
      asset.counts[result.kind] += 1
      if (result.kind === 'failed') failures.push(result.failure)
      if (result.kind === 'blocked') asset.blocked.set(ordinal, result.by)
    },
    addFailures: more => void failures.push(...more),
    outcome: (run, interrupted, durationMs) => {
      const tallies = [...assets.values()]
      const steps = sum(tallies.map(({ counts }) => counts))
      return {
        run,
        status: statusOf(steps, failures.length, interrupted),
        steps,
        assets: tallies
          .filter(({ counts }) => Object.values(counts).some(count => count > 0))
          .map(({ node, counts }) => ({ asset: node.name, ...counts })),
        failures,
        blocked: tallies.flatMap(({ node, blocked, blockedBy }) =>
          byCause(blocked).map(([by, ordinals]) => ({
            asset: node.name,
            partitions: textOf(subsetOf(node.partitions, ordinals)),
            by,
            fix: blockedBy.find(({ partitions }) => contains(partitions, ordinals[0]!))?.fix ?? fixOfCause(by, plan.environment),
          })),
        ),
        interrupted: tallies.flatMap(({ node, interrupted }) =>
          interrupted.length === 0
            ? []
            : [
                {
                  asset: node.name,
                  partitions: textOf(subsetOf(node.partitions, interrupted)),
                },
              ],
        ),
        findings: notes(plan),
        durationMs,
      }
    },
  }
}

/** An external that is absent or rejected is a failure of the run where it blocks something. */
function externalFailures(plan: Plan, externals: ReadonlyMap<string, ExternalState>): readonly Failure[] {
  const blocking = new Set(plan.assets.flatMap(({ blocked }) => [...blocked.values()].map(({ asset }) => asset)))
  return [...externals].flatMap(([asset, state]) => {
    if (!blocking.has(asset) || state.kind === 'present' || state.kind === 'unobserved') return []
    const message = state.kind === 'absent' ? `${asset} is not there: ${state.description}` : state.message
    const quarantine = state.kind === 'rejected' ? state.quarantine : null
    return [{ asset, partition: '', code: externalCode(state), message, quarantine }]
  })
}

function statusOf(steps: StepCounts, failures: number, interrupted: boolean): Outcome['status'] {
  if (interrupted) return 'interrupted'
  if (failures === 0 && steps.blocked === 0) return 'complete'
  return steps.done + steps.reused + steps.skipped > 0 ? 'partial' : 'failed'
}

function sum(counts: readonly StepCounts[]): StepCounts {
  const total = { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 }
  for (const count of counts) for (const key of Object.keys(total) as (keyof StepCounts)[]) total[key] += count[key]
  return total
}

/** Ordinals grouped by what blocks them. */
function byCause(blocked: ReadonlyMap<number, Cause>): readonly (readonly [Cause, readonly number[]])[] {
  const groups = new Map<string, [Cause, number[]]>()
  for (const [ordinal, cause] of blocked) {
    const key = JSON.stringify([cause.asset, cause.partition, cause.code])
    const group = groups.get(key) ?? [cause, []]
    group[1].push(ordinal)
    groups.set(key, group)
  }
  return [...groups.values()]
}
