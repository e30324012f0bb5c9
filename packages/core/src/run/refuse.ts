/** What is recorded where a step fails: a rejection with its verdict and quarantine, or the failure of its code. */

import { pathOf } from '@varve/partitions'
import { maskedGate } from '../contract/masked-gate.ts'
import { quarantineBytes } from '../contract/quarantine.ts'
import { rulesText } from '../contract/rule-text.ts'
import { inOneLine, isVarveError } from '../foundation/errors.ts'
import { thrownText } from '../foundation/thrown.ts'
import type { Lease } from '../ledger/ledger.ts'
import type { Refusal } from '../ledger/records.ts'
import type { Wanted } from '../plan/judge.ts'
import { type Step, stepName } from '../plan/step.ts'
import { maskUrls } from '../secret/masker.ts'
import type { Rejected } from './make-artifact.ts'
import type { Failure } from './outcome.ts'
import type { RunContext } from './run-context.ts'

/** Row 5: what the gate refused goes to quarantine; rejection and verdict are one ledger transaction. */
export async function recordRejection(
  step: Step,
  { version }: Wanted,
  made: Rejected,
  lease: Lease,
  context: RunContext,
): Promise<Failure> {
  const { node, partition } = step
  const { broken, bad } = maskedGate(made.result, context.mask)
  const verdict = { ...made.verdict, broken }
  const bytes = quarantineBytes({ asset: node.name, partition: partition.key, version, broken, bad })
  const { uri, sha256 } = await context.store.quarantine.keep(context.run, node.name, pathOf(partition), bytes)
  const refusal: Omit<Refusal, 'sequence'> = {
    kind: 'rejected',
    asset: node.name,
    partition: partition.key,
    version,
    contract: verdict.contract,
    code: 'CONTRACT_BROKEN',
    message: `${stepName(step)} breaks its contract: ${rulesText(broken)}`,
    verdict,
    quarantine: { uri: maskUrls(uri), sha256, rows: bad.length },
    run: context.run,
    at: context.clock.now(),
  }
  await context.ledger.refuse(refusal, lease)
  context.passed('audit')
  return failureOf(refusal)
}

/** A failure of user code, storage or ledger: the version stays wanted and is tried again by the next run. */
export async function recordFailure(step: Step, { version }: Wanted, error: unknown, lease: Lease, context: RunContext): Promise<Failure> {
  const { node, partition } = step
  const known = isVarveError(error) ? error : undefined
  const refusal: Omit<Refusal, 'sequence'> = {
    kind: 'failed',
    asset: node.name,
    partition: partition.key,
    version,
    contract: null,
    code: known?.code ?? 'INVARIANT_BROKEN',
    message: context.mask(known ? inOneLine(known) : `${stepName(step)} failed: ${thrownText(error)}`).toWellFormed(),
    verdict: null,
    quarantine: null,
    run: context.run,
    at: context.clock.now(),
  }
  // A lease that is gone belongs to another attempt, which has the last word on this version.
  await context.ledger.refuse(refusal, lease).catch(refused => {
    if (!isVarveError(refused) || refused.code !== 'LEASE_LOST') throw refused
  })
  return failureOf(refusal)
}

/** A recorded refusal as a failure of this run. */
export function failureOf({ asset, partition, code, message, verdict, quarantine }: Omit<Refusal, 'sequence'>): Failure {
  const rules = verdict?.broken.map(({ rule, column, count }) => ({ rule, column, count })) ?? []
  return { asset, partition, code, message, quarantine: quarantine && { uri: quarantine.uri, rows: quarantine.rows, rules } }
}
