/** The states of assets are exactly what judging everything gives, whatever happened since they were kept. */

import { test } from 'vitest'
import { memoryLedger } from '../../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { expectStatesOfHistory } from './histories.ts'

test.each(Array.from({ length: 8 }, (_, part) => part))('in histories drawn from seeds, part %i', async part => {
  for (let seed = part * 25; seed < (part + 1) * 25; seed += 1) await expectStatesOfHistory(seed, memoryLedger())
})
