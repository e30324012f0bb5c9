/** A lock between processes that ends with its holder, however that ends. */
import { openDatabase } from '../driver.ts'
import { ledgerUnusable, sqliteCode } from '../error.ts'

/** @returns what gives the lock back. @throws LEDGER_UNUSABLE while another process holds it */
export async function lockFile(path: string): Promise<() => void> {
  const db = await openDatabase(path)
  try {
    db.script('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    throw sqliteCode(error) === undefined ? error : ledgerUnusable(path, error)
  }
  return () => db.close()
}
