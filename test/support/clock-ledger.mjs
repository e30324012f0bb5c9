/** A SQLite ledger whose clock is a file, so that a test can set it from another thread: plain JavaScript, since a thread has no loader. */
import { readFileSync } from 'node:fs'

/**
 * @param {{ packages: string, path: string, clock: string }} options the translated packages, the ledger's file and that of its clock
 * @returns {Promise<import('../../packages/core/src/ledger/ledger.ts').Ledger>}
 */
export async function openLedger({ packages, path, clock }) {
  const { systemRandom } = await import(`${packages}/core/src/foundation/random.js`)
  const { openSqliteLedger } = await import(`${packages}/core/src/ledger/sqlite/sqlite-ledger.js`)
  return openSqliteLedger(path, systemRandom, { now: () => Number(readFileSync(clock, 'utf8')) })
}
