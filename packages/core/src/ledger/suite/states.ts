/** What every ledger does with states of assets, which it keeps as a cache. */
import { describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger.ts'
import type { KeptState, NewState } from '../state.ts'
import { withSnapshot } from '../with-snapshot.ts'
import { hashOf, leaseOf, made, publishOne, start } from './cases.ts'

/** @param ledger the one of the running test, in which `r1` has started. */
export function ledgerStates(ledger: () => Ledger): void {
  describe('kept states', () => {
    const state = (sequence: number, before: number | null, identity = 'one', asset = 'asset'): NewState => {
      return { asset, identity: hashOf(identity), sequence, before, body: Uint8Array.of(0, sequence, 255) }
    }
    const kept = async (environment = 'main'): Promise<readonly (KeptState | null)[]> =>
      (await withSnapshot(ledger(), snapshot => snapshot.assets(environment))).map(({ state }) => state)
    const at = async (environment = 'main') => (await kept(environment)).map(state => state?.sequence)

    test('a state is kept as it is, also of an asset that nothing else is known of', async () => {
      await ledger().keepStates('main', [state(3, null, 'one', 'b'), state(7, null, 'two', 'a')])
      const entry = { head: 0, partitions: null }
      expect(await withSnapshot(ledger(), snapshot => snapshot.assets('main'))).toEqual([
        { asset: 'a', ...entry, state: { asset: 'a', identity: hashOf('two'), sequence: 7, body: Uint8Array.of(0, 7, 255) } },
        { asset: 'b', ...entry, state: { asset: 'b', identity: hashOf('one'), sequence: 3, body: Uint8Array.of(0, 3, 255) } },
      ])
      expect(await kept('dev')).toEqual([])
    })

    test('a state goes on from the one that it was made from, and from no other', async () => {
      await ledger().keepStates('main', [state(3, null)])
      for (const late of [state(9, null), state(9, 2), state(9, 4)]) await ledger().keepStates('main', [late])
      expect(await at()).toEqual([3])
      await ledger().keepStates('main', [state(5, 3)])
      await ledger().keepStates('main', [state(6, 3)])
      expect(await at()).toEqual([5])
    })

    test('a state of another identity takes the place of one, and is no later state of it', async () => {
      await ledger().keepStates('main', [state(5, null)])
      await ledger().keepStates('main', [state(9, 5, 'two')])
      expect(await at()).toEqual([5])
      await ledger().keepStates('main', [state(4, null, 'two')])
      expect(await kept()).toMatchObject([{ identity: hashOf('two'), sequence: 4 }])
      await ledger().keepStates('main', [state(9, 5)])
      expect(await at()).toEqual([4])
    })

    test('one that was made from a state which is gone is not kept', async () => {
      await ledger().keepStates('main', [state(5, 3)])
      expect(await at()).toEqual([])
    })

    test('each is kept by itself, and environments have their own', async () => {
      await ledger().keepStates('main', [state(3, null, 'one', 'a'), state(3, null, 'one', 'b')])
      await ledger().keepStates('dev', [state(8, null, 'one', 'a')])
      await ledger().keepStates('main', [state(5, 2, 'one', 'a'), state(5, 3, 'one', 'b')])
      expect([await at(), await at('dev')]).toEqual([[3, 5], [8]])
    })

    test('a state is no fact, and facts leave it alone', async () => {
      await ledger().keepStates('main', [state(3, null)])
      const unwritten = await ledger().unwrittenCommits()
      expect([await withSnapshot(ledger(), async snapshot => snapshot.sequence), unwritten]).toEqual([1, []])
      await publishOne(ledger(), await leaseOf(ledger(), 'r1', 'a'), made('m1', 'r1', 'a'), null)
      await start(ledger(), 'r2', { asset: { kind: 'segment', keys: ['ATL'] } })
      expect(await withSnapshot(ledger(), snapshot => snapshot.assets('main'))).toEqual([
        {
          ...{ asset: 'asset', head: 3, partitions: '{"keys":["ATL"],"kind":"segment"}' },
          state: { asset: 'asset', identity: hashOf('one'), sequence: 3, body: Uint8Array.of(0, 3, 255) },
        },
      ])
    })
  })
}
