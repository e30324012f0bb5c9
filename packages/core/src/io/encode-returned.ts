/** What `run` returned, as bytes of a format: its rows are a table wherever the format or a contract wants one. */
import { fittingTable, requireRows, tableOf } from '../table/fitting-table.ts'
import type { Returned } from '../table/returned.ts'
import type { Encoded, Format } from './format.ts'

/**
 * @param hasContract whether a contract names the columns.
 * @throws FORMAT_CANNOT_HOLD where a table is wanted and the value is none, naming the place.
 */
export async function encodeReturned(format: Format, returned: Returned, hasContract: boolean): Promise<Encoded> {
  if (format.holds === 'tables') {
    const table = returned.kind === 'rows' ? fittingTable(returned.draft, format.name) : tableOf(returned.value, format.name)
    return { bytes: await format.encode(table), rows: table.rowCount }
  }
  if (returned.kind === 'rows') return format.encode({ kind: 'table', table: fittingTable(returned.draft, format.name) })
  if (hasContract) requireRows(returned.value, format.name)
  return format.encode(returned)
}
