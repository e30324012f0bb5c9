/** The states of assets are exactly what judging everything gives, whatever happened since they were kept. */
import { describe, test } from 'vitest'
import { memoryLedger } from '../../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { openSqliteLedger } from '../../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { tempFolder } from '../../../io-managers/temp-folder.ts'
import { expectStatesOfHistory } from './histories.ts'

describe('in histories drawn from seeds', () => {
  test.each([0, 1, 2, 3])('on a ledger in memory, part %i', async part => {
    for (let seed = part * 10; seed < (part + 1) * 10; seed += 1) await expectStatesOfHistory(seed, memoryLedger())
  })

  test('on SQLite', async () => {
    const folder = await tempFolder()
    for (let seed = 0; seed < 6; seed += 1) {
      const ledger = await openSqliteLedger(`${folder}/${seed}.db`)
      await expectStatesOfHistory(seed, ledger)
      await ledger.close()
    }
  })
})
