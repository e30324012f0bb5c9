/** What is wrong with a set of definitions, one finding for each fact, and the one error that reports them together. */
import type { ErrorCode } from '../foundation/codes.ts'
import { type ErrorFacts, VarveError } from '../foundation/errors.ts'
import type { Finding } from '../foundation/finding.ts'

export interface DefinitionFinding extends Finding {
  readonly severity: 'error'
  readonly code: ErrorCode
  readonly where: string | null
  readonly why: string | null
  readonly fix: string
}

export interface FindingFacts {
  readonly asset?: string
  readonly message: string
  readonly where?: string
  readonly why?: string
  readonly fix: string
}

export function finding(code: ErrorCode, facts: FindingFacts): DefinitionFinding {
  const { asset = null, message, where = null, why = null, fix } = facts
  return { severity: 'error', code, asset, message, where, why, fix }
}

/**
 * Raises all findings as one error, with them in `details.findings`; returns where there is none.
 * Its code is theirs where they agree, else `mixed`.
 */
export function refuseFindings(findings: readonly DefinitionFinding[], what: string, mixed: ErrorCode): void {
  const [first, ...others] = findings
  if (first === undefined) return
  const code = findings.every(({ code }) => code === first.code) ? first.code : mixed
  throw new VarveError(code, others.length === 0 ? alone(first) : together(findings, what))
}

function alone(only: DefinitionFinding): ErrorFacts {
  const { message, where, why, fix } = only
  return { what: message, where: where ?? undefined, why: why ?? undefined, fix, details: { findings: [only] } }
}

function together(findings: readonly DefinitionFinding[], what: string): ErrorFacts {
  const lines = findings.map(({ code, message, where, why, fix }) => {
    const because = [where, why].filter(part => part !== null)
    return `${code}  ${message}${because.length === 0 ? '' : ` (${because.join(': ')})`}; ${fix}`
  })
  return {
    what: `${findings.length} things are wrong with ${what}`,
    why: lines.join('\n         '),
    fix: 'repair each of them',
    details: { findings },
  }
}
