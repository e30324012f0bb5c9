/** Readers of hundreds of partitions: states and plans are exactly what judging everything gives, whatever happened since they were kept. */
import { test } from 'vitest'
import { memoryLedger } from '../../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { expectWideHistory } from './wide-histories.ts'

/** Among them each rule about which chunks still hold decides at least once. */
const [first, count] = [41, 15]

test.each([0, 1, 2])('in histories drawn from seeds, part %i', async part => {
  for (let place = part; place < count; place += 3) await expectWideHistory(first + place, memoryLedger())
})
