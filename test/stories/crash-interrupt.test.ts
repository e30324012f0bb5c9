/** A run is interrupted at any row, also where user code never looks at its signal. */
import { asset, catalog, daily, materialize, type RunObserver } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'

const days = daily({ start: '2001-01-01', end: '2001-01-04' })

test.each(['run', 'lease', 'read'] as const)('interrupted after row %s, code that would never end keeps nobody waiting', async row => {
  const endless = asset({ partitions: days, run: () => new Promise<never>(() => {}) })
  const interrupt = new AbortController()
  const observer: RunObserver = { passed: passed => passed === row && interrupt.abort() }
  const outcome = await materialize(memoryConfig(catalog({ endless })), { concurrency: 1, observer, signal: interrupt.signal })
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
