/** How another thread opens the ledger of a file. */
import { pathToFileURL } from 'node:url'
import type { LedgerAddress } from '../ledger.ts'
import { busyTimeoutMs } from './driver.ts'
import { renewRun } from './run.ts'

export type SqliteAddress = {
  readonly path: string
  /** It cannot be written, and is opened as such. */
  readonly isReadOnly: boolean
  /** Opens the file only where it is there: a ledger that was removed must not come back empty. */
  readonly uri: string
  readonly busyTimeoutMs: number
  /** One statement over the instant and the run; it changes nothing where the run has ended. */
  readonly renew: string
}

/** From Varve's own sources, for which a thread has no loader, it can renew runs and nothing else. */
const module = import.meta.url.endsWith('.ts') ? new URL('./renewing.js', import.meta.url) : new URL('./open-ledger.js', import.meta.url)

export function sqliteAddress(path: string, isReadOnly: boolean): LedgerAddress {
  const options: SqliteAddress = { path, isReadOnly, uri: `${pathToFileURL(path).href}?mode=rw`, busyTimeoutMs, renew: renewRun }
  return { module: module.href, options }
}
