/** A writer of the small project that is stopped in the middle of its work on the tree, while another publishes and shows newer artifacts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { openDatabase } from '../../packages/core/src/ledger/sqlite/driver.ts'
import { expectConsistent, inspection } from './crash-checks.ts'
import type { CrashProject } from './crash-project.ts'
import type { Passing } from './crash-script.ts'
import type { Running } from './project.ts'

export interface Stopping {
  readonly root: string
  readonly older: CrashProject
  /** Other code for the same partitions. */
  readonly newer: CrashProject
  readonly stop: Passing
  /** Where the older one dies once it goes on, if it comes there: the newer one may have left it nothing to do. */
  readonly kill?: Passing
}

/**
 * Whatever the older writer still does, the tree shows what is current, in the end and while it is stopped.
 *
 * @returns how the older one ended
 */
export async function expectNewestAfterStop({ root, older, newer, stop, kill }: Stopping): Promise<'killed' | 'by itself'> {
  const slow = older.start(root, { act: 'materialize', concurrency: 2, stop, ...(kill ? { kill } : {}) })
  await isStopped(slow)
  try {
    await expireClaims(root)
    const [outcome, ...whileStopped] = await newer.run(root, { act: 'materialize' }, ...inspection)
    expect(outcome).toMatchObject({ status: 'complete', failures: [] })
    expectConsistent(...whileStopped)
  } finally {
    slow.kill('SIGCONT')
  }
  const { signal } = await slow.ended
  expect(kill ? [null, 'SIGKILL'] : [null]).toContain(signal)
  expectConsistent(...(await newer.run(root, ...inspection)))
  return signal === 'SIGKILL' ? 'killed' : 'by itself'
}

/** As if they had run out, so that a test need not wait for it. */
async function expireClaims(root: string): Promise<void> {
  const db = await openDatabase(join(root, '.varve/ledger.db'))
  db.script('UPDATE tree_claim SET expires_at = 0')
  db.close()
}

/** Resolves once it is. */
export async function isStopped({ child, ended }: Running): Promise<void> {
  let isOver = false
  ended.finally(() => {
    isOver = true
  })
  while (!isOver && !/^\d+ \(.*\) T/.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8'))) await sleep(2)
  expect(isOver).toBe(false)
}
