/** What `run` returned, as bytes of a format: its rows are a table wherever the format or a contract wants one. */
import { types } from 'node:util'
import { VarveError } from '../foundation/errors.ts'
import { fittingTable, requireRows, tableOf } from '../table/fitting-table.ts'
import type { Returned } from '../table/returned.ts'
import type { Encoded, Format } from './format.ts'

/**
 * @param hasContract whether a contract names the columns.
 * @throws FORMAT_CANNOT_HOLD where a table is wanted and the value is none, naming the place; BAD_CONFIG where the format gives no bytes
 */
export async function encodeReturned(format: Format, returned: Returned, hasContract: boolean): Promise<Encoded> {
  const { bytes, rows } = await encoded(format, returned, hasContract)
  if (types.isUint8Array(bytes) && (rows === null || (Number.isSafeInteger(rows) && rows >= 0))) return { bytes, rows }
  throw new VarveError('BAD_CONFIG', {
    what: `encode of the format ${format.name} returned no bytes, or no number of rows`,
    fix: format.holds === 'tables' ? 'return a Uint8Array' : 'return { bytes, rows }: a Uint8Array, and a whole number or null',
    details: { format: format.name },
  })
}

async function encoded(format: Format, returned: Returned, hasContract: boolean): Promise<Encoded> {
  if (format.holds === 'tables') {
    const table = returned.kind === 'rows' ? fittingTable(returned.draft, format.name) : tableOf(returned.value, format.name)
    return { bytes: await format.encode(table), rows: table.rowCount }
  }
  if (returned.kind === 'rows') return format.encode({ kind: 'table', table: fittingTable(returned.draft, format.name) })
  if (hasContract) requireRows(returned.value, format.name)
  return format.encode(returned)
}
