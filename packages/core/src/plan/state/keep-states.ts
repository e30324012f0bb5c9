/** Keeps states that were found, so that the next look begins there. */
import type { Ledger } from '../../ledger/ledger.ts'
import type { NewState } from '../../ledger/state.ts'

/** In messages of a bounded size, and not where the ledger can only be read: then each look judges anew. */
export async function keepStates(
  { ledger, isReadOnly }: { readonly ledger: Pick<Ledger, 'keepStates'>; readonly isReadOnly: boolean },
  environment: string,
  states: readonly NewState[],
): Promise<void> {
  if (isReadOnly) return
  for (let from = 0; from < states.length; from += statesAtOnce) {
    await ledger.keepStates(environment, states.slice(from, from + statesAtOnce))
  }
}

const statesAtOnce = 500
