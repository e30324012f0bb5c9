/** The states of assets against judging everything, in many more histories. */
import { test } from 'vitest'
import { memoryLedger } from '../../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { openSqliteLedger } from '../../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { tempFolder } from '../../../io-managers/temp-folder.ts'
import { expectStatesOfHistory } from './histories.ts'

const parts = Array.from({ length: 100 }, (_, part) => part)

test.each(parts)('in 10,000 histories on a ledger in memory, part %i', async part => {
  for (let seed = part * 100; seed < (part + 1) * 100; seed += 1) await expectStatesOfHistory(seed, memoryLedger())
})

test('in 200 histories on SQLite', async () => {
  const folder = await tempFolder()
  for (let seed = 10_000; seed < 10_200; seed += 1) {
    const ledger = await openSqliteLedger(`${folder}/${seed}.db`)
    await expectStatesOfHistory(seed, ledger)
    await ledger.close()
  }
})
