/** What every ledger does with the tree that published groups have still to show; part of the ledger suite. */
import { describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger.ts'
import type { Sequence } from '../records.ts'
import type { TreeClaim, TreeTask } from '../tree-ledger.ts'
import { holder, idOf, leaseOf, made, minute, publishOne, sequenceOf } from './cases.ts'
import type { LedgerUnderTest } from './ledger-under-test.ts'

/** @param opened the ledger of the running test, in which `r1` has started. */
export function ledgerOutbox(opened: () => LedgerUnderTest): void {
  const ledger = (): Ledger => opened().ledger
  const publish = async (id: string, expected: Sequence | null, members: readonly string[] = ['part.json']) => {
    const { artifact, ...rest } = made(id, 'r1', 'a', id)
    const [first, ...others] = members.map(name => ({ ...artifact.members[0], name }))
    return publishOne(
      ledger(),
      await leaseOf(ledger(), 'r1', 'a', id),
      { ...rest, artifact: { ...artifact, members: [first!, ...others] } },
      expected,
    )
  }
  const publishTo = async (partition: string) =>
    publishOne(ledger(), await leaseOf(ledger(), 'r1', partition), made(partition, 'r1', partition), null)
  const moveTo = async (environment: string, name: string) => {
    const to = await sequenceOf(ledger(), name)
    const items = [{ kind: 'move', asset: 'asset', partition: 'a', to, expected: null }] as const
    return ledger().publish({ run: 'r1', environment, at: minute(2), items })
  }
  const named = (name: string) => sequenceOf(ledger(), name)
  const claim = (by = 'r1', over: Partial<Parameters<Ledger['tree']['claim']>[0]> = {}) =>
    ledger().tree.claim({ holder: holder(by), forMs: 5 * 60_000, limit: 64, after: 0, dead: [], expired: [], ...over })
  const claimed = async (by?: string, over?: Partial<Parameters<Ledger['tree']['claim']>[0]>): Promise<TreeClaim> =>
    (await claim(by, over))!
  /** No claim of these tests lasts longer. */
  const longestMs = 6 * 60_000
  const settle = ({ token, tasks }: TreeClaim, done = true, stamp: string | null = 'stamp') =>
    ledger().tree.settle({ token, boot: 'boot', forMs: longestMs, outcomes: tasks.map(task => ({ task, done, stamp })) })
  const entriesOf = (asset: string, page: { readonly after?: number; readonly limit?: number } = {}) =>
    ledger().tree.entries({ environment: 'main', asset, after: 0, limit: 10, ...page })
  const entry = async (environment = 'main') => (await ledger().tree.at(environment, ['asset/config/a']))[0]

  describe('the tree', () => {
    test('each path that a pointer moved at is pending once, with what the pointer names now', async () => {
      await publish('m1', null)
      await publishTo('b')
      await moveTo('staging', 'm1')
      await publish('m2', await named('m1'))
      const { tasks } = await claimed()
      expect(tasks.map(shown)).toEqual(['main asset/config/b: b', 'staging asset/config/a: m1', 'main asset/config/a: m2'])
      expect(await ledger().tree.pending()).toBe(3)
      expect(await claim()).toBeNull()
    })

    test('paths are claimed oldest first, so many at most, and only what was queued after a number', async () => {
      await publish('m1', null)
      await publishTo('b')
      await publish('m2', await named('m1'))
      const first = await claimed('r1', { limit: 1 })
      expect(first.tasks.map(shown)).toEqual(['main asset/config/b: b'])
      const last = await claimed('r1', { limit: 1, after: first.tasks[0]!.number })
      expect(last.tasks.map(shown)).toEqual(['main asset/config/a: m2'])
      expect(last.token).toBeGreaterThan(first.token)
    })

    test('what was shown is settled, and its stamp and boot are noted', async () => {
      await publish('m1', null)
      expect(await settle(await claimed())).toEqual([])
      expect(await entry()).toMatchObject({
        ...{ asset: 'asset', partition: 'a', materialization: await named('m1'), current: true, hidden: false, pending: false },
        ...{ names: ['part.json'], stamp: 'stamp', boot: 'boot', createdAt: minute(1), windows: [] },
      })
      expect([await ledger().tree.pending(), await ledger().tree.claims(longestMs), await claim()]).toEqual([0, [], null])
    })

    test('a pointer that moves while its path is shown: the same claim shows it again', async () => {
      await publish('m1', null)
      const { token, tasks } = await claimed()
      await publish('m2', await named('m1'))
      expect(await claim('r2')).toBeNull()
      const again = await settle({ token, tasks })
      expect(again.map(shown)).toEqual(['main asset/config/a: m2'])
      expect(await settle({ token, tasks: again })).toEqual([])
      expect(await ledger().tree.pending()).toBe(0)
    })

    test('what could not be shown is free again, and stays pending while it is current', async () => {
      await publish('m1', null)
      await settle(await claimed(), false)
      const second = await claimed('r2')
      expect(second.tasks.map(shown)).toEqual(['main asset/config/a: m1'])
      expect(await claim('r2', { after: second.tasks[0]!.number })).toBeNull()
    })

    test('a claim lasts as long as was asked for, by the clock of the ledger, and longer where it must show something again', async () => {
      await publish('m1', null)
      const { token, tasks } = await claimed()
      const isOverAt = async (at: number) => {
        await opened().setClock(minute(at))
        return (await ledger().tree.claims(longestMs)).map(({ isOver }) => isOver)
      }
      expect([await isOverAt(4.9), await isOverAt(5)]).toEqual([[false], [true]])
      await publish('m2', await named('m1'))
      expect(await settle({ token, tasks })).toHaveLength(1)
      expect([await isOverAt(10.9), await isOverAt(11)]).toEqual([[false], [true]])
    })

    test('a claim that ends later than any does is over: the clock was put back', async () => {
      await publish('m1', null)
      await claimed()
      await opened().setClock(minute(-2))
      expect(await ledger().tree.claims(longestMs)).toMatchObject([{ isOver: true }])
    })

    test('a claim of a dead holder is taken over, and leaves no suspicion', async () => {
      await publish('m1', null)
      const { token } = await claimed()
      expect(await ledger().tree.claims(longestMs)).toEqual([{ token, holder: holder('r1'), isOver: false }])
      const second = await claimed('r2', { dead: [token] })
      expect([await settle(second), await ledger().tree.suspects()]).toEqual([[], []])
    })

    test('a claim that ran out is taken over, and its path is suspect until its holder is known to be dead', async () => {
      await publish('m1', null)
      const { token } = await claimed()
      await settle(await claimed('r2', { expired: [token] }))
      expect(await ledger().tree.suspects()).toEqual([
        {
          ...{ environment: 'main', folder: 'asset/config/a', token, holder: holder('r1') },
          ...{ names: ['part.json'], stamp: 'stamp', hidden: false, pending: false },
        },
      ])
      await ledger().tree.clearSuspects([token])
      expect(await ledger().tree.suspects()).toEqual([])
    })

    test('whoever settles a claim that was taken over makes the path pending again: its act may have come late', async () => {
      await publish('m1', null)
      const slow = await claimed()
      await publish('m2', await named('m1'))
      await settle(await claimed('r2', { expired: [slow.token] }))
      expect(await ledger().tree.pending()).toBe(0)

      expect(await settle(slow)).toEqual([])
      expect(await ledger().tree.suspects()).toEqual([])
      expect((await claimed('r3')).tasks.map(shown)).toEqual(['main asset/config/a: m2'])
    })

    test('a late settlement is given to whoever has claimed the path by then', async () => {
      await publish('m1', null)
      const slow = await claimed()
      const second = await claimed('r2', { expired: [slow.token] })
      await settle(slow)
      const again = await settle(second)
      expect(again.map(shown)).toEqual(['main asset/config/a: m1'])
      expect([await settle({ ...second, tasks: again }), await ledger().tree.pending()]).toEqual([[], 0])
    })

    test('files of an artifact that is replaced are surplus; also those that a slow holder may put there late', async () => {
      await publish('m1', null, ['a.json', 'b.json'])
      const slow = await claimed()
      await publish('m2', await named('m1'), ['b.json'])
      const second = await claimed('r2', { expired: [slow.token] })
      expect(second.tasks.map(({ surplus }) => surplus)).toEqual([['a.json']])
      await settle(second)
      await settle(slow)
      const third = await claimed('r2')
      expect(third.tasks.map(({ surplus }) => surplus)).toEqual([['a.json']])
      await settle(third)
      expect((await entry())?.names).toEqual(['b.json'])
    })

    test('an entry is hidden and comes back, unless something was queued since it was read', async () => {
      await publish('m1', null)
      await settle(await claimed())
      const { number } = (await entry())!
      const path = { environment: 'main', folder: 'asset/config/a' }
      await ledger().tree.setHidden([{ ...path, number, hidden: true }])
      const leaving = await claimed()
      expect(leaving.tasks).toMatchObject([{ show: null, surplus: ['part.json'] }])
      await settle(leaving, true, null)
      expect(await entry()).toMatchObject({
        hidden: true,
        pending: false,
        names: [],
        stamp: null,
        materialization: await named('m1'),
        current: true,
      })

      await ledger().tree.setHidden([{ ...path, number, hidden: false }])
      expect((await entry())?.hidden).toBe(true)
      await ledger().tree.setHidden([{ ...path, number: (await entry())!.number, hidden: false }])
      expect((await claimed()).tasks.map(shown)).toEqual(['main asset/config/a: m1'])
    })

    test('a pointer that moves brings a hidden entry back', async () => {
      await publish('m1', null)
      await ledger().tree.setHidden([{ environment: 'main', folder: 'asset/config/a', number: (await entry())!.number, hidden: true }])
      await publish('m2', await named('m1'))
      expect((await claimed()).tasks.map(shown)).toEqual(['main asset/config/a: m2'])
    })

    test('paths that show an object which is found damaged are pending again; those of a missing one show it still', async () => {
      await publish('m1', null)
      await settle(await claimed())
      const { sha256 } = made('m1', 'r1', 'a').artifact.members[0]
      await ledger().noteLoss([{ sha256, found: 'missing' }], minute(3))
      expect(await ledger().tree.pending()).toBe(0)
      await ledger().noteLoss([{ sha256, found: 'corrupt' }], minute(4))
      expect((await claimed()).tasks.map(shown)).toEqual(['main asset/config/a: m1'])
    })

    test('what a pointer named in another folder stays there as it is', async () => {
      await publish('m1', null)
      const other = { ...made('m2', 'r1', 'a', 'v2'), folder: 'asset/other/a' }
      await publishOne(ledger(), await leaseOf(ledger(), 'r1', 'a', 'v2'), other, await named('m1'))
      expect((await claimed()).tasks.map(shown)).toEqual(['main asset/other/a: m2'])
      expect(await entry()).toMatchObject({ materialization: await named('m1'), current: false, pending: false })
    })

    test('what was looked at is confirmed under the present boot, unless something was queued since', async () => {
      await publish('m1', null)
      await settle(await claimed())
      const { number } = (await entry())!
      const found = { environment: 'main', folder: 'asset/config/a', number, stamp: 'another' }
      expect((await ledger().tree.ofOtherBoots('next', 10)).map(({ stamp }) => stamp)).toEqual(['stamp'])
      await ledger().tree.confirm([found], 'next')
      expect([await entry(), await ledger().tree.ofOtherBoots('next', 10)]).toMatchObject([{ stamp: 'another', boot: 'next' }, []])

      await ledger().tree.showAgain([found])
      await ledger().tree.confirm([{ ...found, stamp: 'late' }], 'next')
      expect(await entry()).toMatchObject({ stamp: 'another', pending: true })
    })

    test('what was settled without a stamp is unshown while it is current, until it is queued again', async () => {
      await publish('m1', null)
      await settle(await claimed(), true, null)
      await publishTo('b')
      await settle(await claimed())
      const folders = async () => (await ledger().tree.unshown(10)).map(({ folder }) => folder)
      expect(await folders()).toEqual(['asset/config/a'])

      await ledger().tree.showAgain(await ledger().tree.unshown(1))
      expect([await folders(), await ledger().tree.pending()]).toEqual([[], 1])
      await settle(await claimed(), true, null)
      const other = { ...made('m2', 'r1', 'a', 'v2'), folder: 'asset/other/a' }
      await publishOne(ledger(), await leaseOf(ledger(), 'r1', 'a', 'v2'), other, await named('m1'))
      expect(await folders()).toEqual([])
    })

    test('entries are listed by asset and environment, and up to where they were compared is remembered', async () => {
      await publish('m1', null)
      await publishTo('b')
      await moveTo('staging', 'm1')
      const entries = await entriesOf('asset')
      expect(entries.map(({ folder }) => folder)).toEqual(['asset/config/a', 'asset/config/b'])
      expect((await entriesOf('asset', { after: entries[0]!.number })).map(({ partition }) => partition)).toEqual(['b'])
      expect((await entriesOf('asset', { limit: 1 })).map(({ partition }) => partition)).toEqual(['a'])
      expect(await entriesOf('other')).toEqual([])

      await ledger().tree.noteCompared('main', 'asset', 'one', 7)
      await ledger().tree.noteCompared('main', 'asset', 'two', 8)
      const numbers = await Promise.all(['one', 'two'].map(partitions => ledger().tree.comparedUpTo('main', 'asset', partitions)))
      expect(numbers).toEqual([null, 8])
    })
  })
}

function shown({ environment, folder, show }: TreeTask): string {
  const name = ['m1', 'm2', 'b'].find(name => idOf(name) === show?.id)
  return `${environment} ${folder}: ${name ?? 'nothing'}`
}
