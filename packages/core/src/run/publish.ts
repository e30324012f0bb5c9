/** Stage two of a step: it joins a group of publications, and what came of that is its result. */
import { VarveError } from '../foundation/errors.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type Step, stepName } from '../plan/step.ts'
import type { Emit } from './events.ts'
import type { Groups } from './groups.ts'
import type { Moved, Publishable } from './make.ts'
import type { StepResult } from './outcome.ts'
import type { FailureRecorder } from './record-failure.ts'

/** A bounded stage: while it has no room, no step may start. */
export interface Publishing extends Pick<Groups, 'expect' | 'room'> {
  /** Resolves once the step's group is durable. Rejects with what is no step's own. */
  publish(step: Step, made: Publishable): Promise<StepResult | Moved>
}

export interface PublishingOptions {
  readonly groups: Groups
  readonly ledger: Ledger
  readonly failures: FailureRecorder
  readonly signal: AbortSignal
  readonly emit: Emit
}

export function publishing(options: PublishingOptions): Publishing {
  const { groups, emit } = options
  return {
    expect: groups.expect,
    room: groups.room,
    publish: async (step, made) => {
      const result = made.kind === 'made' ? await publishMade(step, made, options) : await movePointer(made, options)
      if (result.kind === 'done' || result.kind === 'reused') {
        const { id, asset, partition, version } = made.kind === 'made' ? made.materialization : made.to
        emit({ kind: 'published', asset, partition, version, materialization: id, reused: made.kind === 'reuse' })
      }
      return result
    },
  }
}

async function movePointer(
  { to, expected }: Extract<Publishable, { kind: 'reuse' }>,
  { groups }: PublishingOptions,
): Promise<StepResult | Moved> {
  const { sequence, asset, partition } = to
  const result = await groups.publish({ item: { kind: 'move', asset, partition, to: sequence, expected }, staged: undefined, makingMs: 0 })
  return result === 'published' ? { kind: 'reused' } : { kind: 'moved' }
}

async function publishMade(
  step: Step,
  { lease, materialization, expected, staged, makingMs }: Extract<Publishable, { kind: 'made' }>,
  { groups, ledger, failures, signal }: PublishingOptions,
): Promise<StepResult | Moved> {
  try {
    const result = await groups.publish({ item: { kind: 'materialize', lease, materialization, expected }, staged, makingMs })
    if (result !== 'fenced') return { kind: result === 'kept' ? 'moved' : 'done' }
    return await failedWith(leaseLost(step))
  } catch (error) {
    return await failedWith(error)
  }

  async function failedWith(error: unknown): Promise<StepResult> {
    try {
      if (signal.aborted) return { kind: 'interrupted' }
      return { kind: 'failed', failure: await failures.threw(step, error, lease) }
    } finally {
      await ledger.release([lease])
    }
  }
}

function leaseLost(step: Step): VarveError {
  return new VarveError('LEASE_LOST', {
    what: `the lease of ${stepName(step)} was lost before it could be published`,
    why: 'its time ran out and another process took it over',
    fix: 'run again: nothing of this attempt was published',
  })
}
