/** A constant is planted at the end of random chains of code; the count is larger in chains.long.ts. */
import { test } from 'vitest'
import { checkChains } from './chain-law.ts'

test('an edit at the end of any chain is seen, and one aside is not', () => checkChains(40))
