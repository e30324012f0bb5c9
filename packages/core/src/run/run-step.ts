/** One step, from the decision at its readiness to its publication: lease, read, run, stage, audit, publish. */
import { VarveError } from '../foundation/errors.ts'
import type { Busy, Lease, LedgerSnapshot } from '../ledger/ledger.ts'
import type { Erasure, Materialization, Sequence } from '../ledger/records.ts'
import { erasedOffer } from '../plan/erased.ts'
import { type Judgement, judge, type Offer, type Wanted } from '../plan/judge.ts'
import { madeFor } from '../plan/made-for.ts'
import type { PlanNode } from '../plan/node.ts'
import { makeArtifact } from './make-artifact.ts'
import { newMaterialization } from './new-materialization.ts'
import type { StepResult } from './outcome.ts'
import { recordFailure, recordRejection, standingFailure } from './refuse.ts'
import type { RunContext } from './run-context.ts'
import { type Step, stepName } from './step.ts'
import type { Held } from './waiting-room.ts'

/** @param handedOver called once the step only waits for its group to be published. */
export async function runStep(step: Step, context: RunContext, handedOver: () => void): Promise<StepResult | Held> {
  for (let replans = 0; ; ) {
    if (context.signal.aborted) return { kind: 'interrupted' }
    const decision = await decide(replans === 0 ? step : { ...step, forced: false }, context)
    const { judgement } = decision
    if (judgement.kind === 'run' && judgement.wanted) {
      const attempt = await attemptStep(step, judgement.wanted, decision, context, handedOver)
      if (attempt !== 'moved') return attempt
      if (replans++ > 0) return failedBy(step, pointerMoved(step))
    } else if (judgement.kind === 'reuse') {
      if (!(await context.objects.areWhole(judgement.to.artifact))) continue // it is lost now: decide again
      const moved = await movePointer(step, judgement.to.id, decision.current, context, handedOver)
      if (moved) return { kind: 'reused' }
      if (replans++ > 0) return failedBy(step, pointerMoved(step))
    } else {
      return settled(step, judgement)
    }
  }
}

function settled({ node, ordinal }: Step, judgement: Judgement): StepResult {
  switch (judgement.kind) {
    case 'fresh':
    case 'erased':
      return { kind: 'skipped' }
    case 'blocked':
      return judgement
    case 'refused':
      return { kind: 'failed', failure: standingFailure(judgement.refusal) }
    default:
      throw new VarveError('INVARIANT_BROKEN', { what: `${node.name}#${ordinal} was started before its inputs were settled` })
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

async function decide({ node, ordinal, forced }: Step, context: RunContext): Promise<Decision> {
  const { ledger, environment, graph, externals } = context
  return ledger.read(snapshot => {
    const offer = (asset: string, at: number): Offer => offerNow(graph.get(asset)!, at, snapshot, context)
    const current = currentOf(node, ordinal, snapshot, environment)
    const standing = madeFor(node.partitions.at(ordinal), current)
    const losses = snapshot.losses()
    const asked = { forced, evenErased: forced }
    const judgement = judge(node, ordinal, standing, { graph, externals, snapshot, losses, environment, offer, ...asked })
    const newest = judgement.kind === 'run' && judgement.wanted ? newestOf({ node, ordinal }, judgement.wanted, snapshot) : null
    return {
      judgement,
      current: current?.id ?? null,
      newest,
      sequence: snapshot.sequence,
      erasure: erasureOf(node, ordinal, snapshot)?.sequence,
    }
  })
}

/** Whether nobody published this partition between the decision and the lease; the inputs are pinned, whatever becomes of them. */
async function stillStands({ node, ordinal }: Step, wanted: Wanted, decision: Decision, context: RunContext): Promise<boolean> {
  return context.ledger.read(snapshot => {
    const current = currentOf(node, ordinal, snapshot, context.environment)?.id ?? null
    if (erasureOf(node, ordinal, snapshot)?.sequence !== decision.erasure) return false
    return current === decision.current && newestOf({ node, ordinal }, wanted, snapshot) === decision.newest
  })
}

function newestOf({ node, ordinal }: Pick<Step, 'node' | 'ordinal'>, { version }: Wanted, snapshot: LedgerSnapshot): string | null {
  return snapshot.find(node.name, node.partitions.at(ordinal).key, version)[0]?.id ?? null
}

function offerNow(upstream: PlanNode, ordinal: number, snapshot: LedgerSnapshot, context: RunContext): Offer {
  const by = context.causeAt(upstream.name, ordinal)
  if (by) return { kind: 'blocked', by }
  const of = madeFor(upstream.partitions.at(ordinal), currentOf(upstream, ordinal, snapshot, context.environment))
  if (of) return { kind: 'content', of }
  const erasure = erasureOf(upstream, ordinal, snapshot)
  return erasure ? erasedOffer(erasure, upstream.partitions.at(ordinal), snapshot, context.environment) : { kind: 'missing' }
}

function erasureOf(node: PlanNode, ordinal: number, snapshot: LedgerSnapshot): Erasure | undefined {
  return snapshot.erasureOf(node.name, node.partitions.at(ordinal).key)
}

function currentOf(node: PlanNode, ordinal: number, snapshot: LedgerSnapshot, environment: string): Materialization | undefined {
  return snapshot.currentOf(environment, node.name, node.partitions.at(ordinal).key)
}

async function movePointer(
  { node, ordinal }: Step,
  to: string,
  expected: string | null,
  context: RunContext,
  handedOver: () => void,
): Promise<boolean> {
  handedOver()
  const { key } = node.partitions.at(ordinal)
  const result = await context.publisher.publish({ kind: 'move', asset: node.name, partition: key, to, expected })
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
  context.observer.passed?.('lease')
  let published = false
  try {
    if (!(await stillStands(step, wanted, decision, context))) return 'moved'
    const beganMs = context.timers.nowMs()
    const made = await makeArtifact(step, wanted, context)
    if (made.kind === 'rejected') return { kind: 'failed', failure: await recordRejection(step, wanted, made, lease, context) }
    const materialization = newMaterialization(step, wanted, made, decision.sequence, context)
    handedOver()
    const item = { kind: 'materialize', lease, materialization, expected: decision.current } as const
    const result = await context.publisher.publish(item, made.staged, context.timers.nowMs() - beganMs)
    published = result !== 'fenced'
    if (result === 'fenced') throw leaseLost(step)
    return result === 'kept' ? 'moved' : { kind: 'done' }
  } catch (error) {
    if (context.signal.aborted) return { kind: 'interrupted' }
    return { kind: 'failed', failure: await recordFailure(step, wanted, error, lease, context) }
  } finally {
    if (!published) await context.ledger.release([lease])
  }
}

async function takeLease({ node, ordinal }: Step, { version }: Wanted, { ledger, run, ask, clock }: RunContext): Promise<Lease | Busy> {
  const [answer] = await ledger.lease(run, [{ asset: node.name, partition: node.partitions.at(ordinal).key, version }], ask, clock.now())
  return answer!
}

function failedBy(step: Step, error: VarveError): StepResult {
  const { key } = step.node.partitions.at(step.ordinal)
  return { kind: 'failed', failure: { asset: step.node.name, partition: key, code: error.code, message: error.what, quarantine: null } }
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
