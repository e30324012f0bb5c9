/** Keeps states that were found, so that the next look begins there. */
import { isVarveError } from '../../foundation/errors.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { NewState } from '../../ledger/state.ts'

export interface Keeping {
  readonly ledger: Ledger
  /** Where the ledger can only be read nothing is kept, and each look judges anew. */
  readonly isReadOnly: boolean
}

/** In messages of a bounded size. What was found is true also where it cannot be kept, as on a full disk: then the next look judges anew. */
export async function keepStates({ ledger, isReadOnly }: Keeping, environment: string, states: readonly NewState[]): Promise<void> {
  if (isReadOnly) return
  try {
    for (let from = 0; from < states.length; from += statesAtOnce) {
      await ledger.keepStates(environment, states.slice(from, from + statesAtOnce))
    }
  } catch (error) {
    if (!isVarveError(error) || error.code !== 'LEDGER_UNUSABLE') throw error
  }
}

const statesAtOnce = 500
