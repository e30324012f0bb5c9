/** What every ledger remembers of bytes that are gone: losses by hash, and partitions that were erased. */
import { describe, expect, test } from 'vitest'
import type { Ledger } from '../../packages/core/src/ledger/ledger.ts'
import type { Loss } from '../../packages/core/src/ledger/records.ts'
import { erasureOf, leaseOf, made, minute, publishOne, refusal, start } from '../core/ledger/ledger-cases.ts'

/** @param ledger the one of the running test, in which `r1` has started. */
export function ledgerLosses(ledger: () => Ledger): void {
  const stored = 'ab'.repeat(32)
  const publish = async (id: string, partition: string, expected: string | null, environment = 'main') =>
    publishOne(ledger(), await leaseOf(ledger(), 'r1', partition, id), made(id, 'r1', partition, id), expected, environment)
  const sequence = () => ledger().read(snapshot => snapshot.sequence)

  describe('losses', () => {
    const lose = (...losses: readonly Loss[]) => ledger().noteLoss(losses, minute(3))
    const losses = () => ledger().read(snapshot => [...snapshot.losses()])

    test('a loss is a fact about a hash, and saying it again is none', async () => {
      await lose({ sha256: 'b', found: 'missing' }, { sha256: 'a', found: 'corrupt' }, { sha256: 'b', found: 'missing' })
      const noted = await sequence()
      await lose({ sha256: 'a', found: 'corrupt' })
      await lose()
      expect([await sequence(), await losses()]).toEqual([
        noted,
        [
          ['a', 'corrupt'],
          ['b', 'missing'],
        ],
      ])
      await lose({ sha256: 'a', found: 'missing' })
      expect([await sequence(), (await losses())[0]]).toEqual([noted + 1, ['a', 'missing']])
    })

    test('what is found whole is no longer lost, and what was never lost is no fact', async () => {
      await lose({ sha256: 'a', found: 'missing' }, { sha256: 'b', found: 'missing' })
      await ledger().noteWhole(['a', 'c'], minute(4))
      const noted = await sequence()
      await ledger().noteWhole(['a', 'c'], minute(5))
      expect([await sequence(), await losses()]).toEqual([noted, [['b', 'missing']]])
    })

    test('bytes that are published again are whole again', async () => {
      await publish('m1', 'a', null)
      await lose({ sha256: stored, found: 'missing' })
      await publish('m2', 'b', null)
      expect(await losses()).toEqual([])
    })
  })

  describe('erasures', () => {
    const eraseAs = async (run: string, asOf: number, ...partitions: readonly string[]) =>
      ledger().erase({ run, erasures: partitions.map(partition => erasureOf(partition, [stored], minute(4))), asOf, ask: () => 'running' })
    const erase = async (partition: string) => {
      const answer = await eraseAs('r1', await sequence(), partition)
      if (answer.kind !== 'erased') throw new Error(answer.kind)
      return answer.erasures[0]!
    }
    const erasure = (partition: string) => ledger().read(snapshot => snapshot.erasureOf('asset', partition))

    test('what was erased is current nowhere and found by no version, and stays in the history', async () => {
      await publish('m1', 'a', null)
      await publish('m2', 'b', null)
      await publish('m3', 'a', null, 'dev')
      const before = await sequence()
      const noted = await erase('a')
      const found = await ledger().read(snapshot => ({
        pointers: [...snapshot.pointers(null)].map(({ environment, partition }) => `${environment} ${partition}`),
        current: [...snapshot.current('main', 'asset').keys()],
        one: snapshot.currentOf('dev', 'asset', 'a'),
        environments: snapshot.environments(),
        versions: snapshot.find('asset', 'a', 'm1'),
        definitions: snapshot.findByDefinition('asset', 'a', 'definition-m1'),
        history: snapshot.history('asset', 'a').map(({ id }) => id),
        before: snapshot.currentAt('main', 'asset', 'a', before)?.id,
        after: snapshot.currentAt('main', 'asset', 'a', noted.sequence),
      }))
      expect(found).toEqual({
        pointers: ['main b'],
        current: ['b'],
        one: undefined,
        environments: ['main'],
        versions: [],
        definitions: [],
        history: ['m3', 'm1'],
        before: 'm1',
        after: undefined,
      })
      const entries = await ledger().tree.entries('main', 'asset')
      expect(entries.map(({ materialization, hidden, pending }) => ({ materialization, hidden, pending }))).toEqual([
        { materialization: 'm2', hidden: false, pending: true },
        { materialization: 'm1', hidden: true, pending: true },
      ])
    })

    test('an erasure is known until something is made of the partition again', async () => {
      await publish('m1', 'a', null)
      const noted = await erase('a')
      expect(noted).toEqual({
        ...erasureOf('a', [stored], minute(4)),
        sequence: await sequence(),
      })
      expect([await erasure('a'), await erasure('b')]).toEqual([noted, undefined])
      await publish('m2', 'a', null)
      const found = await ledger().read(snapshot => [
        snapshot.currentOf('main', 'asset', 'a')?.id,
        snapshot.find('asset', 'a', 'm2').length,
      ])
      expect([await erasure('a'), found]).toEqual([undefined, ['m2', 1]])
    })

    test('what was erased is not lost', async () => {
      await publish('m1', 'a', null)
      await ledger().noteLoss([{ sha256: stored, found: 'missing' }], minute(3))
      await erase('a')
      expect(await ledger().read(snapshot => [...snapshot.losses()])).toEqual([])
    })

    test('what was found missing before it was erased, and is reported after it, is not lost; bytes that were made again can be', async () => {
      await publish('m1', 'a', null)
      await erase('a')
      await ledger().noteLoss([{ sha256: stored, found: 'missing' }], minute(5))
      expect(await ledger().read(snapshot => [...snapshot.losses()])).toEqual([])
      await ledger().settleRemovals('r1')
      await publish('m2', 'b', null)
      await ledger().noteLoss([{ sha256: stored, found: 'corrupt' }], minute(6))
      expect(await ledger().read(snapshot => [...snapshot.losses()])).toEqual([[stored, 'corrupt']])
    })

    test('nothing is erased while a run makes the partition, or publishes the same bytes elsewhere', async () => {
      await publish('m1', 'a', null)
      const making = await leaseOf(ledger(), 'r1', 'a', 'v2')
      expect(await eraseAs('r1', await sequence(), 'a')).toMatchObject({ kind: 'busy', partition: 'a', run: 'r1' })
      await ledger().release([making])
      const publishing = await leaseOf(ledger(), 'r1', 'b', 'v1')
      await ledger().pin(publishing, stored)
      expect(await eraseAs('r1', await sequence(), 'a')).toMatchObject({ kind: 'busy', partition: 'b', run: 'r1' })
      expect(await erasure('a')).toBeUndefined()
    })

    test('what a dead holder had leased is erased, and it publishes nothing of it any more', async () => {
      await publish('m1', 'a', null)
      const lease = await leaseOf(ledger(), 'r1', 'a', 'm2')
      const answer = await ledger().erase({
        run: 'r1',
        erasures: [erasureOf('a', [stored], minute(4))],
        asOf: await sequence(),
        ask: () => 'dead',
      })
      expect(answer.kind).toBe('erased')
      expect(await publishOne(ledger(), lease, made('m2', 'r1', 'a', 'm2'), 'm1')).toEqual(['fenced'])
    })

    test('nothing is erased where the partition, or another with its bytes, was made since the look', async () => {
      await publish('m1', 'a', null)
      const before = await sequence()
      await publish('m2', 'b', null)
      expect((await eraseAs('r1', before, 'a')).kind).toBe('changed')
      expect((await eraseAs('r1', await sequence(), 'a', 'b')).kind).toBe('erased')
      expect(await ledger().read(snapshot => [...snapshot.pointers(null)])).toEqual([])
    })

    test('bytes that are being removed cannot be pinned until they are gone', async () => {
      await publish('m1', 'a', null)
      await erase('a')
      const lease = await leaseOf(ledger(), 'r1', 'b', 'v1')
      await expect(ledger().pin(lease, stored)).rejects.toMatchObject({ code: 'ERASE_PENDING' })
      await ledger().settleRemovals('r1')
      await ledger().pin(lease, stored)
      expect(await ledger().read(snapshot => snapshot.removals())).toEqual([])
    })

    test('a removal belongs to its run while that lives, and then to whoever claims it', async () => {
      await publish('m1', 'a', null)
      const noted = await erase('a')
      await start(ledger(), 'r2')
      expect(await ledger().claimRemovals('r2')).toEqual([])
      await ledger().endRun('r1', 'interrupted', minute(5))
      expect(await ledger().claimRemovals('r2')).toEqual([noted])
      expect(await ledger().read(snapshot => snapshot.removals())).toEqual(['r2'])
    })

    test('a pointer that was to move to what was erased meanwhile stays', async () => {
      await publish('m1', 'a', null)
      await erase('a')
      const move = { kind: 'move', asset: 'asset', partition: 'a', to: 'm1', expected: null } as const
      const group = { run: 'r1', environment: 'main', at: minute(5), items: [move] }
      expect(await ledger().publish(group)).toEqual(['kept'])
      expect(await ledger().read(snapshot => snapshot.currentOf('main', 'asset', 'a'))).toBeUndefined()
    })

    test('a rejection after an erasure counts as before', async () => {
      await publish('m1', 'a', null)
      await erase('a')
      await ledger().refuse(refusal('r1', 'a'), await leaseOf(ledger(), 'r1', 'a'))
      expect(await ledger().read(snapshot => snapshot.refusalOf('asset', 'a', 'v1')?.code)).toBe('CONTRACT_BROKEN')
    })
  })
}
