/** What every ledger does with leases: who is asked, who is replaced, and what a lease that was lost can no longer do. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { AskHolder } from '../../packages/core/src/ledger/holder.ts'
import type { Lease, Ledger, LedgerSnapshot } from '../../packages/core/src/ledger/ledger.ts'
import { allRun, holder, key, leaseOf, made, minute, publishOne, refusal, type settableClock, start } from '../core/ledger/ledger-cases.ts'
import { codeOf } from '../support/code-of.ts'

export function ledgerLeases(opened: () => { readonly ledger: Ledger; readonly clock: ReturnType<typeof settableClock> }): void {
  describe('leases', () => {
    let ledger: Ledger
    let clock: ReturnType<typeof settableClock>
    const read = <T>(query: (snapshot: LedgerSnapshot) => T) => ledger.read(query)
    beforeEach(async () => {
      ;({ ledger, clock } = opened())
      await start(ledger, 'r2')
    })

    test('what is free is leased, and what is taken names who holds it', async () => {
      const first = await leaseOf(ledger, 'r1', 'a')
      const both = await ledger.lease('r2', [key('a'), key('b')], allRun, minute(2))
      expect(both).toEqual([
        { granted: false, ...key('a'), holder: holder('r1'), run: 'r1', leaseEnds: null },
        { granted: true, ...key('b'), run: 'r2', token: expect.any(Number) },
      ])
      expect((both[1] as Lease).token).toBeGreaterThan(first.token)
    })

    test('another version of the same partition is free', async () => {
      await leaseOf(ledger, 'r1', 'a')
      expect(await leaseOf(ledger, 'r2', 'a', 'v2')).toMatchObject({ granted: true })
    })

    test('a run does not lease the same thing twice', async () => {
      const twice = await ledger.lease('r1', [key('a'), key('a')], allRun, minute(2))
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
      expect(await codeOf(ledger.lease('r1', [key('b')], allRun, minute(2)))).toBe('LEASE_LOST')
    })

    test('taking a partition of an abandoned run ends that run, so that its holder finds all of it lost', async () => {
      await leaseOf(ledger, 'r1', 'a')
      const other = await leaseOf(ledger, 'r1', 'b')
      await ledger.held([key('a')], () => 'dead') // a look takes nothing
      expect(await ledger.heartbeat('r1')).toBe(true)
      await ledger.lease('r2', [key('a')], () => 'dead', minute(9))
      expect(await read(ledger => ledger.run('r1'))).toMatchObject({ status: 'interrupted', endedAt: minute(9) })
      expect(await ledger.heartbeat('r1')).toBe(false)
      expect(await codeOf(ledger.pin(other, 'f00d'))).toBe('LEASE_LOST')
      expect(await codeOf(leaseOf(ledger, 'r1', 'c'))).toBe('LEASE_LOST')
      expect([await ledger.endRun('r1', 'complete', minute(10)), await ledger.endRun('r2', 'complete', minute(10))]).toEqual([false, true])
    })

    test('a dead holder is replaced at once', async () => {
      await leaseOf(ledger, 'r1', 'a')
      const ask: AskHolder = ({ pid }) => (pid === holder('r1').pid ? 'dead' : 'running')
      const [taken] = await ledger.lease('r2', [key('a')], ask, minute(2))
      expect(taken).toMatchObject({ granted: true, run: 'r2' })
    })

    test('a holder that runs is never replaced, and one that cannot be asked from the instant its lease ends', async () => {
      await leaseOf(ledger, 'r1', 'a')
      const heldAt = async (at: number, ask: AskHolder) => {
        clock.set(minute(at))
        return (await ledger.held([key('a'), key('b')], ask)).map(({ partition, leaseEnds }) => [partition, leaseEnds])
      }
      expect(await heldAt(4.9, nobodyAnswers)).toEqual([['a', minute(5)]])
      expect(await heldAt(500, allRun)).toEqual([['a', null]])
      expect(await heldAt(5, nobodyAnswers)).toEqual([])
      expect(await ledger.lease('r2', [key('a')], nobodyAnswers, minute(2))).toMatchObject([{ granted: true, run: 'r2' }])
    })

    test('a clock that was put back makes nobody wait for longer than one lease, and takes none from a holder that renews', async () => {
      clock.set(minute(600))
      await start(ledger, 'r3')
      await leaseOf(ledger, 'r3', 'a')
      clock.set(minute(0))
      const asked = () => ledger.lease('r2', [key('a')], nobodyAnswers, minute(2))
      expect(await asked()).toMatchObject([{ granted: false, run: 'r3', leaseEnds: minute(5) }])
      clock.set(minute(4))
      await ledger.heartbeat('r3')
      clock.set(minute(8))
      expect(await asked()).toMatchObject([{ granted: false, leaseEnds: minute(9) }])
      clock.set(minute(9))
      expect(await asked()).toMatchObject([{ granted: true, run: 'r2' }])

      clock.set(minute(600))
      await start(ledger, 'r4')
      clock.set(minute(0))
      expect(await ledger.endAbandonedRuns(nobodyAnswers, minute(2))).toEqual([])
      clock.set(minute(5))
      expect(await ledger.endAbandonedRuns(nobodyAnswers, minute(2))).toContain('r4')
    })

    test('a renewal of the run makes all its leases last, and so does another lease', async () => {
      await leaseOf(ledger, 'r1', 'a')
      const isHeldAt = async (at: number) => {
        clock.set(minute(at))
        return (await ledger.held([key('a')], nobodyAnswers)).length === 1
      }
      clock.set(minute(4))
      await ledger.heartbeat('r1')
      expect(await isHeldAt(8)).toBe(true)
      await leaseOf(ledger, 'r1', 'b')
      expect([await isHeldAt(12), await isHeldAt(13)]).toEqual([true, false])
    })

    test('abandoned runs are ended, and nobody else: a holder that cannot be asked only once its lease is over', async () => {
      await start(ledger, 'r3')
      await leaseOf(ledger, 'r3', 'a')
      const ask: AskHolder = ({ pid }) => (pid === holder('r1').pid ? 'running' : pid === holder('r2').pid ? 'dead' : 'by lease')
      clock.set(minute(4))
      expect(await ledger.endAbandonedRuns(ask, minute(9))).toEqual(['r2'])
      expect(await read(ledger => ['r1', 'r2', 'r3'].map(id => ledger.run(id)?.status))).toEqual(['running', 'interrupted', 'running'])
      clock.set(minute(5))
      expect(await ledger.endAbandonedRuns(ask, minute(9))).toEqual(['r3'])
      expect(await read(ledger => ledger.run('r3'))).toMatchObject({ status: 'interrupted', endedAt: minute(9) })
      expect(await ledger.heartbeat('r3')).toBe(false)
      expect(await leaseOf(ledger, 'r1', 'a')).toMatchObject({ granted: true })
    })

    test('semantics 41: a lease that was replaced can no longer refuse, pin or publish, and giving it back harms nobody', async () => {
      const old = await leaseOf(ledger, 'r1', 'a')
      await ledger.lease('r2', [key('a')], () => 'dead', minute(2))
      expect(await codeOf(ledger.refuse(refusal('r1', 'a'), old))).toBe('LEASE_LOST')
      expect(await codeOf(ledger.pin(old, 'f00d'))).toBe('LEASE_LOST')
      const before = await read(({ sequence }) => sequence)
      expect(await publishOne(ledger, old, made('m1', 'r1', 'a'), null)).toEqual(['fenced'])
      await ledger.release([old])
      expect(await read(ledger => [ledger.sequence, ledger.materialization('m1')])).toEqual([before, undefined])
      expect(await ledger.unwrittenCommits()).toEqual([])
      expect(await ledger.held([key('a')], allRun)).toMatchObject([{ run: 'r2' }])
    })

    test('a lease covers its own key only', async () => {
      const lease = await leaseOf(ledger, 'r1', 'a')
      expect(await codeOf(ledger.refuse(refusal('r1', 'b'), lease))).toBe('INVARIANT_BROKEN')
      expect(await codeOf(publishOne(ledger, lease, made('m1', 'r1', 'a', 'v2'), null))).toBe('INVARIANT_BROKEN')
    })
  })
}

const nobodyAnswers: AskHolder = () => 'by lease'
