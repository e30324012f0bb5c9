/** What every ledger does: an implementation joins by passing this suite. */
import type { Instant } from '@varve/partitions'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JudgedAsset } from '../judged.ts'
import type { Lease, Ledger } from '../ledger.ts'
import type { Sequence } from '../records.ts'
import type { LedgerSnapshot, MaterializationPage, PointerName, PointerRecord } from '../snapshot.ts'
import { withSnapshot } from '../with-snapshot.ts'
import {
  codeOf,
  currentOf,
  everything,
  hashOf,
  holder,
  idOf,
  key,
  leaseOf,
  leasing,
  made,
  minute,
  publishOne,
  refusal,
  sequenceOf,
  start,
} from './cases.ts'
import { ledgerCommits } from './commits.ts'
import { ledgerExternals } from './externals.ts'
import { ledgerHistories } from './histories.ts'
import { ledgerJudged } from './judged.ts'
import { ledgerKeys } from './keys.ts'
import { ledgerLeases } from './leases.ts'
import type { LedgerUnderTest } from './ledger-under-test.ts'
import { ledgerLosses } from './losses.ts'
import { ledgerOutbox } from './outbox.ts'
import { ledgerPartitions } from './partitions.ts'
import { plainLedger } from './plain.ts'
import { ledgerSnapshots } from './snapshots.ts'
import { ledgerStates } from './states.ts'

/**
 * @param open a new ledger of which the clock shows this.
 * @param histories how many random histories are compared with the ledger in memory.
 */
