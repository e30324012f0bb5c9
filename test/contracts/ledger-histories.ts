/** Random histories: the ledger and the one in memory are asked the same, and answer the same. */
import { describe, test } from 'vitest'
import { memoryLedger } from '../../packages/core/src/ledger/memory/memory-ledger.ts'
import { minute } from '../core/ledger/ledger-cases.ts'
import type { OpenedLedger } from './ledger.ts'
import { named, type Random, randomActs } from './ledger-acts.ts'
import { ledgerPair } from './ledger-pair.ts'
import { plainLedger } from './ledger-plain.ts'

const acts = 120

/** @param seeds each is one history, the same at every time. */
export function ledgerHistories(open: (at: number) => Promise<OpenedLedger>, seeds: readonly number[]): void {
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
function inMemory(id: string): OpenedLedger {
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
