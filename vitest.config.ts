/** The tests of every change: the packages' own and each example's. */
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Much of the time goes to processes that tests start: two workers keep two processors busy, where the default is one.
    maxWorkers: 2,
    projects: [
      'examples/*',
      {
        // Workspace packages resolve to their source: no build stands between an edit and its test.
        resolve: { conditions: ['@varve/source', ...defaultClientConditions] },
        ssr: { resolve: { conditions: ['@varve/source', ...defaultServerConditions] } },
        test: {
          name: 'varve',
          include: ['test/**/*.test.ts'],
          exclude: ['test/fixtures/**'],
          provide: { counts: 'samples' },
          globalSetup: ['test/support/quick/translated-packages.ts', 'test/support/quick/temporary-files.ts'],
          // Threads that keep their modules: four times faster, and sound because no module of ours holds state.
          pool: 'threads',
          isolate: false,
          // A limit for what hangs, not a measurement: some tests start processes.
          expect: { poll: { timeout: 60_000 } },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
