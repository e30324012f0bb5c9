/** One step, from the decision at its readiness to its publication: lease, read, run, stage, audit, publish. */
import { VarveError } from '../foundation/errors.ts'
import type { Busy, Lease, LedgerSnapshot } from '../ledger/ledger.ts'
import type { Erasure, Materialization, Sequence } from '../ledger/records.ts'
import { erasedAvailability } from '../plan/erased.ts'
import { type Available, type Judgement, judge, type Wanted } from '../plan/judge.ts'
import { madeFor } from '../plan/made-for.ts'
import type { PlanNode } from '../plan/node.ts'
import { type Step, stepName, stepOf } from '../plan/step.ts'
import { makeArtifact } from './make-artifact.ts'
import { newMaterialization } from './new-materialization.ts'
import type { StepResult } from './outcome.ts'
import { failureOf, recordFailure, recordRejection } from './refuse.ts'
import type { RunContext } from './run-context.ts'
import type { Held } from './waiting-room.ts'

/** @param handedOver called once the step only waits for its group to be published. */
export async function runStep(step: Step, context: RunContext, handedOver: () => void): Promise<StepResult | Held> {
  for (let replans = 0; ; ) {
    if (context.signal.aborted) return { kind: 'interrupted' }
    const decision = await decide(step, context.force && replans === 0, context)
    const { judgement } = decision
    if (judgement.kind === 'run' && judgement.wanted) {
      const attempt = await attemptStep(step, judgement.wanted, decision, context, handedOver)
      if (attempt !== 'moved') return attempt
      if (replans++ > 0) return failedBy(step, pointerMoved(step))
    } else if (judgement.kind === 'reuse') {
      if (!(await context.objects.areWhole(judgement.to.artifact))) continue // it is lost now: decide again
      const moved = await movePointer(step, judgement.to.id, decision.current, context, handedOver)
      if (moved) {
        said(step, judgement.to.version, judgement.to.id, true, context)
        return { kind: 'reused' }
      }
      if (replans++ > 0) return failedBy(step, pointerMoved(step))
    } else {
      return settled(step, judgement)
    }
  }
}

function settled(step: Step, judgement: Judgement): StepResult {
  switch (judgement.kind) {
    case 'fresh':
    case 'erased':
      return { kind: 'skipped' }
    case 'blocked':
      return judgement
    case 'rejected':
      return { kind: 'failed', failure: failureOf(judgement.refusal) }
    default:
      throw new VarveError('INVARIANT_BROKEN', { what: `${stepName(step)} was started before its inputs were settled` })
  }
}

/** A judgement with the state it was made from: what must still stand when it is acted upon, and the ledger's order. */
interface Decision {
  readonly judgement: Judgement
  /** What the pointer names. */
  readonly current: string | null
  /** The newest materialization of the wanted version; null where there is none. */
  readonly newest: string | null
  readonly sequence: Sequence
  /** The erasure after which nothing was made. */
  readonly erasure: Sequence | undefined
}

async function decide(step: Step, forced: boolean, context: RunContext): Promise<Decision> {
  const { ledger, environment, graph, externals } = context
  return ledger.read(snapshot => {
    const available = (asset: string, at: number): Available => availableNow(graph.get(asset)!, at, snapshot, context)
    const current = currentOf(step, snapshot, environment)
    const losses = snapshot.losses()
    const asked = { forced, evenErased: forced }
    const judgement = judge(step, madeFor(step.partition, current), {
      graph,
      externals,
      snapshot,
      losses,
      environment,
      available,
      ...asked,
    })
    const newest = judgement.kind === 'run' && judgement.wanted ? newestOf(step, judgement.wanted, snapshot) : null
    return {
      judgement,
      current: current?.id ?? null,
      newest,
      sequence: snapshot.sequence,
      erasure: erasureOf(step, snapshot)?.sequence,
    }
  })
}

/** Whether nobody published this partition between the decision and the lease; the inputs are pinned, whatever becomes of them. */
async function isUnchanged(step: Step, wanted: Wanted, decision: Decision, context: RunContext): Promise<boolean> {
  return context.ledger.read(snapshot => {
    const current = currentOf(step, snapshot, context.environment)?.id ?? null
    if (erasureOf(step, snapshot)?.sequence !== decision.erasure) return false
    return current === decision.current && newestOf(step, wanted, snapshot) === decision.newest
  })
}

