/** Judges each row by itself, against the row schema and nothing more than its columns. */
import type { z } from 'zod'
import type { Draft } from '../table/draft.ts'
import type { AnyContract } from './data-contract.ts'
import type { BadRow, Violation } from './gate-result.ts'

/** The rows that break a rule of their own. Rows are only looked at: what zod would hand back is never used. */
export function judgeEachRow(contract: AnyContract, { table, rowAt }: Draft): readonly BadRow[] {
  const schema = contract.row.strict()
  const bad: BadRow[] = []
  for (let index = 0; index < table.rowCount; index += 1) {
    const row = rowAt(index)
    const violations = judgeRow(schema, row)
    if (violations.length > 0) bad.push({ index, row, violations })
  }
  return bad
}

/** A rule that throws counts as broken: a gate fails closed. */
function judgeRow(schema: z.ZodObject, row: unknown): readonly Violation[] {
  try {
    const result = schema.safeParse(row)
    return result.success ? [] : result.error.issues.flatMap(violationsOf).map(wellFormed)
  } catch (error) {
    const asynchronous = error instanceof Error && error.constructor.name === '$ZodAsyncError'
    const message = asynchronous ? 'the row schema is asynchronous; a gate judges at once' : `the row schema threw ${nameOf(error)}`
    return [wellFormed({ rule: 'row.gate_threw', column: null, message })]
  }
}

/** A row may have half a pair of surrogates in a key, and so may a message; no record can hold that. */
function wellFormed({ rule, column, message }: Violation): Violation {
  return { rule, column: column === null ? null : column.toWellFormed(), message: message.toWellFormed() }
}

function violationsOf(issue: z.core.$ZodIssue): readonly Violation[] {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return issue.keys.map(column => ({ rule: 'row.unrecognized_column', column, message: 'the contract does not name this column' }))
  }
  const [column, ...inside] = issue.path.map(String)
  const message = inside.length === 0 ? issue.message : `${issue.message} (at ${inside.join('.')})`
  return [{ rule: `row.${issue.code}`, column: column ?? null, message }]
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `a ${typeof error}`
}
