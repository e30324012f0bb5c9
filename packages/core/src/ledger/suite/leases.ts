/** What every ledger does with leases: what is busy and until when, who is replaced, and what a lease that was lost can no longer do. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Lease, LeaseAnswer, Ledger } from '../ledger.ts'
import { withSnapshot } from '../with-snapshot.ts'
import {
  codeOf,
  erasureOf,
  everything,
  hashOf,
  holder,
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
import type { LedgerUnderTest } from './ledger-under-test.ts'

/** @param opened the ledger of the running test, in which `r1` has started. */
export function ledgerLeases(opened: () => LedgerUnderTest): void {
  describe('leases', () => {
    let ledger: Ledger
    let setClock: LedgerUnderTest['setClock']
    const sequence = () => withSnapshot(ledger, async snapshot => snapshot.sequence)
    const runs = (...ids: readonly string[]) => withSnapshot(ledger, snapshot => snapshot.runs(ids))
    const endOver = (...runs: readonly string[]) =>
      ledger.endAbandoned(
        runs.map(run => ({ run, because: 'over' as const })),
        minute(9),
      )
    const endDead = (run: string, at = 2) => ledger.endAbandoned([{ run, because: 'dead' }], minute(at))
    beforeEach(async () => {
      ;({ ledger, setClock } = opened())
      await start(ledger, 'r2')
    })

    test('what is free is leased, and what is taken names who holds it', async () => {
      const first = await leaseOf(ledger, 'r1', 'a')
      const both = await ledger.lease(leasing('r2', [key('a'), key('b')]))
      expect(both).toEqual([
        { granted: false, why: 'busy', ...key('a'), holder: holder('r1'), run: 'r1', leaseEnds: minute(5), isOver: false },
        { granted: true, ...key('b'), run: 'r2', token: expect.any(Number) },
      ])
      expect((both[1] as Lease).token).toBeGreaterThan(first.token)
    })

    test('another version of the same partition is free', async () => {
      await leaseOf(ledger, 'r1', 'a')
      expect(await leaseOf(ledger, 'r2', 'a', 'v2')).toMatchObject({ granted: true })
    })

    test('a run does not lease the same thing twice', async () => {
      const twice = await ledger.lease(leasing('r1', [key('a'), key('a')]))
      expect(twice.map(({ granted }) => granted)).toEqual([true, false])
    })

    test('a lease that was given back is free', async () => {
      await ledger.release([await leaseOf(ledger, 'r1', 'a')])
      expect(await leaseOf(ledger, 'r2', 'a')).toMatchObject({ granted: true })
    })

    test('the end of a run gives back what it leased', async () => {
      await leaseOf(ledger, 'r1', 'a')
      await ledger.endRun('r1', 'failed', minute(2))
      expect(await leaseOf(ledger, 'r2', 'a')).toMatchObject({ granted: true })
      expect(await codeOf(ledger.lease(leasing('r1', [key('b')])))).toBe('LEASE_LOST')
    })

    test('ending an abandoned run takes all of it, so that its holder finds all of it lost', async () => {
      await leaseOf(ledger, 'r1', 'a')
      const other = await leaseOf(ledger, 'r1', 'b')
      await ledger.held([key('a')]) // a look takes nothing
      expect(await ledger.lease(leasing('r2', [key('a')]))).toMatchObject([{ granted: false, why: 'busy', run: 'r1' }])
      expect(await ledger.heartbeat('r1')).toBe(true)
      expect(await endDead('r1', 9)).toEqual(['r1'])
      expect(await ledger.lease(leasing('r2', [key('a')]))).toMatchObject([{ granted: true, run: 'r2' }])
      expect(await runs('r1')).toMatchObject([{ status: 'interrupted', endedAt: minute(9) }])
      expect(await ledger.heartbeat('r1')).toBe(false)
      expect(await ledger.pin([{ lease: other, sha256: hashOf('f00d') }])).toEqual([{ kind: 'lost' }])
      expect(await codeOf(leaseOf(ledger, 'r1', 'c'))).toBe('LEASE_LOST')
      expect([await ledger.endRun('r1', 'complete', minute(10)), await ledger.endRun('r2', 'complete', minute(10))]).toEqual([false, true])
    })

    test('a dead holder is replaced at once, and a second process that finds it dead ends nothing', async () => {
      await leaseOf(ledger, 'r1', 'a')
      expect([await endDead('r1'), await endDead('r1')]).toEqual([['r1'], []])
      expect(await leaseOf(ledger, 'r2', 'a')).toMatchObject({ granted: true, run: 'r2' })
    })

    test('a lease is over from the instant it ends, by the clock of the ledger, and held until its run is ended', async () => {
      await leaseOf(ledger, 'r1', 'a')
      const heldAt = async (at: number) => {
        await setClock(minute(at))
        return (await ledger.held([key('b'), key('a')])).map(({ partition, leaseEnds, isOver }) => [partition, leaseEnds, isOver])
      }
      expect(await heldAt(4.9)).toEqual([['a', minute(5), false]])
      expect(await endOver('r1')).toEqual([])
      expect(await heldAt(500)).toEqual([['a', minute(5), true]])
      expect(await heldAt(5)).toEqual([['a', minute(5), true]])
      expect(await ledger.lease(leasing('r2', [key('a')]))).toMatchObject([{ granted: false, run: 'r1', isOver: true }])
      expect(await endOver('r1')).toEqual(['r1'])
      expect(await heldAt(5)).toEqual([])
      expect(await ledger.lease(leasing('r2', [key('a')]))).toMatchObject([{ granted: true, run: 'r2' }])
    })

    test('a clock that was put back makes nobody wait for longer than one lease, and takes none from a holder that renews', async () => {
      await setClock(minute(600))
      await start(ledger, 'r3')
      await leaseOf(ledger, 'r3', 'a')
      await setClock(minute(0))
      const asked = () => ledger.lease(leasing('r2', [key('a')]))
      expect(await asked()).toMatchObject([{ granted: false, run: 'r3', leaseEnds: minute(5), isOver: false }])
      await setClock(minute(4))
      await ledger.heartbeat('r3')
      await setClock(minute(8))
      expect(await asked()).toMatchObject([{ granted: false, leaseEnds: minute(9), isOver: false }])
      await setClock(minute(9))
      expect(await asked()).toMatchObject([{ granted: false, isOver: true }])
      expect(await endOver('r3')).toEqual(['r3'])
      expect(await asked()).toMatchObject([{ granted: true, run: 'r2' }])

      await setClock(minute(600))
      await start(ledger, 'r4')
      await setClock(minute(0))
      expect(await endOver('r4')).toEqual([])
      await setClock(minute(5))
      expect(await endOver('r4')).toEqual(['r4'])
    })

    test('a renewal of the run makes all its leases last, and so does another lease', async () => {
      await leaseOf(ledger, 'r1', 'a')
      const isHeldAt = async (at: number) => {
        await setClock(minute(at))
        return !(await ledger.held([key('a')]))[0]!.isOver
      }
      await setClock(minute(4))
      await ledger.heartbeat('r1')
      expect(await isHeldAt(8)).toBe(true)
      await leaseOf(ledger, 'r1', 'b')
      expect([await isHeldAt(12), await isHeldAt(13)]).toEqual([true, false])
    })

    test('abandoned runs are ended, and nobody else: a holder that cannot be asked only once its lease is over', async () => {
      await start(ledger, 'r3')
      await leaseOf(ledger, 'r3', 'a')
      const open = async () => (await ledger.openRuns()).map(({ run, leaseEnds, isOver }) => [run, leaseEnds, isOver])
      const abandoned = [{ run: 'r2', because: 'dead' } as const, { run: 'r3', because: 'over' } as const]
      await setClock(minute(4))
      expect(await open()).toEqual(['r1', 'r2', 'r3'].map(run => [run, minute(5), false]))
      expect(await ledger.endAbandoned(abandoned, minute(9))).toEqual(['r2'])
      expect((await runs('r1', 'r2', 'r3')).map(({ status }) => status)).toEqual(['running', 'interrupted', 'running'])
      await setClock(minute(5))
      expect(await open()).toEqual(['r1', 'r3'].map(run => [run, minute(5), true]))
      expect(await ledger.endAbandoned(abandoned, minute(9))).toEqual(['r3'])
      expect(await runs('r3')).toMatchObject([{ status: 'interrupted', endedAt: minute(9) }])
      expect(await ledger.heartbeat('r3')).toBe(false)
      expect(await ledger.openRuns()).toMatchObject([{ run: 'r1', holder: holder('r1') }])
      expect(await leaseOf(ledger, 'r1', 'a')).toMatchObject({ granted: true })
    })

    test('a lease that was renewed after somebody saw it over is kept', async () => {
      await leaseOf(ledger, 'r1', 'a')
      await setClock(minute(6))
      const [seen] = await ledger.openRuns()
      expect(seen).toMatchObject({ run: 'r1', isOver: true })
      await ledger.heartbeat('r1')
      expect(await endOver('r1')).toEqual([])
      expect(await ledger.held([key('a')])).toMatchObject([{ run: 'r1', leaseEnds: minute(11), isOver: false }])
    })

    test('to end a run that was never started is our own mistake, and ends no other', async () => {
      expect(
        await codeOf(
          ledger.endAbandoned(
            [
              { run: 'r1', because: 'dead' },
              { run: 'r9', because: 'dead' },
            ],
            minute(1),
          ),
        ),
      ).toBe('INVARIANT_BROKEN')
      expect(await runs('r1')).toMatchObject([{ status: 'running' }])
    })

    test('semantics 41: a lease that was replaced can no longer refuse, pin or publish, and giving it back harms nobody', async () => {
      const old = await leaseOf(ledger, 'r1', 'a')
      await endDead('r1')
      await ledger.lease(leasing('r2', [key('a')]))
      expect(await codeOf(ledger.refuse(refusal('r1', 'a'), old))).toBe('LEASE_LOST')
      expect(await ledger.pin([{ lease: old, sha256: hashOf('f00d') }])).toEqual([{ kind: 'lost' }])
      const before = await sequence()
      expect(await publishOne(ledger, old, made('m1', 'r1', 'a'), null)).toEqual(['fenced'])
      await ledger.release([old])
      expect([await sequence(), await withSnapshot(ledger, everything)]).toEqual([before, []])
      expect(await ledger.unwrittenCommits()).toEqual([])
      expect(await ledger.held([key('a')])).toMatchObject([{ run: 'r2' }])
    })

    test('a lease covers its own key only', async () => {
      const lease = await leaseOf(ledger, 'r1', 'a')
      expect(await codeOf(ledger.refuse(refusal('r1', 'b'), lease))).toBe('INVARIANT_BROKEN')
      expect(await codeOf(publishOne(ledger, lease, made('m1', 'r1', 'a', 'v2'), null))).toBe('INVARIANT_BROKEN')
    })

    test('many hashes are pinned at once, each under its lease: one that is lost holds back no other', async () => {
      const a = await leaseOf(ledger, 'r1', 'a')
      const b = await leaseOf(ledger, 'r2', 'b')
      await ledger.release([a])
      const [one, two] = [hashOf('one'), hashOf('two')]
      const pins = [b, a, b].map((lease, index) => ({ lease, sha256: index === 0 ? one : two }))
      expect(await ledger.pin(pins)).toEqual([{ kind: 'pinned' }, { kind: 'lost' }, { kind: 'pinned' }])
      expect(await ledger.pin([])).toEqual([])
      const erase = async (sha256: string) =>
        (await ledger.erase({ run: 'r1', erasures: [erasureOf('z', [sha256], minute(4))], asOf: await sequence() })).kind
      expect([await erase(one), await erase(two), await erase(hashOf('three'))]).toEqual(['busy', 'busy', 'erased'])
    })

    describe('as of a point of the order', () => {
      const at = async (asOf: number, version = 'v1', environment = 'main') => {
        const [answer] = (await ledger.lease({ run: 'r2', environment, keys: [{ ...key('a', version), asOf }] })) as [LeaseAnswer]
        if (!answer.granted) return answer.why
        await ledger.release([answer])
        return 'granted'
      }
      const publish = async (name: string, version: string, expected: number | null, environment = 'main') =>
        publishOne(ledger, await leaseOf(ledger, 'r1', 'a', version), made(name, 'r1', 'a', version), expected, environment)

      test('a pointer of the environment that moved since is a change, also for other versions', async () => {
        const before = await sequence()
        await publish('m1', 'v1', null)
        expect([await at(before), await at(before, 'v2'), await at(await sequence()), await at(before + 1)]).toEqual([
          ...['changed', 'changed', 'granted', 'changed'],
        ])
        const [answer] = await ledger.lease({ run: 'r2', environment: 'main', keys: [{ ...key('a'), asOf: before }] })
        expect(answer).toEqual({ granted: false, why: 'changed', ...key('a') })
      })

      test('in another environment only what was made of this version is one', async () => {
        const before = await sequence()
        await publish('m1', 'v1', null)
        const made = await sequenceOf(ledger, 'm1')
        expect([await at(before, 'v1', 'dev'), await at(before, 'v2', 'dev'), await at(made, 'v1', 'dev')]).toEqual([
          ...['changed', 'granted', 'granted'],
        ])
        const moved = await sequence()
        const items = [{ kind: 'move', asset: 'asset', partition: 'a', to: made, expected: null } as const]
        await ledger.publish({ run: 'r1', environment: 'dev', at: minute(2), items })
        expect([await at(moved), await at(moved, 'v1', 'dev')]).toEqual(['granted', 'changed'])
      })

      test('what was made of this version is one, although the pointer stayed', async () => {
        await publish('m1', 'v1', null)
        const before = await sequence()
        expect(await publish('m2', 'v2', null)).toEqual(['kept'])
        expect([await at(before), await at(before, 'v2')]).toEqual(['granted', 'changed'])
      })

      test('an erasure is one, in every environment and also where no pointer named anything', async () => {
        const before = await sequence()
        await ledger.erase({ run: 'r1', erasures: [erasureOf('a', [hashOf('gone')], minute(4))], asOf: before })
        expect([await at(before), await at(before, 'v2', 'dev'), await at(await sequence())]).toEqual(['changed', 'changed', 'granted'])
      })

      test('what else happened is none, and what is busy is said to be busy', async () => {
        const before = await sequence()
        await ledger.refuse(refusal('r1', 'a'), await leaseOf(ledger, 'r1', 'a'))
        expect(await at(before)).toBe('busy')
        await ledger.endRun('r1', 'failed', minute(3))
        await publishOne(ledger, await leaseOf(ledger, 'r2', 'b'), made('m1', 'r2', 'b'), null)
        expect(await at(before)).toBe('granted')
      })
    })
  })
}
