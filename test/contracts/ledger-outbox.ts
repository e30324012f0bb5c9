/** What every ledger does with what published groups still owe to storage; part of the ledger suite. */
import { describe, expect, test } from 'vitest'
import type { Ledger } from '../../packages/core/src/ledger/ledger.ts'
import { leaseOf, made, minute, publishOne } from '../core/ledger/ledger-cases.ts'

/** @param ledger the ledger of the running test, in which `r1` has started. */
export function ledgerOutbox(ledger: () => Ledger): void {
  describe('the outbox', () => {
    const publish = async (id: string, expected: string | null) =>
      publishOne(ledger(), await leaseOf(ledger(), 'r1', 'a', id), made(id, 'r1', 'a', id), expected)
    const publishTo = async (partition: string) =>
      publishOne(ledger(), await leaseOf(ledger(), 'r1', partition), made(partition, 'r1', partition), null)
    const owed = async () => (await ledger().outbox()).tree.map(({ materialization }) => materialization.id)

    test('what a pointer named before is owed no more, in its environment alone', async () => {
      await publish('m1', null)
      await publishTo('b')
      const move = (environment: string, to: string, expected: string | null) =>
        ledger().publish({ run: 'r1', environment, at: minute(2), items: [{ kind: 'move', asset: 'asset', partition: 'a', to, expected }] })
      await move('staging', 'm1', null)
      await publish('m2', 'm1')
      expect((await ledger().outbox()).tree.map(({ environment, materialization }) => [environment, materialization.id])).toEqual([
        ['main', 'b'],
        ['staging', 'm1'],
        ['main', 'm2'],
      ])
      await move('main', 'm1', 'm2')
      expect(await owed()).toEqual(['b', 'm1', 'm1'])
    })

    test('what has moved since it was read is not applied, and what is owed instead stays', async () => {
      await publish('m1', null)
      await publishTo('b')
      const { tree } = await ledger().outbox()
      await publish('m2', 'm1')
      const asked: (readonly number[])[] = []
      await ledger().settleTree(tree, 'boot', current => {
        asked.push(current)
        return current
      })
      expect([asked, await owed()]).toEqual([[[1]], ['m2']])
    })

    test('what was current and could not be applied stays owed, and the rest leaves', async () => {
      for (const partition of ['a', 'b', 'c']) await publishTo(partition)
      const { tree } = await ledger().outbox()
      await ledger().settleTree(tree, 'boot', () => [0, 2])
      expect(await owed()).toEqual(['b'])
      await ledger().settleTree((await ledger().outbox()).tree, 'boot', current => current)
      expect(await owed()).toEqual([])
    })

    test('a tree that could not be written stays in the outbox', async () => {
      await publish('m1', null)
      const { tree } = await ledger().outbox()
      const failure = new Error('no space')
      const fails = () => {
        throw failure
      }
      await expect(ledger().settleTree(tree, null, fails)).rejects.toBe(failure)
      expect((await ledger().outbox()).tree).toEqual(tree)
    })
  })
}