export function ledgerContract(name: string, open: (at: Instant) => Promise<LedgerUnderTest>, histories = 10): void {
  describe(`${name} ledger`, () => {
    let ledger: Ledger
    let setClock: LedgerUnderTest['setClock']
    const read = <T>(query: (snapshot: LedgerSnapshot) => Promise<T>) => withSnapshot(ledger, query)
    const opened = () => ({ ledger, setClock })

    beforeEach(async () => {
      const { ledger: fresh, setClock: set } = await open(minute(0))
      ledger = plainLedger(fresh)
      setClock = set
      await start(ledger, 'r1')
    })
    afterEach(() => ledger.close())

    describe('runs', () => {
      const known = () => read(async snapshot => [snapshot.sequence, await snapshot.runs(['r1'])])

      test('a run is a fact with its place in the order', async () => {
        expect([...(await known()), await read(snapshot => snapshot.runs('all'))]).toEqual([1, [started], [started]])
      })

      test('a heartbeat is noted and is no fact', async () => {
        await setClock(minute(3))
        expect(await ledger.heartbeat('r1')).toBe(true)
        expect(await known()).toEqual([1, [{ ...started, heartbeatAt: minute(3) }]])
      })

      test('a run ends once: what another process says later changes nothing', async () => {
        await ledger.endRun('r1', 'interrupted', minute(4))
        await ledger.endRun('r1', 'complete', minute(5))
        await setClock(minute(6))
        expect(await ledger.heartbeat('r1')).toBe(false)
        expect(await known()).toEqual([2, [{ ...started, status: 'interrupted', endedAt: minute(4) }]])
      })

      test('runs are listed newest first, and those that are named as they are named', async () => {
        await start(ledger, 'r0')
        const ids = (which: 'all' | readonly string[]) => read(async snapshot => (await snapshot.runs(which)).map(({ id }) => id))
        expect([await ids('all'), await ids(['r1', 'r9', 'r0'])]).toEqual([
          ['r0', 'r1'],
          ['r1', 'r0'],
        ])
      })

      test('a run that was never started and one that is started twice are our own mistakes', async () => {
        expect(await codeOf(ledger.heartbeat('r9'))).toBe('INVARIANT_BROKEN')
        expect(await codeOf(ledger.endRun('r9', 'failed', minute(1)))).toBe('INVARIANT_BROKEN')
        expect(await codeOf(start(ledger, 'r1'))).toBe('INVARIANT_BROKEN')
      })
    })

    ledgerLeases(opened)

    describe('publishing', () => {
      const publish = async (name: string, partition: string, expected: Sequence | null, version = 'v1', environment = 'main') =>
        publishOne(
          ledger,
          (await leaseOf(ledger, 'r1', partition, version)) as Lease,
          made(name, 'r1', partition, version),
          expected,
          environment,
        )
      const move = (to: Sequence, expected: Sequence | null, environment = 'main') =>
        ledger.publish({ run: 'r1', environment, at: minute(2), items: [{ kind: 'move', asset: 'asset', partition: 'a', to, expected }] })
      const named = (name: string) => sequenceOf(ledger, name)
      const sequence = () => read(async snapshot => snapshot.sequence)
      const current = async (environment = 'main') => (await read(snapshot => currentOf(snapshot, 'a', environment)))?.id
      const page = { environment: null, after: null, limit: 10 }

      test('materialization, pointer, outbox and commit record appear together, in order', async () => {
        expect(await publish('m1', 'a', null)).toEqual(['published'])
        const recorded = { ...made('m1', 'r1', 'a'), sequence: 2 }
        const pointer = { environment: 'main', asset: 'asset', partition: 'a', materialization: 2, sequence: 3 }
        const found = await read(async snapshot => ({
          sequence: snapshot.sequence,
          current: await currentOf(snapshot, 'a'),
          bySequence: await snapshot.bySequence([2]),
          all: await everything(snapshot),
          pointers: await snapshot.pointers(page),
          environments: await snapshot.environments(),
        }))
        expect(found).toEqual({
          sequence: 3,
          current: recorded,
          bySequence: [recorded],
          all: [recorded],
          pointers: [pointer],
          environments: ['main'],
        })
        const commits = await ledger.unwrittenCommits()
        const entries = await ledger.tree.entries({ environment: 'main', asset: 'asset', after: 0, limit: 10 })
        expect(entries).toMatchObject([{ materialization: 2, pending: true }])
        expect(commits.map(({ sequence }) => sequence)).toEqual([3])
      })

      test('publishing gives back the lease', async () => {
        await publish('m1', 'a', null)
        expect(await leaseOf(ledger, 'r1', 'a')).toMatchObject({ granted: true })
      })

      test('a pointer that moved since the decision stays, and the audited materialization is kept', async () => {
        await publish('m1', 'a', null)
        expect(await publish('m2', 'a', null, 'v2')).toEqual(['kept'])
        const judged = await ledger.judged({ environment: 'main', assets: [{ asset: 'asset', current: ['a'], others: ['a'] }] })
        const [{ current, versions }] = judged.assets as [JudgedAsset]
        expect([current.versions, versions.versions]).toEqual([hashOf('v1'), hashOf('v2') + hashOf('v1')])
        expect(await ledger.tree.pending()).toBe(1)
        expect(await ledger.unwrittenCommits()).toHaveLength(2)
        expect(await leaseOf(ledger, 'r1', 'a', 'v2')).toMatchObject({ granted: true })
      })

      test('one lost partition of a group does not hold back the others', async () => {
        await publish('m1', 'c', null, 'v0')
        const [a, b, c] = (await ledger.lease(leasing('r1', [key('a'), key('b'), key('c')]))) as Lease[]
        await ledger.release([b!])
        const items = [a!, b!, c!].map(lease => ({
          kind: 'materialize' as const,
          lease,
          materialization: made(`m-${lease.partition}`, 'r1', lease.partition),
          expected: null,
        }))
        expect(await ledger.publish({ run: 'r1', environment: 'main', at: minute(1), items })).toEqual(['published', 'fenced', 'kept'])
        expect((await read(everything)).map(({ id }) => id)).toEqual(['m-c', 'm-a', 'm1'].map(idOf))
        expect(await ledger.unwrittenCommits()).toHaveLength(2)
      })

      test('the same publication again changes nothing', async () => {
        const lease = (await leaseOf(ledger, 'r1', 'a')) as Lease
        await publishOne(ledger, lease, made('m1', 'r1', 'a'), null)
        expect(await publishOne(ledger, lease, made('m1', 'r1', 'a'), null)).toEqual(['published'])
        expect(await sequence()).toBe(3)
      })

      test('semantics 30: a pointer moves back to what was made before', async () => {
        await publish('m1', 'a', null)
        await publish('m2', 'a', await named('m1'), 'v2')
        expect(await move(await named('m1'), await named('m2'))).toEqual(['published'])
        const history = await read(snapshot => snapshot.history('asset', 'a'))
        expect([await current(), history.map(({ id }) => id)]).toEqual([idOf('m1'), ['m2', 'm1'].map(idOf)])
      })

      test('a move to where the pointer stands is done already, and one from elsewhere loses', async () => {
        await publish('m1', 'a', null)
        const [before, m1] = [await sequence(), await named('m1')]
        expect(await move(m1, 999)).toEqual(['published'])
        await publish('m2', 'a', m1, 'v2')
        expect([await move(m1, 999), await move(m1, null), await move(m1, m1)]).toEqual([['kept'], ['kept'], ['kept']])
        expect(await sequence()).toBe(before + 2)
      })

      test('a group with a move to nowhere is undone whole', async () => {
        const lease = (await leaseOf(ledger, 'r1', 'b')) as Lease
        const group = (to: Sequence) => ({
          run: 'r1',
          environment: 'main',
          at: minute(1),
          items: [
            { kind: 'materialize' as const, lease, materialization: made('m1', 'r1', 'b'), expected: null },
            { kind: 'move' as const, asset: 'asset', partition: 'a', to, expected: null },
          ],
        })
        // 1 is the start of the run, and no materialization.
        for (const to of [999, 1]) expect(await codeOf(ledger.publish(group(to)))).toBe('INVARIANT_BROKEN')
        expect([await sequence(), await read(everything)]).toEqual([1, []])
        expect(await publishOne(ledger, lease, made('m1', 'r1', 'b'), null)).toEqual(['published'])
      })

      test('environments have pointers of their own', async () => {
        await publish('m1', 'a', null)
        await move(await named('m1'), null, 'dev')
        await publish('m2', 'a', await named('m1'), 'v2', 'dev')
        const pointers = async (environment: string) =>
          (await read(snapshot => snapshot.pointers({ ...page, environment }))).map(({ materialization }) => materialization)
        const found = [
          await read(snapshot => snapshot.environments()),
          await current(),
          await current('dev'),
          await pointers('dev'),
          await pointers('elsewhere'),
        ]
        expect(found).toEqual([['dev', 'main'], idOf('m1'), idOf('m2'), [await named('m2')], []])
      })

      test('pointers are listed in pages, by environment, asset and partition', async () => {
        for (const partition of ['b', '\u{1f600}', 'a', '\uffee']) await publish(`m ${partition}`, partition, null)
        await move(await named('m a'), null, 'dev')
        const names = ['dev a', 'main a', 'main b', 'main \uffee', 'main \u{1f600}']
        for (const limit of [1, 2, 4, 5]) {
          const listed: string[] = []
          for (let after: PointerName | null = null; listed.length <= names.length; ) {
            const found: readonly PointerRecord[] = await read(snapshot => snapshot.pointers({ environment: null, after, limit }))
            if (found.length === 0) break
            listed.push(...found.map(({ environment, partition }) => `${environment} ${partition}`))
            const { environment, asset, partition } = found.at(-1)!
            after = { environment, asset, partition }
          }
          expect(listed).toEqual(names)
        }
        const after = { environment: 'main', asset: 'asset', partition: 'aa' }
        const some = await read(snapshot => snapshot.pointers({ environment: 'main', after, limit: 2 }))
        expect(some.map(({ partition }) => partition)).toEqual(['b', '\uffee'])
      })

      test('what was current at a point of the order stays known', async () => {
        await publish('m1', 'a', null)
        const then = await sequence()
        await publish('m2', 'a', await named('m1'), 'v2')
        const name = { environment: 'main', asset: 'asset', partition: 'a' }
        const found = await read(snapshot => snapshot.currentAt([1, then, then + 10].map(asOf => ({ ...name, asOf }))))
        expect(found.map(one => one?.id ?? null)).toEqual([null, idOf('m1'), idOf('m2')])
      })

      test('history, versions, definitions and readers are found newest first', async () => {
        await publish('m1', 'a', null)
        await publish('m2', 'a', await named('m1'))
        await publish('m3', 'b', null, 'v2')
        const listed = (which: MaterializationPage['which'], before: Sequence | null = null, limit = 10) =>
          read(async snapshot => (await snapshot.materializations({ which, before, limit })).map(({ id }) => id))
        const judged = await ledger.judged({ environment: 'main', assets: [{ asset: 'asset', current: [], others: ['a'] }] })
        const { versions } = judged.assets[0]!
        const found = {
          history: await listed({ of: 'asset' }),
          versions: [...versions.materializations],
          readers: await listed({ reading: 'upstream' }),
          strangers: [await listed({ reading: 'asset' }), await listed({ of: 'upstream' })],
          pages: [
            await listed('all', null, 2),
            await listed('all', await named('m2'), 2),
            await listed({ of: 'asset' }, await named('m3'), 1),
          ],
          definitions: versions.bases.map(({ definitionHash }) => definitionHash),
        }
        const [m1, m2, m3] = ['m1', 'm2', 'm3'].map(idOf)
        const expected = {
          history: [m3, m2, m1],
          versions: [await named('m2'), await named('m1')],
          readers: [m3, m2, m1],
          strangers: [[], []],
          pages: [[m3, m2], [m1], [m2]],
          definitions: [hashOf('definition v1')],
        }
        expect(found).toEqual(expected)
      })

      test('materializations are found by their sequences, in the order given; another sequence is our own mistake', async () => {
        await publish('m1', 'a', null)
        await publish('m2', 'b', null)
        const wanted = [await named('m2'), await named('m1'), await named('m2')]
        const ids = ['m2', 'm1', 'm2'].map(idOf)
        expect((await ledger.bySequence(wanted)).map(({ id }) => id)).toEqual(ids)
        expect((await read(snapshot => snapshot.bySequence(wanted))).map(({ id }) => id)).toEqual(ids)
        expect(await codeOf(ledger.bySequence([1]))).toBe('INVARIANT_BROKEN')
        expect(await codeOf(read(snapshot => snapshot.bySequence([999])))).toBe('INVARIANT_BROKEN')
      })
    })

    describe('refusals', () => {
      const refuse = async (partition: string, version = 'v1') => {
        const lease = (await leaseOf(ledger, 'r1', partition, version)) as Lease
        await ledger.refuse(refusal('r1', partition, version), lease)
        await ledger.release([lease])
      }
      const refusals = async (asset: string, ...others: readonly string[]) =>
        (await ledger.judged({ environment: 'main', assets: [{ asset, current: [], others }] })).assets[0]!.refusals
      const answered = async (...keys: readonly (readonly [partition: string, version: string])[]) => {
        const found = await refusals('asset', 'a', 'b')
        return keys.map(([partition, version]) => found.some(one => one.partition === partition && one.version === hashOf(version)))
      }

      test('the newest refusal of exactly a version is whole', async () => {
        await refuse('a', 'v0')
        await refuse('a')
        await refuse('a')
        const [newest, older, oldest] = await refusals('asset', 'a')
        expect(newest).toEqual({ ...refusal('r1', 'a'), sequence: 4 })
        expect([older?.sequence, oldest]).toEqual([3, { ...refusal('r1', 'a', 'v0'), sequence: 2 }])
        expect([await refusals('asset', 'b'), await refusals('other', 'a')]).toEqual([[], []])
      })

      test('a refusal is answered by a later materialization of the same version, and by no other', async () => {
        await refuse('a')
        await refuse('b')
        await publishOne(ledger, (await leaseOf(ledger, 'r1', 'a', 'v2')) as Lease, made('m1', 'r1', 'a', 'v2'), null)
        expect(await answered(['a', 'v1'], ['b', 'v1'])).toEqual([true, true])
        const expected = await sequenceOf(ledger, 'm1')
        await publishOne(ledger, (await leaseOf(ledger, 'r1', 'a')) as Lease, made('m2', 'r1', 'a'), expected)
        expect(await answered(['a', 'v1'], ['b', 'v1'])).toEqual([false, true])
        await refuse('a')
        expect(await answered(['a', 'v1'], ['b', 'v1'])).toEqual([true, true])
      })

      test('a refusal is answered by a later move to the same version, also in another environment', async () => {
        await publishOne(ledger, (await leaseOf(ledger, 'r1', 'a')) as Lease, made('m1', 'r1', 'a'), null)
        const [m1, v2] = [await sequenceOf(ledger, 'm1'), await leaseOf(ledger, 'r1', 'a', 'v2')]
        await publishOne(ledger, v2, made('m2', 'r1', 'a', 'v2'), m1)
        await refuse('a')
        expect(await answered(['a', 'v1'])).toEqual([true])
        const moveIn = async (environment: string, expected: Sequence | null) => {
          const items = [{ kind: 'move' as const, asset: 'asset', partition: 'a', to: m1, expected }]
          await ledger.publish({ run: 'r1', environment, at: minute(2), items })
        }
        await moveIn('main', await sequenceOf(ledger, 'm2'))
        expect(await answered(['a', 'v1'])).toEqual([false])
        await refuse('a')
        expect(await answered(['a', 'v1'])).toEqual([true])
        await moveIn('dev', null)
        expect(await answered(['a', 'v1'])).toEqual([false])
      })
    })

    ledgerCommits(() => ledger)
    ledgerExternals(() => ledger)
    ledgerKeys(() => ledger)
    ledgerLosses(() => ledger)
    ledgerPartitions(() => ledger)
    ledgerJudged(() => ledger)
    ledgerSnapshots(opened)
    ledgerStates(() => ledger)

    ledgerOutbox(opened)
  })

  describe(`${name} ledger`, () =>
    ledgerHistories(
      open,
      Array.from({ length: histories }, (_, seed) => seed),
    ))
}

const started = {
  id: 'r1',
  environment: 'main',
  holder: holder('r1'),
  startedAt: minute(0),
  sequence: 1,
  heartbeatAt: minute(0),
  leaseMs: 5 * 60_000,
  endedAt: null,
  status: 'running',
  request: { select: 'asset' },
}
