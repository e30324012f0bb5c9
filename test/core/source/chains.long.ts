/** The same law as chains.test.ts over thousands of chains. */
import { test } from 'vitest'
import { checkChains } from './chain-law.ts'

test('an edit at the end of any of 2,000 chains is seen, and one aside is not', () => checkChains(2_000), 600_000)
