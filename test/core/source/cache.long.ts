/** The same law as cache.test.ts over thousands of histories. */
import { test } from 'vitest'
import { checkCache } from './cache-law.ts'

test('after any of 1,000 histories of edits the cache answers as if there were none', () => checkCache(1_000))
