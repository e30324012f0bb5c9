/** What every ledger gives to judging: columns of rows, refusals, erasures and losses, and what moved. */
import { describe, expect, test } from 'vitest'
import { artifactOf } from '../../io/artifact.ts'
import type { JudgedAsset, JudgedAssetRequest } from '../judged.ts'
import type { Lease, Ledger, NewMaterialization } from '../ledger.ts'
import type { Sequence } from '../records.ts'
import { withSnapshot } from '../with-snapshot.ts'
import { erasureOf, hashOf, leasing, made, minute, refusal, sequenceOf, start, verdict } from './cases.ts'
import { rowsIn } from './questions.ts'

/** @param ledger the one of the running test, in which `r1` has started. */
export function ledgerJudged(ledger: () => Ledger): void {
  const lease = async ({ asset, partition, version }: NewMaterialization): Promise<Lease> => {
    const [answer] = await ledger().lease(leasing('r1', [{ asset, partition, version }]))
    return answer as Lease
  }
  const publish = async (
    materialization: NewMaterialization,
    environment = 'main',
    expected: Sequence | null = null,
  ): Promise<Sequence> => {
    const item = { kind: 'materialize', lease: await lease(materialization), materialization, expected } as const
    await ledger().publish({ run: 'r1', environment, at: minute(1), items: [item] })
    const [newest] = await withSnapshot(ledger(), snapshot => snapshot.history(materialization.asset, materialization.partition))
    return newest!.sequence
  }
  /** Of a partition that holds one member, which is called like it where no other is named. */
  const of = (name: string, { asset = 'asset', partition = name, member = name, version = 'v1' } = {}): NewMaterialization => {
    const artifact = artifactOf([{ name: 'part.json', sha256: hashOf(member), bytes: 12 }], 3)
    return { ...made(name, 'r1', partition, version), asset, artifact, folder: `${asset}/${name}` }
  }
  const move = (partition: string, to: Sequence, expected: Sequence | null, environment = 'main') =>
    ledger().publish({ run: 'r1', environment, at: minute(2), items: [{ kind: 'move', asset: 'asset', partition, to, expected }] })
  const erase = async (partition: string, ...members: readonly string[]) =>
    ledger().erase({ run: 'r1', erasures: [erasureOf(partition, members.map(hashOf), minute(4))], asOf: await sequence() })
  const lose = (member: string) => ledger().noteLoss([{ sha256: hashOf(member), found: 'missing' }], minute(3))
  const sequence = () => withSnapshot(ledger(), async snapshot => snapshot.sequence)
  const judged = async (request: Partial<JudgedAssetRequest> = {}, environment = 'main'): Promise<JudgedAsset> => {
    const { assets } = await ledger().judged({ environment, assets: [{ asset: 'asset', current: 'all', others: 'all', ...request }] })
    return assets[0]!
  }
  const keysOf = (rows: JudgedAsset['current']) => rowsIn(rows).map(({ key }) => key)

  describe('judged', () => {
    test('what the pointers name is rows by key, each with what it has in common with others', async () => {
      const window = { dimension: 'day', start: minute(0), end: minute(60) }
      const second = { dimension: 'week', start: minute(-60), end: minute(600) }
      const one = await publish({ ...of('b'), windows: [window] })
      const two = await publish({ ...of('a', { version: 'v2' }), windows: [window, second], contract: null, stored: null, complete: false })
      const older = await publish({
        ...of('c'),
        windows: null,
        contract: { hash: hashOf('contract'), verdict: verdict('contract', false) },
      })
      const basis = {
        definitionHash: hashOf('definition v1'),
        configHash: hashOf('config'),
        contract: { hash: hashOf('contract'), ok: true },
        stored: made('b', 'r1', 'b').stored,
        inputs: ['left', 'right'],
        dimensions: ['day'],
        complete: true,
      }
      const { start, end } = window
      const v2 = { ...basis, definitionHash: hashOf('definition v2'), contract: null, stored: null, dimensions: ['day', 'week'] }
      expect(rowsIn((await judged()).current)).toEqual([
        {
          ...{ key: 'a', materialization: two, version: hashOf('v2'), content: hashOf('a'), basis: { ...v2, complete: false } },
          ...{ window: { start, end }, windows: [window, second] },
        },
        { key: 'b', materialization: one, version: hashOf('v1'), content: hashOf('b'), basis, window: { start, end }, windows: undefined },
        {
          ...{ key: 'c', materialization: older, version: hashOf('v1'), content: hashOf('c') },
          ...{ basis: { ...basis, contract: { ...basis.contract, ok: false }, dimensions: null }, window: null, windows: undefined },
        },
      ])
    })

    test('what many have in common is there once, also inputs that were read in several parts', async () => {
      const { lineage, ...rest } = of('a')
      await publish({ ...rest, lineage: [...lineage, ...lineage] })
      for (const name of ['b', 'c', 'd']) await publish(of(name))
      expect((await judged()).current).toMatchObject({
        count: 4,
        bases: [{ inputs: ['left', 'right'] }],
        basis: Uint32Array.of(0, 0, 0, 0),
      })
    })

    test('keys are in the order of their UTF-8 bytes', async () => {
      const keys = ['', ' ', 'B', 'a', 'ab', 'a|b', 'é', '\u{ffee}', '\u{1f600}']
      for (const [index, key] of [...keys.entries()].reverse()) await publish(of(`m${index}`, { partition: key }))
      const { current, versions } = await judged()
      expect([keysOf(current), keysOf(versions)]).toEqual([keys, keys])
    })

    test('some partitions: those that are asked for, each once, and nothing of what the ledger does not know', async () => {
      for (const name of ['a', 'b', 'c']) await publish(of(name))
      const { current, versions } = await judged({ current: ['c', 'x', 'a', 'c'], others: ['b'] })
      expect([keysOf(current), keysOf(versions)]).toEqual([['a', 'c'], ['b']])
      const none = await judged({ current: [], others: [] })
      expect([none.current.count, none.versions.count, none.head]).toEqual([0, 0, await sequence()])
    })

    test('assets are answered in the order asked for, also one that nothing is known of', async () => {
      await publish(of('a'))
      await publish(of('x', { asset: 'other' }))
      const assets = ['other', 'unknown', 'asset'].map(asset => ({ asset, current: 'all', others: [] }) as const)
      const found = await ledger().judged({ environment: 'main', assets })
      expect([found.sequence, ...found.assets.map(({ asset, head, current }) => [asset, head, keysOf(current)])]).toEqual([
        5,
        ['other', 5, ['x']],
        ['unknown', 0, []],
        ['asset', 3, ['a']],
      ])
    })

    test('environments share versions, and have pointers of their own', async () => {
      const first = await publish(of('one', { partition: 'a' }))
      const second = await publish(of('two', { partition: 'a', version: 'v2' }), 'dev')
      const in_ = async (environment: string) => {
        const { current, versions } = await judged({}, environment)
        return [current, versions].map(rows => rowsIn(rows).map(({ materialization }) => materialization))
      }
      expect([await in_('main'), await in_('dev'), await in_('new')]).toEqual([
        [[first], [second, first]],
        [[second], [second, first]],
        [[], [second, first]],
      ])
    })

    test('what was erased has no versions, and what was current then is known until something is made again', async () => {
      const first = await publish(of('one', { partition: 'a' }))
      await publish(of('other', { partition: 'a', version: 'v2' }), 'dev')
      await publish(of('b'))
      const answer = await erase('a', 'one', 'other')
      const erasures = answer.kind === 'erased' ? answer.erasures : []
      const { current, versions, erased, beforeErasure } = await judged()
      expect([keysOf(current), keysOf(versions), erased]).toEqual([['b'], ['b'], erasures])
      expect(rowsIn(beforeErasure)).toMatchObject([{ key: 'a', materialization: first, content: hashOf('one') }])
      expect(keysOf((await judged({}, 'new')).beforeErasure)).toEqual([])
      const asked = [await judged({ others: [] }), await judged({ current: [] }), await judged({ current: ['b'], others: ['b'] })]
      expect(asked.map(({ erased, beforeErasure }) => [erased.length, beforeErasure.count])).toEqual([
        [1, 1],
        [1, 1],
        [0, 0],
      ])

      const again = await publish(of('three', { partition: 'a' }))
      const made = await judged({ current: ['a'], others: ['a'] })
      expect([made.current, made.versions].map(rows => [...rows.materializations])).toEqual([[again], [again]])
      expect([made.erased, made.beforeErasure.count]).toEqual([[], 0])
    })

    test('what was erased twice was current nowhere the second time', async () => {
      await publish(of('a'))
      await erase('a', 'a')
      await ledger().settleRemovals('r1')
      await erase('a')
      const { erased, beforeErasure } = await judged()
      expect([erased.map(({ members }) => members), beforeErasure.count]).toEqual([[[]], 0])
    })

    test('of what is current or another version it is said which has lost a member', async () => {
      const [first, second] = [await publish(of('one', { partition: 'a' })), await publish(of('b', { member: 'one' }))]
      await publish(of('c'))
      const third = await publish(of('two', { partition: 'a', version: 'v2', member: 'one' }), 'dev')
      await lose('one')
      await lose('unknown')
      const lost = async (request: Partial<JudgedAssetRequest>, environment = 'main') => (await judged(request, environment)).lost
      expect([
        await lost({}),
        await lost({ others: [] }),
        await lost({ others: [] }, 'dev'),
        await lost({ current: ['c'], others: ['b'] }),
      ]).toEqual([[first, second, third], [first, second], [third], [second]])
      await ledger().noteWhole([hashOf('one')], minute(4))
      expect(await lost({})).toEqual([])
    })

    test('refusals of all these partitions, newest first, until they are answered', async () => {
      for (const [partition, version] of [
        ['b', 'v1'],
        ['a', 'v1'],
        ['b', 'v2'],
      ] as const) {
        const refused = refusal('r1', partition, version)
        await ledger().refuse(refused, await lease({ ...of(partition, { version }) }))
      }
      await ledger().endRun('r1', 'failed', minute(2))
      await start(ledger(), 'r2')
      const found = async (others: JudgedAssetRequest['others']) =>
        (await judged({ current: [], others })).refusals.map(({ partition, version }) => [partition, version])
      expect([await found('all'), await found(['b', 'a', 'b']), await found(['a'])]).toEqual([
        [
          ...[
            ['b', hashOf('v2')],
            ['a', hashOf('v1')],
          ],
          ['b', hashOf('v1')],
        ],
        [
          ...[
            ['b', hashOf('v2')],
            ['a', hashOf('v1')],
          ],
          ['b', hashOf('v1')],
        ],
        [['a', hashOf('v1')]],
      ])
    })
  })

  describe('what moved', () => {
    /** What is an event, of which partitions of `asset` and of `other`. */
    const events: Readonly<
      Record<string, { readonly act: () => Promise<unknown>; readonly moved: readonly string[]; readonly other?: readonly string[] }>
    > = {
      'a partition that is made': { act: () => publish(of('new')), moved: ['new'] },
      'one that is made in another environment': { act: () => publish(of('new'), 'dev'), moved: ['new'] },
      'a materialization whose pointer stayed': { act: () => publish(of('kept', { partition: 'a', version: 'v2' })), moved: ['a'] },
      'a pointer that moved in another environment': {
        act: async () => move('a', await sequenceOf(ledger(), 'a'), null, 'dev'),
        moved: ['a'],
      },
      'a refusal': { act: async () => ledger().refuse(refusal('r1', 'x'), await lease(of('x'))), moved: ['x'] },
      'a loss': { act: () => lose('shared'), moved: ['b', 'c'], other: ['d'] },
      'a loss that was found otherwise': {
        act: () => ledger().noteLoss([{ sha256: hashOf('lost'), found: 'corrupt' }], minute(3)),
        moved: ['e'],
      },
      'what was lost and is found whole': { act: () => ledger().noteWhole([hashOf('lost'), hashOf('a')], minute(4)), moved: ['e'] },
      'what was lost and is published elsewhere': {
        act: () => publish(of('new', { asset: 'other', member: 'lost' })),
        moved: ['e'],
        other: ['new'],
      },
      'an erasure': { act: () => erase('a', 'a'), moved: ['a'] },
      'an erasure of bytes that were lost elsewhere': { act: () => erase('a', 'lost'), moved: ['a', 'e'] },
      'an erasure of what nothing was made of': { act: () => erase('z'), moved: ['z'] },
    }
    /** Whatever else is recorded decides nothing about a partition, or decides it elsewhere. */
    const others: Readonly<Record<string, () => Promise<unknown>>> = {
      'a loss of what nothing holds': () => lose('nothing'),
      'a loss that is known': () => lose('lost'),
      'a move that is done already': async () => move('a', await sequenceOf(ledger(), 'a'), 999),
      'a look at an external': () => ledger().observe({ external: 'raw', version: 'x1', bytes: 1, at: minute(2) }),
      'a verdict on one': () => ledger().judgeExternal('raw', 'x1', { ...verdict('c1', true), quarantine: null }),
      keys: () => ledger().addKeys('tenants', ['acme'], minute(2)),
      'a run': () => start(ledger(), 'r2', { asset: { kind: 'segment', keys: ['ATL'] } }),
      'a lease with a pin': async () => ledger().pin([{ lease: await lease(of('a', { version: 'v3' })), sha256: hashOf('a') }]),
    }
    const prepare = async () => {
      await publish(of('a'))
      for (const name of ['b', 'c']) await publish(of(name, { member: 'shared' }))
      await publish(of('d', { asset: 'other', member: 'shared' }))
      await publish(of('e', { member: 'lost' }))
      await publish(of('gone', { member: 'shared' }))
      await erase('gone', 'unique')
      await ledger().settleRemovals('r1')
      await lose('lost')
      return sequence()
    }
    const moved = (after: Sequence, ...assets: readonly string[]) =>
      withSnapshot(ledger(), snapshot => snapshot.moved(assets.map(asset => ({ asset, after }))))
    const heads = async () => {
      const { assets } = await ledger().judged({
        environment: 'new',
        assets: ['asset', 'other'].map(asset => ({ asset, current: [], others: [] })),
      })
      const entries = await withSnapshot(ledger(), snapshot => snapshot.assets('new'))
      expect(entries.map(({ asset, head }) => [asset, head])).toEqual(assets.map(({ asset, head }) => [asset, head]))
      return assets.map(({ head }) => head)
    }

    test.each(Object.entries(events))('%s is an event', async (_, { act, moved: own, other = [] }) => {
      const before = await prepare()
      const known = await heads()
      expect(await moved(before, 'other', 'unknown', 'asset')).toEqual([])
      await act()
      const expected = [
        { asset: 'other', partitions: other },
        { asset: 'asset', partitions: own },
      ]
      expect(await moved(before, 'other', 'unknown', 'asset')).toEqual(expected.filter(({ partitions }) => partitions.length > 0))
      const [newest, first] = [await sequence(), before + 1]
      const isNew = (head: Sequence) => head >= first && head <= newest
      expect((await heads()).map(isNew)).toEqual([true, other.length > 0])
      expect((await heads())[1] === known[1]).toBe(other.length === 0)
      expect(await moved((await heads())[0]!, 'asset')).toEqual([])
    })

    test.each(Object.entries(others))('%s is none', async (_, act) => {
      const before = await prepare()
      const known = await heads()
      await act()
      expect([await moved(before, 'asset', 'other'), await heads()]).toEqual([[], known])
    })

    test('in one group, what is published last may be an event of an asset that came before it', async () => {
      await publish(of('a', { member: 'lost' }))
      await lose('lost')
      const before = await sequence()
      const items = await Promise.all(
        [of('b'), of('x', { asset: 'other', member: 'lost' })].map(async materialization => {
          return { kind: 'materialize' as const, lease: await lease(materialization), materialization, expected: null }
        }),
      )
      await ledger().publish({ run: 'r1', environment: 'main', at: minute(4), items })
      // In order: `b`, its pointer, `x` by which `a` is whole again, the pointer of `x`.
      expect(await heads()).toEqual([before + 3, before + 4])
      expect(await moved(before + 2, 'asset', 'other')).toEqual([
        { asset: 'asset', partitions: ['a'] },
        { asset: 'other', partitions: ['x'] },
      ])
    })

    test('each asset is asked after a point of its own', async () => {
      const first = await publish(of('a'))
      await publish(of('x', { asset: 'other' }))
      const second = await publish(of('b'))
      const asked = [
        { asset: 'asset', after: first },
        { asset: 'other', after: second },
      ]
      // `first` is the materialization itself, and its pointer moved after it.
      expect(await withSnapshot(ledger(), snapshot => snapshot.moved(asked))).toEqual([{ asset: 'asset', partitions: ['a', 'b'] }])
      expect(await moved(0, 'asset', 'other')).toEqual([
        { asset: 'asset', partitions: ['a', 'b'] },
        { asset: 'other', partitions: ['x'] },
      ])
    })
  })
}
