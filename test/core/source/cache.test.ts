/** Random edits of a generated project, analysed through the cache and without it; the count is larger in cache.long.ts. */
import { test } from 'vitest'
import { checkCache } from './cache-law.ts'

test('after any edits the cache answers as if there were none', () => checkCache(15))
