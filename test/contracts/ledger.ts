/** What every ledger does: an implementation joins by passing this suite. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Clock } from '../../packages/core/src/foundation/clock.ts'
import type { Lease, Ledger, LedgerSnapshot } from '../../packages/core/src/ledger/ledger.ts'
import { allRun, holder, key, leaseOf, made, minute, publishOne, refusal, settableClock, start } from '../core/ledger/ledger-cases.ts'
import { codeOf } from '../support/code-of.ts'
import { ledgerCommits } from './ledger-commits.ts'
import { ledgerExternals } from './ledger-externals.ts'
import { ledgerKeys } from './ledger-keys.ts'
import { ledgerLeases } from './ledger-leases.ts'
import { ledgerLosses } from './ledger-losses.ts'
import { ledgerOutbox } from './ledger-outbox.ts'
import { ledgerPartitions } from './ledger-partitions.ts'

export function ledgerContract(name: string, open: (clock: Clock) => Promise<Ledger>): void {
  describe(`${name} ledger`, () => {
    let ledger: Ledger
    let clock: ReturnType<typeof settableClock>
    const read = <T>(query: (snapshot: LedgerSnapshot) => T) => ledger.read(query)

    beforeEach(async () => {
      clock = settableClock()
      ledger = await open(clock)
      await start(ledger, 'r1')
    })
    afterEach(() => ledger.close())

    describe('runs', () => {
      test('a run is a fact with its place in the order', async () => {
        expect(await read(ledger => [ledger.sequence, ledger.run('r1'), ledger.runs()])).toEqual([1, started, [started]])
      })

      test('a heartbeat is noted and is no fact', async () => {
        clock.set(minute(3))
        expect(await ledger.heartbeat('r1')).toBe(true)
        expect(await read(ledger => [ledger.sequence, ledger.run('r1')])).toEqual([1, { ...started, heartbeatAt: minute(3) }])
      })

      test('a run ends once: what another process says later changes nothing', async () => {
        await ledger.endRun('r1', 'interrupted', minute(4))
        await ledger.endRun('r1', 'complete', minute(5))
        clock.set(minute(6))
        expect(await ledger.heartbeat('r1')).toBe(false)
        const ended = { ...started, status: 'interrupted', endedAt: minute(4) }
        expect(await read(ledger => [ledger.sequence, ledger.run('r1')])).toEqual([2, ended])
      })

      test('runs are listed newest first', async () => {
        await start(ledger, 'r0')
        expect(await read(ledger => ledger.runs().map(({ id }) => id))).toEqual(['r0', 'r1'])
      })

      test('a run that was never started and one that is started twice are our own mistakes', async () => {
        expect(await codeOf(ledger.heartbeat('r9'))).toBe('INVARIANT_BROKEN')
        expect(await codeOf(ledger.endRun('r9', 'failed', minute(1)))).toBe('INVARIANT_BROKEN')
        expect(await codeOf(start(ledger, 'r1'))).toBe('INVARIANT_BROKEN')
      })
    })

    ledgerLeases(() => ({ ledger, clock }))

    describe('publishing', () => {
      const publish = async (id: string, partition: string, expected: string | null, version = 'v1', environment = 'main') =>
        publishOne(
          ledger,
          (await leaseOf(ledger, 'r1', partition, version)) as Lease,
          made(id, 'r1', partition, version),
          expected,
          environment,
        )
      const move = (to: string, expected: string | null, environment = 'main') =>
        ledger.publish({ run: 'r1', environment, at: minute(2), items: [{ kind: 'move', asset: 'asset', partition: 'a', to, expected }] })

      test('materialization, pointer, outbox and commit record appear together, in order', async () => {
        expect(await publish('m1', 'a', null)).toEqual(['published'])
        const recorded = { ...made('m1', 'r1', 'a'), sequence: 2 }
        const pointer = { environment: 'main', asset: 'asset', partition: 'a', materialization: 'm1', sequence: 3 }
        const found = await read(ledger => ({
          sequence: ledger.sequence,
          current: ledger.current('main', 'asset'),
          one: ledger.currentOf('main', 'asset', 'a'),
          byId: ledger.materialization('m1'),
          all: [...ledger.all()],
          pointers: [...ledger.pointers(null)],
          environments: ledger.environments(),
        }))
        expect(found).toEqual({
          sequence: 3,
          current: new Map([['a', recorded]]),
          one: recorded,
          byId: recorded,
          all: [recorded],
          pointers: [pointer],
          environments: ['main'],
        })
        const commits = await ledger.unwrittenCommits()
        expect(await ledger.tree.entries('main', 'asset')).toMatchObject([{ materialization: 'm1', pending: true }])
        expect(commits.map(({ sequence }) => sequence)).toEqual([3])
      })

      test('publishing gives back the lease', async () => {
        await publish('m1', 'a', null)
        expect(await leaseOf(ledger, 'r1', 'a')).toMatchObject({ granted: true })
      })

      test('a pointer that moved since the decision stays, and the audited materialization is kept', async () => {
        await publish('m1', 'a', null)
        expect(await publish('m2', 'a', null, 'v2')).toEqual(['kept'])
        const found = await read(ledger => [
          ledger.currentOf('main', 'asset', 'a')?.id,
          ledger.find('asset', 'a', 'v2').map(({ id }) => id),
        ])
        expect(found).toEqual(['m1', ['m2']])
        expect(await ledger.tree.pending()).toBe(1)
        expect(await ledger.unwrittenCommits()).toHaveLength(2)
        expect(await leaseOf(ledger, 'r1', 'a', 'v2')).toMatchObject({ granted: true })
      })

      test('one lost partition of a group does not hold back the others', async () => {
        const [a, b, c] = (await ledger.lease('r1', [key('a'), key('b'), key('c')], allRun, minute(2))) as Lease[]
        await ledger.release([b!])
        const items = [a!, b!, c!].map(lease => ({
          kind: 'materialize' as const,
          lease,
          materialization: made(`m-${lease.partition}`, 'r1', lease.partition),
          expected: lease.partition === 'c' ? 'something else' : null,
        }))
        expect(await ledger.publish({ run: 'r1', environment: 'main', at: minute(1), items })).toEqual(['published', 'fenced', 'kept'])
        expect(await read(ledger => [...ledger.all()].map(({ id }) => id))).toEqual(['m-a', 'm-c'])
        expect(await ledger.unwrittenCommits()).toHaveLength(1)
      })

      test('the same publication again changes nothing', async () => {
        const lease = (await leaseOf(ledger, 'r1', 'a')) as Lease
        await publishOne(ledger, lease, made('m1', 'r1', 'a'), null)
        expect(await publishOne(ledger, lease, made('m1', 'r1', 'a'), null)).toEqual(['published'])
        expect(await read(({ sequence }) => sequence)).toBe(3)
      })

      test('semantics 30: a pointer moves back to what was made before', async () => {
        await publish('m1', 'a', null)
        await publish('m2', 'a', 'm1', 'v2')
        expect(await move('m1', 'm2')).toEqual(['published'])
        const found = await read(ledger => [ledger.currentOf('main', 'asset', 'a')?.id, ledger.history('asset', 'a').map(({ id }) => id)])
        expect(found).toEqual(['m1', ['m2', 'm1']])
      })

      test('a move to where the pointer stands is done already, and one from elsewhere loses', async () => {
        await publish('m1', 'a', null)
        const before = await read(({ sequence }) => sequence)
        expect(await move('m1', 'm0')).toEqual(['published'])
        await publish('m2', 'a', 'm1', 'v2')
        expect(await move('m1', 'm0')).toEqual(['kept'])
        expect(await read(({ sequence }) => sequence)).toBe(before + 2)
      })

      test('a group with a move to nowhere is undone whole', async () => {
        const lease = (await leaseOf(ledger, 'r1', 'b')) as Lease
        const group = {
          run: 'r1',
          environment: 'main',
          at: minute(1),
          items: [
            { kind: 'materialize' as const, lease, materialization: made('m1', 'r1', 'b'), expected: null },
            { kind: 'move' as const, asset: 'asset', partition: 'a', to: 'm9', expected: null },
          ],
        }
        expect(await codeOf(ledger.publish(group))).toBe('INVARIANT_BROKEN')
        expect(await read(ledger => [ledger.sequence, [...ledger.all()]])).toEqual([1, []])
      })

      test('environments have pointers of their own', async () => {
        await publish('m1', 'a', null)
        await move('m1', null, 'dev')
        await publish('m2', 'a', 'm1', 'v2', 'dev')
        const found = await read(ledger => [
          ledger.environments(),
          ledger.currentOf('main', 'asset', 'a')?.id,
          ledger.currentOf('dev', 'asset', 'a')?.id,
          [...ledger.pointers('dev')].map(({ materialization }) => materialization),
          [...ledger.pointers('elsewhere')],
        ])
        expect(found).toEqual([['dev', 'main'], 'm1', 'm2', ['m2'], []])
      })

      test('what was current at a point of the order stays known', async () => {
        await publish('m1', 'a', null)
        const then = await read(({ sequence }) => sequence)
        await publish('m2', 'a', 'm1', 'v2')
        const at = (asOf: number) => read(ledger => ledger.currentAt('main', 'asset', 'a', asOf)?.id)
        expect([await at(1), await at(then), await at(then + 10)]).toEqual([undefined, 'm1', 'm2'])
      })

      test('history, versions, definitions and readers are found newest first', async () => {
        await publish('m1', 'a', null)
        await publish('m2', 'a', 'm1')
        await publish('m3', 'b', null, 'v2')
        const found = await read(ledger => ({
          history: ledger.history('asset', null).map(({ id }) => id),
          versions: ledger.find('asset', 'a', 'v1').map(({ id }) => id),
          readers: ledger.readersOf('upstream').map(({ id }) => id),
          strangers: ledger.readersOf('asset'),
          definitions: ['definition-v1', 'definition-v2'].map(hash => ledger.findByDefinition('asset', 'a', hash).map(({ id }) => id)),
        }))
        const expected = {
          history: ['m3', 'm2', 'm1'],
          versions: ['m2', 'm1'],
          readers: ['m3', 'm2', 'm1'],
          strangers: [],
          definitions: [['m2', 'm1'], []],
        }
        expect(found).toEqual(expected)
      })
    })

    describe('refusals', () => {
      const refuse = async (partition: string, version = 'v1') => {
        const lease = (await leaseOf(ledger, 'r1', partition, version)) as Lease
        await ledger.refuse(refusal('r1', partition, version), lease)
        await ledger.release([lease])
      }
      const answered = (...keys: readonly (readonly [partition: string, version: string])[]) =>
        read(ledger => keys.map(([partition, version]) => ledger.refusalOf('asset', partition, version) !== undefined))

      test('the newest refusal of exactly a version is whole', async () => {
        await refuse('a', 'v0')
        await refuse('a')
        await refuse('a')
        expect(await read(ledger => ledger.refusalOf('asset', 'a', 'v1'))).toEqual({ ...refusal('r1', 'a'), sequence: 4 })
        expect(await read(ledger => ledger.refusalOf('asset', 'a', 'v0'))).toEqual({ ...refusal('r1', 'a', 'v0'), sequence: 2 })
        expect(await read(ledger => [ledger.refusalOf('asset', 'b', 'v1'), ledger.refusalOf('other', 'a', 'v1')])).toEqual([
          undefined,
          undefined,
        ])
      })

      test('a refusal is answered by a later materialization of the same version, and by no other', async () => {
        await refuse('a')
        await refuse('b')
        await publishOne(ledger, (await leaseOf(ledger, 'r1', 'a', 'v2')) as Lease, made('m1', 'r1', 'a', 'v2'), null)
        expect(await answered(['a', 'v1'], ['b', 'v1'])).toEqual([true, true])
        await publishOne(ledger, (await leaseOf(ledger, 'r1', 'a')) as Lease, made('m2', 'r1', 'a'), 'm1')
        expect(await answered(['a', 'v1'], ['b', 'v1'])).toEqual([false, true])
        await refuse('a')
        expect(await answered(['a', 'v1'], ['b', 'v1'])).toEqual([true, true])
      })

      test('a refusal is answered by a later move to the same version', async () => {
        await publishOne(ledger, (await leaseOf(ledger, 'r1', 'a')) as Lease, made('m1', 'r1', 'a'), null)
        await publishOne(ledger, (await leaseOf(ledger, 'r1', 'a', 'v2')) as Lease, made('m2', 'r1', 'a', 'v2'), 'm1')
        await refuse('a')
        expect(await answered(['a', 'v1'])).toEqual([true])
        const items = [{ kind: 'move' as const, asset: 'asset', partition: 'a', to: 'm1', expected: 'm2' }]
        await ledger.publish({ run: 'r1', environment: 'main', at: minute(2), items })
        expect(await answered(['a', 'v1'])).toEqual([false])
      })
    })

    ledgerCommits(() => ledger)
    ledgerExternals(() => ledger)
    ledgerKeys(() => ledger)
    ledgerLosses(() => ledger)
    ledgerPartitions(() => ledger)

    ledgerOutbox(() => ledger)

    test('a query that returns a promise is refused, since its transaction would be over', async () => {
      expect(await codeOf(ledger.read(async () => 1))).toBe('INVARIANT_BROKEN')
      expect(await read(({ sequence }) => sequence)).toBe(1)
    })
  })
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
