/** The caller's side of leases: asks the holders of what is busy, and ends the runs that are abandoned. */
import type { Instant } from '@varve/partitions'
import type { AskHolder } from './holder.ts'
import type {
  AbandonedRun,
  Busy,
  Changed,
  EraseAnswer,
  EraseRequest,
  Lease,
  LeaseAnswer,
  LeaseKey,
  LeaseRequest,
  Ledger,
  OpenRun,
} from './ledger.ts'

/** What another run has leased. */
export interface HeldLease extends Omit<Busy, 'leaseEnds' | 'isOver'> {
  /** When the holder's lease ends unless it is renewed; null where the holder was asked, and runs. */
  readonly leaseEnds: Instant | null
}

/**
 * Leases what is free. What an abandoned run holds is free once that run is ended, so it is ended: should its holder go on, it finds the
 * whole run lost and not one lease.
 *
 * @param at of the fact where an abandoned run is ended.
 * @throws LEASE_LOST where the run has ended
 */
export async function leaseFree(
  ledger: Ledger,
  request: LeaseRequest,
  ask: AskHolder,
  at: Instant,
): Promise<readonly (Lease | HeldLease | Changed)[]> {
  const asked = askOnce(ask)
  const answers = await ledger.lease(request)
  const abandoned = abandonedAmong(answers.filter(isBusy), asked)
  if (abandoned.length === 0) return answers.map(answer => heldOr(answer, asked))

  await ledger.endAbandoned(abandoned, at)
  const isAbandoned = (answer: LeaseAnswer): boolean => isBusy(answer) && abandoned.some(({ run }) => run === answer.run)
  const again = await ledger.lease({ ...request, keys: request.keys.filter((_, index) => isAbandoned(answers[index]!)) })
  const next = again.values()
  return answers.map(answer => heldOr(isAbandoned(answer) ? next.next().value! : answer, asked))
}

/** Which of these are leased by a run that is not abandoned, in the order given. */
export async function heldLeases(ledger: Ledger, keys: readonly LeaseKey[], ask: AskHolder): Promise<readonly HeldLease[]> {
  const asked = askOnce(ask)
  const busy = await ledger.held(keys)
  return busy.filter(one => whyAbandoned(one, asked) === null).map(one => held(one, asked))
}

/** Where only abandoned runs are in the way, they are ended; `busy` names what is held by others. */
export async function eraseFree(ledger: Ledger, request: EraseRequest, ask: AskHolder): Promise<EraseAnswer> {
  const asked = askOnce(ask)
  const answer = await ledger.erase(request)
  if (answer.kind !== 'busy') return answer
  const by = answer.by.filter(one => whyAbandoned(one, asked) === null)
  if (by.length > 0) return { kind: 'busy', by }
  await ledger.endAbandoned(abandonedAmong(answer.by, asked), request.erasures[0]!.at)
  return ledger.erase(request)
}

/** Ends, as interrupted, each run whose holder is dead, or must be judged by its lease and has let it end. @returns their ids */
export async function endAbandonedRuns(ledger: Ledger, ask: AskHolder, at: Instant): Promise<readonly string[]> {
  const abandoned = abandonedAmong(await ledger.openRuns(), askOnce(ask))
  return abandoned.length === 0 ? [] : ledger.endAbandoned(abandoned, at)
}

function abandonedAmong(runs: readonly OpenRun[], ask: AskHolder): readonly AbandonedRun[] {
  const reasons = new Map(runs.map(run => [run.run, whyAbandoned(run, ask)]))
  return [...reasons].flatMap(([run, because]) => (because === null ? [] : [{ run, because }]))
}

/** Null where its holder runs, or its lease is not over and nobody knows that it is dead. */
function whyAbandoned({ holder, isOver }: OpenRun, ask: AskHolder): AbandonedRun['because'] | null {
  const said = ask(holder)
  if (said === 'dead') return 'dead'
  return said === 'by lease' && isOver ? 'over' : null
}

function heldOr(answer: LeaseAnswer, ask: AskHolder): Lease | HeldLease | Changed {
  return isBusy(answer) ? held(answer, ask) : answer
}

function held({ isOver: _, ...busy }: Busy, ask: AskHolder): HeldLease {
  return ask(busy.holder) === 'running' ? { ...busy, leaseEnds: null } : busy
}

function isBusy(answer: LeaseAnswer): answer is Busy {
  return !answer.granted && answer.why === 'busy'
}

/** To ask may take a process of the machine's own, and one run holds many leases. */
function askOnce(ask: AskHolder): AskHolder {
  const said = new Map<string, ReturnType<AskHolder>>()
  return holder => {
    const text = JSON.stringify(holder)
    const known = said.get(text) ?? ask(holder)
    said.set(text, known)
    return known
  }
}
