/** The moment a contract is applied: every rule is judged, and a gate that cannot judge counts as failed. */
import { VarveError } from '../foundation/errors.ts'
import { thrownText } from '../foundation/thrown.ts'
import { type Draft, draftBuilder } from '../table/draft.ts'
import { privateRow } from '../table/private-row.ts'
import type { Returned } from '../table/returned.ts'
import type { AnyContract } from './data-contract.ts'
import { type BadRow, brokenByRows, type GateResult, type Violation } from './gate-result.ts'
import { judgeEachRow } from './row-rules.ts'
import { judgeSet, type SetJudgement } from './set-rules.ts'
import type { BrokenRule } from './verdict.ts'

/**
 * Judges a value against a contract without changing it: a test asks what the run will ask before it publishes.
 *
 * @example
 * applyContract(Orders, [{ id: 'a', amount: 3 }, { id: 'a', amount: 4 }]).broken
 * // [{ rule: 'unique', column: 'id', count: 1, message: 'row 1: the same key as row 0' }]
 */
export function applyContract(contract: AnyContract, value: unknown): GateResult {
  if (contract?.kind !== 'rows') {
    throw new VarveError('BAD_CONTRACT', {
      what: 'there is no contract to apply',
      fix: 'give it what dataContract() returned: an asset without a contract has none',
    })
  }
  if (!Array.isArray(value)) return judge(contract, { kind: 'value', value })
  const result = judge(contract, { kind: 'rows', draft: draftOf(contract, value) })
  return { ...result, bad: result.bad.map(({ index, violations }) => ({ index, row: value[index], violations })) }
}

/** Judges what a run has read. */
export function judge(contract: AnyContract, returned: Returned): GateResult {
  if (returned.kind === 'rows') return judgeRows(contract, returned.draft)
  const { value } = returned
  const message = `the contract is about rows, and the value is ${value === null ? 'null' : typeof value}`
  return { ok: false, rows: null, broken: [{ rule: 'rows.not_an_array', column: null, count: 1, message }], bad: [] }
}

/** A row that throws where it is read stays as it is: the rules that meet it fail. */
function draftOf(contract: AnyContract, rows: readonly unknown[]): Draft {
  const draft = draftBuilder(contract, rows.length)
  // By index, since holes in an array are rows too, and bad ones.
  for (let index = 0; index < rows.length; index += 1) {
    try {
      draft.add(privateRow(rows[index], contract.schema))
    } catch {
      draft.keep(rows[index])
    }
  }
  return draft.finish()
}

/** Each row by itself, then the rows together. */
function judgeRows(contract: AnyContract, draft: Draft): GateResult {
  const each = judgeEachRow(contract, draft)
  const set = judgeSetClosed(contract, draft)
  const broken = [...brokenByRows(each), ...brokenByRows(set.repeated), ...set.broken]
  return { ok: broken.length === 0, rows: draft.table.rowCount, broken, bad: merged(each, set.repeated) }
}

function judgeSetClosed(contract: AnyContract, draft: Draft): SetJudgement {
  try {
    return judgeSet(contract, draft)
  } catch (error) {
    const message = `a rule about all rows threw ${thrownText(error)}`
    const threw: BrokenRule = { rule: 'rows.gate_threw', column: null, count: 1, message }
    return { repeated: [], broken: [threw] }
  }
}

function merged(each: readonly BadRow[], repeated: readonly BadRow[]): readonly BadRow[] {
  const byIndex = new Map<number, { row: unknown; violations: readonly Violation[] }>()
  for (const { index, row, violations } of [...each, ...repeated]) {
    byIndex.set(index, { row, violations: [...(byIndex.get(index)?.violations ?? []), ...violations] })
  }
  return [...byIndex].sort(([a], [b]) => a - b).map(([index, { row, violations }]) => ({ index, row, violations }))
}
