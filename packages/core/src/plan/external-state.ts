/** What the gate's answer for a version of an external means to a plan. */
import type { ExternalVerdict } from '../ledger/records.ts'
import type { ExternalState } from './node.ts'

/** @param verdict undefined where the version has not been judged, or has no contract to meet. */
export function externalStateOf(name: string, version: string, verdict: ExternalVerdict | undefined): ExternalState {
  if (!verdict || verdict.ok) return { kind: 'present', version }
  const { broken, quarantine } = verdict
  const rules = broken.map(({ rule, column, count }) => ({ rule, column, count }))
  const named = broken.map(({ rule, column }) => (column ? `${rule} on ${column}` : rule)).join('; ')
  const message = `${name} breaks its contract: ${named}`
  return { kind: 'rejected', version, message, quarantine: quarantine && { uri: quarantine.uri, rows: quarantine.rows, rules } }
}
