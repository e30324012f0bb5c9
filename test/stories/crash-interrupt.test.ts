/** A run is interrupted at any row, also where user code never looks at its signal. */
import { asset, catalog, daily } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { materializeWith } from '../../packages/core/src/command/materialize.ts'
import type { CommitRow } from '../../packages/core/src/run/commit-row.ts'

const days = daily({ start: '2001-01-01', end: '2001-01-04' })

test.each(['run', 'lease', 'read'] as const)('interrupted after row %s, code that would never end keeps nobody waiting', async row => {
  const endless = asset({ partitions: days, run: () => new Promise<never>(() => {}) })
  const interrupt = new AbortController()
  const passed = (passing: CommitRow) => passing === row && interrupt.abort()
  const request = { concurrency: 1, signal: interrupt.signal }
  const outcome = await materializeWith(memoryConfig(catalog({ endless })), request, { passed })
  expect({ ...outcome, run: '', durationMs: 0 }).toEqual({
    run: '',
    status: 'interrupted',
    steps: { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 },
    assets: [],
    failures: [],
    blocked: [],
    // before the lease no step has begun
    interrupted: row === 'run' ? [] : [{ asset: 'endless', partitions: '2001-01-01' }],
    findings: [],
    durationMs: 0,
  })
})
