/** The format port: how a table or a value becomes bytes and comes back; equal ones must give equal bytes on every machine. */
import type { JsonObject } from '../foundation/json.ts'
import type { Table } from '../table/table.ts'
import type { TableSchema } from '../table/table-schema.ts'

/** A format that holds tables alone, or one that holds any value. */
export type Format = TableFormat | ValueFormat

interface AnyFormat {
  readonly name: string
  /** Without the dot: `parquet`. */
  readonly extension: string
  /** What changes the bytes; part of the config hash. */
  readonly settings: JsonObject
  /** Of the decoder: a greater number says that it reads other values from the same bytes, so what was made from them is made again. */
  readonly revision: number
  /**
   * Every call returns a fresh copy, private to its reader. Bytes are of this format, already verified.
   *
   * @param schema the columns of the contract under which the bytes were written.
   */
  decode(bytes: Uint8Array, schema: TableSchema | undefined): Promise<Content>
}

export interface TableFormat extends AnyFormat {
  readonly holds: 'tables'
  /**
   * @param table its cells fit their columns. Without a contract the rows have decided the columns.
   * @throws FORMAT_CANNOT_HOLD where the format cannot write a cell that a column holds.
   */
  encode(table: Table): Promise<Uint8Array>
}

export interface ValueFormat extends AnyFormat {
  readonly holds: 'values'
  /**
   * @param content a table under a contract, else the value that `run` returned.
   * @throws FORMAT_CANNOT_HOLD where the value does not fit the format.
   */
  encode(content: Content): Promise<Encoded>
}

/** What bytes hold. A stream of tables will be a third kind. */
export type Content = { readonly kind: 'table'; readonly table: Table } | { readonly kind: 'value'; readonly value: unknown }

export interface Encoded {
  readonly bytes: Uint8Array
  /** Rows held, or null where the value is not an array of rows. */
  readonly rows: number | null
}
