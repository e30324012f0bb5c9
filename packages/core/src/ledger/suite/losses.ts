/** What every ledger remembers of bytes that are gone: losses by hash, and partitions that were erased. */
import { describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger.ts'
import type { Loss, Sequence } from '../records.ts'
import { withSnapshot } from '../with-snapshot.ts'
import { currentOf, erasureOf, hashOf, holder, idOf, key, leaseOf, made, minute, publishOne, refusal, sequenceOf, start } from './cases.ts'

/** @param ledger the one of the running test, in which `r1` has started. */
export function ledgerLosses(ledger: () => Ledger): void {
  const stored = 'ab'.repeat(32)
  const publish = async (id: string, partition: string, expected: Sequence | null, environment = 'main') =>
    publishOne(ledger(), await leaseOf(ledger(), 'r1', partition, id), made(id, 'r1', partition, id), expected, environment)
  const sequence = () => withSnapshot(ledger(), async snapshot => snapshot.sequence)

  describe('losses', () => {
    // By hash, `a` comes first.
    const [a, b] = ['0a', '0b'].map(name => name.repeat(32)) as [string, string]
    const lose = (...losses: readonly Loss[]) => ledger().noteLoss(losses, minute(3))
    const losses = async () => (await withSnapshot(ledger(), snapshot => snapshot.losses())).map(({ sha256, found }) => [sha256, found])

    test('a loss is a fact about a hash, and saying it again is none', async () => {
      await lose({ sha256: b, found: 'missing' }, { sha256: a, found: 'corrupt' }, { sha256: b, found: 'missing' })
      const noted = await sequence()
      await lose({ sha256: a, found: 'corrupt' })
      await lose()
      expect([await sequence(), await losses()]).toEqual([
        noted,
        [
          [a, 'corrupt'],
          [b, 'missing'],
        ],
      ])
      await lose({ sha256: a, found: 'missing' })
      expect([await sequence(), (await losses())[0]]).toEqual([noted + 1, [a, 'missing']])
    })

    test('what is found whole is no longer lost, and what was never lost is no fact', async () => {
      await lose({ sha256: a, found: 'missing' }, { sha256: b, found: 'missing' })
      await ledger().noteWhole([a, hashOf('c')], minute(4))
      const noted = await sequence()
      await ledger().noteWhole([a, hashOf('c')], minute(5))
      expect([await sequence(), await losses()]).toEqual([noted, [[b, 'missing']]])
    })

    test('bytes that are published again are whole again', async () => {
      await publish('m1', 'a', null)
      await lose({ sha256: stored, found: 'missing' })
      await publish('m2', 'b', null)
      expect(await losses()).toEqual([])
    })
  })

  describe('erasures', () => {
    const losses = () => withSnapshot(ledger(), snapshot => snapshot.losses())
    const removals = () => withSnapshot(ledger(), snapshot => snapshot.removals())
    const busy = (partition: string, version: string) => {
      return {
        granted: false,
        why: 'busy',
        ...key(partition, version),
        run: 'r1',
        holder: holder('r1'),
        leaseEnds: minute(5),
        isOver: false,
      }
    }
    const eraseAs = async (run: string, asOf: number, ...partitions: readonly string[]) =>
      ledger().erase({ run, erasures: partitions.map(partition => erasureOf(partition, [stored], minute(4))), asOf })
    const erase = async (partition: string) => {
      const answer = await eraseAs('r1', await sequence(), partition)
      if (answer.kind !== 'erased') throw new Error(answer.kind)
      return answer.erasures[0]!
    }
    const erasure = (partition: string) =>
      withSnapshot(ledger(), async snapshot => (await snapshot.erasureOf([{ asset: 'asset', partition }]))[0])

    test('what was erased is current nowhere and found by no version, and stays in the history', async () => {
      await publish('m1', 'a', null)
      await publish('m2', 'b', null)
      await publish('m3', 'a', null, 'dev')
      const before = await sequence()
      const noted = await erase('a')
      const of = { environment: 'main', asset: 'asset', partition: 'a' }
      const found = await withSnapshot(ledger(), async snapshot => {
        const { assets } = await snapshot.judged({ environment: 'main', assets: [{ asset: 'asset', current: 'all', others: 'all' }] })
        const [then, since] = await snapshot.currentAt([
          { ...of, asOf: before },
          { ...of, asOf: noted.sequence },
        ])
        return {
          pointers: (await snapshot.pointers({ environment: null, after: null, limit: 10 })).map(
            ({ environment, partition }) => `${environment} ${partition}`,
          ),
          current: assets[0]!.current.keys,
          one: await currentOf(snapshot, 'a', 'dev'),
          environments: await snapshot.environments(),
          versions: assets[0]!.versions.keys,
          holders: (await snapshot.holdersOf([stored])).map(({ partition }) => partition),
          history: (await snapshot.history('asset', 'a')).map(({ id }) => id),
          before: then?.id,
          after: since,
        }
      })
      expect(found).toEqual({
        pointers: ['main b'],
        current: 'b\n',
        one: null,
        environments: ['main'],
        versions: 'b\n',
        holders: ['b'],
        history: [idOf('m3'), idOf('m1')],
        before: idOf('m1'),
        after: null,
      })
      const entries = await ledger().tree.entries({ environment: 'main', asset: 'asset', after: 0, limit: 10 })
      expect(entries.map(({ materialization, hidden, pending }) => ({ materialization, hidden, pending }))).toEqual([
        { materialization: await sequenceOf(ledger(), 'm2'), hidden: false, pending: true },
        { materialization: await sequenceOf(ledger(), 'm1'), hidden: true, pending: true },
      ])
    })

    test('an erasure is known until something is made of the partition again', async () => {
      await publish('m1', 'a', null)
      const noted = await erase('a')
      expect(noted).toEqual({
        ...erasureOf('a', [stored], minute(4)),
        sequence: await sequence(),
      })
      expect([await erasure('a'), await erasure('b')]).toEqual([noted, null])
      await publish('m2', 'a', null)
      const found = await withSnapshot(ledger(), async snapshot => {
        const asked = { environment: 'main', assets: [{ asset: 'asset', current: [], others: ['a'] }] }
        return [(await currentOf(snapshot, 'a'))?.id, (await snapshot.judged(asked)).assets[0]!.versions.versions]
      })
      expect([await erasure('a'), found]).toEqual([null, [idOf('m2'), hashOf('m2')]])
    })

    test('what was erased is not lost', async () => {
      await publish('m1', 'a', null)
      await ledger().noteLoss([{ sha256: stored, found: 'missing' }], minute(3))
      await erase('a')
      expect(await losses()).toEqual([])
    })

    test('what was found missing before it was erased, and is reported after it, is not lost; bytes that were made again can be', async () => {
      await publish('m1', 'a', null)
      await erase('a')
      await ledger().noteLoss([{ sha256: stored, found: 'missing' }], minute(5))
      expect(await losses()).toEqual([])
      await ledger().settleRemovals('r1')
      await publish('m2', 'b', null)
      await ledger().noteLoss([{ sha256: stored, found: 'corrupt' }], minute(6))
      expect(await losses()).toEqual([{ sha256: stored, found: 'corrupt' }])
    })

    test('nothing is erased while a run makes the partition, or publishes the same bytes elsewhere', async () => {
      await publish('m1', 'a', null)
      const making = await leaseOf(ledger(), 'r1', 'a', 'v2')
      expect(await eraseAs('r1', await sequence(), 'a')).toEqual({ kind: 'busy', by: [busy('a', 'v2')] })
      await ledger().release([making])
      const publishing = await leaseOf(ledger(), 'r1', 'b', 'v1')
      await ledger().pin([{ lease: publishing, sha256: stored }])
      expect(await eraseAs('r1', await sequence(), 'a')).toEqual({ kind: 'busy', by: [busy('b', 'v1')] })
      expect(await erasure('a')).toBeNull()
      await leaseOf(ledger(), 'r1', 'c', 'v1')
      await leaseOf(ledger(), 'r1', 'a', 'v2')
      expect(await eraseAs('r1', await sequence(), 'a')).toEqual({ kind: 'busy', by: [busy('b', 'v1'), busy('a', 'v2')] })
    })

    test('what a dead holder had leased is erased once its run is ended, and it publishes nothing of it any more', async () => {
      await publish('m1', 'a', null)
      const lease = await leaseOf(ledger(), 'r1', 'a', 'm2')
      await start(ledger(), 'r2')
      expect((await eraseAs('r2', await sequence(), 'a')).kind).toBe('busy')
      expect(await ledger().endAbandoned([{ run: 'r1', because: 'dead' }], minute(4))).toEqual(['r1'])
      expect((await eraseAs('r2', await sequence(), 'a')).kind).toBe('erased')
      expect(await publishOne(ledger(), lease, made('m2', 'r1', 'a', 'm2'), await sequenceOf(ledger(), 'm1'))).toEqual(['fenced'])
    })

    test('nothing is erased where the partition, or another with its bytes, was made since the look', async () => {
      await publish('m1', 'a', null)
      const before = await sequence()
      await publish('m2', 'b', null)
      expect((await eraseAs('r1', before, 'a')).kind).toBe('changed')
      expect((await eraseAs('r1', await sequence(), 'a', 'b')).kind).toBe('erased')
      const pointers = await withSnapshot(ledger(), snapshot => snapshot.pointers({ environment: null, after: null, limit: 10 }))
      expect(pointers).toEqual([])
    })

    test('bytes that are being removed cannot be pinned until they are gone', async () => {
      await publish('m1', 'a', null)
      const noted = await erase('a')
      const lease = await leaseOf(ledger(), 'r1', 'b', 'v1')
      const pin = { lease, sha256: stored }
      expect(await ledger().pin([pin])).toEqual([{ kind: 'erase pending', erasure: noted }])
      await ledger().settleRemovals('r1')
      expect(await ledger().pin([pin])).toEqual([{ kind: 'pinned' }])
      expect(await removals()).toEqual([])
    })

    test('a removal belongs to its run while that lives, and then to whoever claims it', async () => {
      await publish('m1', 'a', null)
      const noted = await erase('a')
      await start(ledger(), 'r2')
      expect(await ledger().claimRemovals('r2')).toEqual([])
      await ledger().endRun('r1', 'interrupted', minute(5))
      expect(await ledger().claimRemovals('r2')).toEqual([noted])
      expect(await removals()).toEqual(['r2'])
    })

    test('a pointer that was to move to what was erased meanwhile stays', async () => {
      await publish('m1', 'a', null)
      await erase('a')
      const move = { kind: 'move', asset: 'asset', partition: 'a', to: await sequenceOf(ledger(), 'm1'), expected: null } as const
      const group = { run: 'r1', environment: 'main', at: minute(5), items: [move] }
      expect(await ledger().publish(group)).toEqual(['kept'])
      expect(await withSnapshot(ledger(), snapshot => currentOf(snapshot, 'a'))).toBeNull()
    })

    test('a rejection after an erasure counts as before', async () => {
      await publish('m1', 'a', null)
      await erase('a')
      await ledger().refuse(refusal('r1', 'a'), await leaseOf(ledger(), 'r1', 'a'))
      const judged = await ledger().judged({ environment: 'main', assets: [{ asset: 'asset', current: [], others: ['a'] }] })
      expect(judged.assets[0]!.refusals.map(({ version, code }) => [version, code])).toEqual([[hashOf('v1'), 'CONTRACT_BROKEN']])
    })
  })
}
