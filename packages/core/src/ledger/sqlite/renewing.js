/** Opens a ledger file for renewals alone, in plain JavaScript: from Varve's own source a thread has no loader for TypeScript. */
import { DatabaseSync } from '@photostructure/sqlite'

/** @param {import('./address.ts').SqliteAddress} options */
export async function openLedger({ uri, busyTimeoutMs, renew }) {
  const db = new DatabaseSync(uri, { timeout: busyTimeoutMs })
  return {
    /** @param {string} run */
    heartbeat: async run => {
      db.exec('PRAGMA synchronous = NORMAL')
      return db.prepare(renew).run(Date.now(), run).changes !== 0
    },
    close: async () => db.close(),
  }
}
