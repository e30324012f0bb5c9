/** Vitest for this example; the condition makes `varve` resolve to its source inside the repository. */
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@varve/source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['@varve/source', ...defaultServerConditions] } },
  test: { name: 'examples/flights', include: ['*.test.ts'], testTimeout: 300_000 },
})
