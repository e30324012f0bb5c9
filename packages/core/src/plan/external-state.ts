/** What the gate's answer for a version of an external means to a plan. */
import { rulesText } from '../contract/rule-text.ts'
import { inOneLine, isVarveError } from '../foundation/errors.ts'
import type { ExternalVerdict } from '../ledger/records.ts'
import type { ExternalState } from './node.ts'

/** @param verdict undefined where the version has not been judged, or has no contract to meet. */
export function externalStateOf(name: string, version: string, verdict: ExternalVerdict | undefined): ExternalState {
  if (!verdict || verdict.ok) return { kind: 'present', version }
  const { broken, quarantine } = verdict
  const rules = broken.map(({ rule, column, count }) => ({ rule, column, count }))
  const message = `${name} breaks its contract: ${rulesText(broken)}`
  return { kind: 'rejected', version, message, quarantine: quarantine && { uri: quarantine.uri, rows: quarantine.rows, rules } }
}

/** The code of the cause that its readers are given. */
export function externalCode(state: Exclude<ExternalState, { kind: 'present' }>): string {
  switch (state.kind) {
    case 'absent':
      return 'EXTERNAL_ABSENT'
    case 'unobserved':
      return 'INPUT_MISSING'
    case 'unreadable':
      return state.code
    case 'rejected':
      return 'CONTRACT_BROKEN'
  }
}

/** An error of looking or reading, or of the code that does, as a state; anything else is no matter of the external and is thrown on. */
export function unreadable(error: unknown): ExternalState {
  const isItsOwn = isVarveError(error) && (error.family === 'Data' || error.family === 'UserCode')
  if (isItsOwn) return { kind: 'unreadable', code: error.code, message: inOneLine(error) }
  throw error
}
