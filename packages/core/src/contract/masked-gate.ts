/** What a gate found, without the secrets that the author of a rule put into its message. */
import type { Mask } from '../secret/masker.ts'
import type { GateResult } from './gate-result.ts'

/** Rows are data and stay as they are. */
export function maskedGate(result: GateResult, mask: Mask): GateResult {
  const text = <M extends { readonly message: string }>(rule: M): M => ({ ...rule, message: mask(rule.message) })
  const bad = result.bad.map(row => ({ ...row, violations: row.violations.map(text) }))
  return { ...result, broken: result.broken.map(text), bad }
}
