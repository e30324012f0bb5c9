/** What is recorded where a step fails: a rejection with its verdict and quarantine, or the failure of its code. */
import { rulesText } from '../contract/rule-text.ts'
import type { Clock } from '../foundation/clock.ts'
import { inOneLine, isVarveError } from '../foundation/errors.ts'
import { thrownText } from '../foundation/thrown.ts'
import type { Lease, Ledger, NewRefusal } from '../ledger/ledger.ts'
import { recordLostRead } from '../object/lost-input.ts'
import type { Places } from '../object/record-losses.ts'
import { type Step, stepName } from '../plan/step.ts'
import type { Mask } from '../secret/masker.ts'
import type { MakingFailed, Rejected } from './assignment.ts'
import type { Passed } from './commit-row.ts'
import { type Failure, failureOf } from './outcome.ts'

export interface FailureRecorder {
  /** Row 5: rejection and verdict are one ledger transaction. */
  rejected(step: Step, rejected: Rejected, lease: Lease): Promise<Failure>
  /** The version stays wanted and is tried again by the next run. */
  failed(failed: MakingFailed, lease: Lease): Promise<Failure>
  /** The same for an error of storage or ledger that is not of whoever makes steps. */
  threw(step: Step, error: unknown, lease: Lease): Promise<Failure>
}

export interface FailureRecorderOptions extends Places {
  readonly run: string
  readonly environment: string
  readonly mask: Mask
  readonly passed: Passed
}

export function failureRecorder(options: FailureRecorderOptions): FailureRecorder {
  const { ledger, clock, run, environment, mask, passed } = options
  const recordFailed = async (lease: Lease, code: string, message: string): Promise<Failure> => {
    const refusal = {
      ...refusalOf(lease, run, clock),
      kind: 'failed',
      contract: null,
      code,
      message,
      verdict: null,
      quarantine: null,
    } as const
    // A lease that is gone belongs to another attempt, which has the last word on this version.
    await refuseUnlessLost(ledger, refusal, lease)
    return failureOf(refusal)
  }
  return {
    rejected: async (step, { verdict, quarantine }, lease) => {
      const message = `${stepName(step)} breaks its contract: ${rulesText(verdict.broken)}`
      const { contract } = verdict
      const refusal = {
        ...refusalOf(lease, run, clock),
        kind: 'rejected',
        contract,
        code: 'CONTRACT_BROKEN',
        message,
        verdict,
        quarantine,
      } as const
      await ledger.refuse(refusal, lease)
      passed('audit')
      return failureOf(refusal)
    },
    failed: async ({ code, message, lost }, lease) => {
      const known = lost && (await recordLostRead(lost, environment, options))
      return recordFailed(lease, code, known ? mask(inOneLine(known)) : message)
    },
    threw: (step, error, lease) => {
      const known = isVarveError(error) ? error : undefined
      const message = mask(known ? inOneLine(known) : `${stepName(step)} failed: ${thrownText(error)}`).toWellFormed()
      return recordFailed(lease, known?.code ?? 'INVARIANT_BROKEN', message)
    },
  }
}

function refusalOf({ asset, partition, version }: Lease, run: string, clock: Clock) {
  return { asset, partition, version, run, at: clock.now() }
}

async function refuseUnlessLost(ledger: Ledger, refusal: NewRefusal, lease: Lease): Promise<void> {
  await ledger.refuse(refusal, lease).catch(error => {
    if (!isVarveError(error) || error.code !== 'LEASE_LOST') throw error
  })
}
