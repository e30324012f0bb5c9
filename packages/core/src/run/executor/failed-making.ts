/** What ended an attempt, as an answer that can be sent: without secrets, and with what was to be read where its bytes are gone. */
import { inOneLine, isVarveError, type VarveError } from '../../foundation/errors.ts'
import { referenceText } from '../../foundation/reference-text.ts'
import { thrownText } from '../../foundation/thrown.ts'
import { lostObject } from '../../object/lost-input.ts'
import type { Mask } from '../../secret/masker.ts'
import type { Assignment, LostRead, MakingFailed } from '../assignment.ts'

export function failedMaking(error: unknown, { outputs: [{ asset, partition }] }: Assignment, mask: Mask): MakingFailed {
  const known = isVarveError(error) ? error : undefined
  const message = known ? inOneLine(known) : `${referenceText(asset, partition)} failed: ${thrownText(error)}`
  return {
    kind: 'failed',
    code: known?.code ?? 'INVARIANT_BROKEN',
    message: mask(message).toWellFormed(),
    lost: (known && lostRead(known)) ?? null,
  }
}

function lostRead(error: VarveError): LostRead | undefined {
  const { asset, partition } = error.details
  const lost = lostObject(error)
  return lost && typeof asset === 'string' && typeof partition === 'string' ? { ...lost, asset, partition } : undefined
}
