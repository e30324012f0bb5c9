/** Readers of hundreds of partitions against judging everything, in many more histories. */
import { test } from 'vitest'
import { memoryLedger } from '../../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { openSqliteLedger } from '../../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { tempFolder } from '../../../io-managers/temp-folder.ts'
import { expectWideHistory } from './wide-histories.ts'

const parts = Array.from({ length: 8 }, (_, part) => part)

test.each(parts)('in 400 histories on a ledger in memory, part %i', async part => {
  for (let seed = part * 50; seed < (part + 1) * 50; seed += 1) await expectWideHistory(seed, memoryLedger())
})

test('in 30 histories on SQLite', async () => {
  const folder = await tempFolder()
  for (let seed = 1_000; seed < 1_030; seed += 1) {
    const ledger = await openSqliteLedger(`${folder}/${seed}.db`)
    await expectWideHistory(seed, ledger)
    await ledger.close()
  }
})
