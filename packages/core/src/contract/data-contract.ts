/** What data must meet: the row's columns, unique keys and volume; it decides the stored type and never changes data. */
import type { z } from 'zod'
import { canonicalJson } from '../foundation/canonical.ts'
import { creationStack } from '../foundation/creation-stack.ts'
import { hashParts } from '../foundation/hash.ts'
import type { TableSchema } from '../table/table-schema.ts'
import { checkContract } from './check-contract.ts'
import { absentColumns, compileRow } from './compile-row.ts'
import { callsUserCode, rowIdentity } from './row-identity.ts'

declare const stored: unique symbol

/** A compiled contract, whatever it admits. */
export interface AnyContract {
  readonly kind: 'rows'
  readonly row: z.ZodObject
  readonly schema: TableSchema
  /** Columns whose empty value is an absent key rather than null. */
  readonly absent: readonly string[]
  readonly unique: readonly (readonly string[])[]
  readonly volume: { readonly rows: { readonly min: number | null } }
  /** Identity of the rules as values. What decides whether stored data is judged again also covers the code that they call. */
  readonly hash: string
  /** The stack of the `dataContract()` call, where the rules call functions of the user; null where zod's own say everything. */
  readonly creation: string | null
}

/** A compiled contract. `Stored` is the value it admits: for a row contract an array of rows. */
export interface DataContract<in out Stored = never> extends AnyContract {
  readonly [stored]?: Stored
}

/** The row type of a contract: `RowOf<typeof Flights>`. */
export type RowOf<D> = D extends DataContract<(infer R)[]> ? R : never

type Columns<R> = keyof R & string

export interface ContractDefinition<S extends z.ZodObject> {
  /** The columns: a flat zod object. Transforms, defaults, coercion and catch are refused, since a contract never changes data. */
  readonly row: S
  /** Each list of columns identifies a row. */
  readonly unique?: readonly (readonly Columns<z.output<NoInfer<S>>>[])[]
  readonly volume?: { readonly rows?: { readonly min?: number } }
}

/**
 * Declares what an asset's rows must meet; it is enforced before anyone can read them.
 *
 * @throws BAD_CONTRACT for a row schema that changes data or has no column form, an unknown column, a minimum that is no count, an unknown rule.
 * @example
 * const Orders = dataContract({ row: z.object({ id: z.string(), amount: z.number() }), unique: [['id']], volume: { rows: { min: 1 } } })
 */
export function dataContract<S extends z.ZodObject>(definition: ContractDefinition<S>): DataContract<z.output<S>[]> {
  checkContract(definition)
  const { row, unique = [], volume } = definition
  const rules = { unique, volume: { rows: { min: volume?.rows?.min ?? null } } }
  const identity = rowIdentity(row)
  const hash = hashParts('contract', [canonicalJson(identity), canonicalJson(Object.keys(row.shape)), canonicalJson(rules)])
  const creation = callsUserCode(identity) ? creationStack() : null
  return Object.freeze({ kind: 'rows' as const, row, schema: compileRow(row), absent: absentColumns(row), ...rules, hash, creation })
}
