/** SQL on the file of a ledger, through a connection of its own. */
import { openDatabase } from '../../../../packages/core/src/ledger/sqlite/driver.ts'

export async function script(path: string, sql: string): Promise<void> {
  const db = await openDatabase(path)
  db.script(sql)
  db.close()
}

export async function select(path: string, sql: string): Promise<readonly unknown[]> {
  const db = await openDatabase(path)
  const rows = db.all<object>(sql).map(row => ({ ...row }))
  db.close()
  return rows
}
