/** Random histories: the ledger and the one in memory are asked the same, and answer the same. */
import { describe, test } from 'vitest'
import { memoryLedger } from '../memory/memory-ledger.ts'
import { named, type Random, randomActs } from './acts.ts'
import { minute } from './cases.ts'
import type { LedgerUnderTest } from './ledger-under-test.ts'
import { ledgerPair } from './pair.ts'
import { plainLedger } from './plain.ts'

const acts = 120

/** @param seeds each is one history, the same at every time. */
export function ledgerHistories(open: (at: number) => Promise<LedgerUnderTest>, seeds: readonly number[]): void {
  describe('random histories', () => {
    test.each(seeds)('history %i is the same as in memory', async seed => {
      const { ledger, setClock } = await open(minute(0))
      let act = 0
      const pair = ledgerPair([inMemory(ledger.id), { ledger: plainLedger(ledger), setClock }], named, () => `history ${seed}, act ${act}`)
      const next = randomActs(pair, randomOf(seed))
      for (act = 1; act <= acts; act += 1) await next()
      await pair.open()
      await pair.close()
    })
  })
}

/** Of the same id, which is in the bytes of commit records. */
function inMemory(id: string): LedgerUnderTest {
  let now = minute(0)
  const setClock = async (at: number) => {
    now = at
  }
  return { ledger: memoryLedger({ hex: () => id }, {}, { now: () => now }), setClock }
}

function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  const below = (count: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    const one = Math.imul(state ^ (state >>> 15), state | 1)
    const two = one ^ (one + Math.imul(one ^ (one >>> 7), one | 61))
    return Math.floor((((two ^ (two >>> 14)) >>> 0) / 2 ** 32) * count)
  }
  const of = <T>(list: readonly T[]): T => list[below(list.length)]!
  return {
    below,
    of,
    in100: times => below(100) < times,
    some: (list, most) => {
      const left = [...list]
      return Array.from({ length: Math.min(below(most + 1), list.length) }, () => left.splice(below(left.length), 1)[0]!)
    },
  }
}