function newestOf({ node, partition }: Step, { version }: Wanted, snapshot: LedgerSnapshot): string | null {
  return snapshot.find(node.name, partition.key, version)[0]?.id ?? null
}

function availableNow(upstream: PlanNode, ordinal: number, snapshot: LedgerSnapshot, context: RunContext): Available {
  const by = context.causeAt(upstream.name, ordinal)
  if (by) return { kind: 'blocked', by }
  const step = stepOf(upstream, ordinal)
  const of = madeFor(step.partition, currentOf(step, snapshot, context.environment))
  if (of) return { kind: 'content', of }
  const erasure = erasureOf(step, snapshot)
  return erasure ? erasedAvailability(erasure, step.partition, snapshot, context.environment) : { kind: 'missing' }
}

function erasureOf({ node, partition }: Step, snapshot: LedgerSnapshot): Erasure | undefined {
  return snapshot.erasureOf(node.name, partition.key)
}

function currentOf({ node, partition }: Step, snapshot: LedgerSnapshot, environment: string): Materialization | undefined {
  return snapshot.currentOf(environment, node.name, partition.key)
}

async function movePointer(
  { node, partition }: Step,
  to: string,
  expected: string | null,
  context: RunContext,
  handedOver: () => void,
): Promise<boolean> {
  handedOver()
  const result = await context.publisher.publish({ kind: 'move', asset: node.name, partition: partition.key, to, expected })
  return result === 'published'
}

/** `moved`: the pointer moved meanwhile, so decide again. */
async function attemptStep(
  step: Step,
  wanted: Wanted,
  decision: Decision,
  context: RunContext,
  handedOver: () => void,
): Promise<StepResult | Held | 'moved'> {
  const lease = await takeLease(step, wanted, context)
  if (!lease.granted) return { kind: 'held', by: lease }
  context.passed('lease')
  let published = false
  try {
    if (!(await isUnchanged(step, wanted, decision, context))) return 'moved'
    context.emit({ kind: 'attempt', asset: step.node.name, partition: step.partition.key, version: wanted.version })
    const beganMs = context.timers.nowMs()
    const made = await makeArtifact(step, wanted, context)
    if (made.kind === 'rejected') return { kind: 'failed', failure: await recordRejection(step, wanted, made, lease, context) }
    const materialization = newMaterialization(step, wanted, made, decision.sequence, context)
    handedOver()
    const item = { kind: 'materialize', lease, materialization, expected: decision.current } as const
    const result = await context.publisher.publish(item, made.staged, context.timers.nowMs() - beganMs)
    published = result !== 'fenced'
    if (result === 'fenced') throw leaseLost(step)
    if (result === 'kept') return 'moved'
    said(step, wanted.version, materialization.id, false, context)
    return { kind: 'done' }
  } catch (error) {
    if (context.signal.aborted) return { kind: 'interrupted' }
    return { kind: 'failed', failure: await recordFailure(step, wanted, error, lease, context) }
  } finally {
    if (!published) await context.ledger.release([lease])
  }
}

async function takeLease({ node, partition }: Step, { version }: Wanted, { ledger, run, ask, clock }: RunContext): Promise<Lease | Busy> {
  const [answer] = await ledger.lease(run, [{ asset: node.name, partition: partition.key, version }], ask, clock.now())
  return answer!
}

function said({ node, partition }: Step, version: string, materialization: string, reused: boolean, { emit }: RunContext): void {
  emit({ kind: 'published', asset: node.name, partition: partition.key, version, materialization, reused })
}

function failedBy({ node, partition }: Step, error: VarveError): StepResult {
  return {
    kind: 'failed',
    failure: { asset: node.name, partition: partition.key, code: error.code, message: error.what, quarantine: null },
  }
}

function pointerMoved(step: Step): VarveError {
  return new VarveError('POINTER_MOVED', {
    what: `the pointer of ${stepName(step)} moved twice while this run was making it`,
    why: 'another process publishes other versions of the same partition, from other code or config perhaps',
    fix: 'let one of them end, then run again: what was made is kept and reused',
  })
}

function leaseLost(step: Step): VarveError {
  return new VarveError('LEASE_LOST', {
    what: `the lease of ${stepName(step)} was lost before it could be published`,
    why: 'its time ran out and another process took it over',
    fix: 'run again: nothing of this attempt was published',
  })
}
