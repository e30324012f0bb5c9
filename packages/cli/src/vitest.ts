/** The vitest matcher `toSatisfyContract`: rows meet a data contract. Import it once, in a test or a setup file: `import 'varve/vitest'`. */
import { type AnyContract, applyContract, type GateResult } from '@varve/core'
import { expect } from 'vitest'
// Kept in the declarations: before vitest 4 the matcher is found only where these name the module that it extends.
import 'vitest'

declare module 'vitest' {
  interface Assertion<T> {
    /**
     * Judges rows as the run does before it publishes them, and lists each broken rule with the first rows that break it.
     *
     * @example
     * expect([flight(), flight()]).toSatisfyContract(flights.contract)
     */
    toSatisfyContract(contract: AnyContract): T
  }
}

/** Rows shown with their reasons; the counts are always whole. */
const rowsShown = 5

expect.extend({
  toSatisfyContract(received: unknown, contract: AnyContract) {
    const result = applyContract(contract, received)
    return { pass: result.ok, message: () => (result.ok ? 'expected the rows to break the contract, and they meet it' : complaint(result)) }
  },
})

function complaint({ rows, broken, bad }: GateResult): string {
  const rules = broken.map(({ rule, column, count, message }) => `  ${named(rule, column)}, ${count} times: ${message}`)
  const shown = bad.slice(0, rowsShown).map(({ index, violations }) => {
    return `  row ${index}: ${violations.map(({ rule, column, message }) => `${named(rule, column)}: ${message}`).join('; ')}`
  })
  const more = bad.length > rowsShown ? [`  and ${bad.length - rowsShown} more`] : []
  const lines = [`expected ${rows ?? 'the'} rows to satisfy the contract; broken rules:`, ...rules]
  return (shown.length === 0 ? lines : [...lines, 'bad rows:', ...shown, ...more]).join('\n')
}

function named(rule: string, column: string | null): string {
  return column === null ? rule : `${rule} (${column})`
}
