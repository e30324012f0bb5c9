/** The format port: how one value becomes bytes and comes back; equal values must give equal bytes on every machine. */

import type { JsonObject } from '../foundation/json.ts'
import type { TableSchema } from '../table/table-schema.ts'

export interface Format {
  readonly name: string
  /** Without the dot: `parquet`. */
  readonly extension: string
  /** What changes the bytes; part of the config hash. */
  readonly settings: JsonObject
  /** Of the decoder: a greater number says that it reads other values from the same bytes, so what was made from them is made again. */
  readonly revision: number
  /**
   * @param schema the contract's columns; without one the format decides from the value.
   * @throws FORMAT_CANNOT_HOLD where the value does not fit the format (not rows, an unsupported type).
   */
  encode(value: unknown, schema: TableSchema | undefined): Promise<Encoded>
  /** Every call returns a fresh copy, private to its reader. Bytes are of this format, already verified. */
  decode(bytes: Uint8Array, schema: TableSchema | undefined): Promise<unknown>
}

export interface Encoded {
  readonly bytes: Uint8Array
  /** Rows held, or null where the value is not an array of rows. */
  readonly rows: number | null
}
