/** Everything `npm test` runs, and the long tests beside it. */
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      'examples/*',
      {
        resolve: { conditions: ['@varve/source', ...defaultClientConditions] },
        ssr: { resolve: { conditions: ['@varve/source', ...defaultServerConditions] } },
        test: {
          name: 'varve',
          include: ['test/**/*.test.ts', 'test/**/*.long.ts'],
          exclude: ['test/fixtures/**'],
          provide: { counts: 'full' },
          globalSetup: ['test/support/quick/translated-packages.ts', 'test/support/quick/temporary-files.ts'],
          pool: 'threads',
          isolate: false,
          expect: { poll: { timeout: 60_000 } },
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
})
