/** What every snapshot of a ledger keeps: its state stays as it is while others write, until it is closed. */
import { describe, expect, test } from 'vitest'
import type { Ledger } from '../ledger.ts'
import type { LedgerSnapshot } from '../snapshot.ts'
import {
  codeOf,
  erasureOf,
  everything,
  hashOf,
  key,
  leaseOf,
  leasing,
  made,
  minute,
  publishOne,
  refusal,
  sequenceOf,
  start,
  verdict,
} from './cases.ts'
import type { LedgerUnderTest } from './ledger-under-test.ts'
import { everyAnswer, type Named } from './questions.ts'

/** @param opened the ledger of the running test, in which `r1` has started. */
export function ledgerSnapshots(opened: () => LedgerUnderTest): void {
  describe('snapshots', () => {
    const ledger = (): Ledger => opened().ledger
    const publish = async (name: string, partition: string, expected: number | null = null, environment = 'main') =>
      publishOne(ledger(), await leaseOf(ledger(), 'r1', partition, name), made(name, 'r1', partition, name), expected, environment)
    const state = (sequence: number, before: number | null) => {
      return { asset: 'asset', identity: hashOf('identity'), sequence, before, body: Uint8Array.of(sequence) }
    }
    /** One of each kind of writing that can change an answer, in an order in which each is possible. */
    const writings: readonly (() => Promise<unknown>)[] = [
      () => publish('m1', 'a'),
      () => publish('m2', 'b'),
      async () => publish('m3', 'a', await sequenceOf(ledger(), 'm1')),
      () => publish('m4', 'a', null, 'dev'),
      () => publish('m5', 'b'),
      async () => {
        const items = [{ kind: 'move', asset: 'asset', partition: 'a', to: await sequenceOf(ledger(), 'm1'), expected: null } as const]
        await ledger().publish({ run: 'r1', environment: 'new', at: minute(2), items })
      },
      async () => ledger().refuse(refusal('r1', 'c'), await leaseOf(ledger(), 'r1', 'c')),
      () => ledger().observe({ external: 'raw', version: 'x1', bytes: 1, at: minute(2) }),
      () => ledger().judgeExternal('raw', 'x1', { ...verdict('c1', false), quarantine: null }),
      () => ledger().judgeExternal('raw', 'x1', { ...verdict('c1', true), quarantine: null }),
      () => ledger().observe({ external: 'raw', version: 'x2', bytes: 1, at: minute(2) }),
      () => ledger().addKeys('tenants', ['acme', 'globex'], minute(2)),
      () => ledger().removeKeys('tenants', ['acme'], minute(3)),
      () => start(ledger(), 'r2', { asset: { kind: 'segment', keys: ['ATL'] } }),
      () => ledger().rememberPartitions('main', { asset: { kind: 'segment', keys: ['ORD'] } }, minute(3)),
      () => ledger().keepStates('main', [state(3, null)]),
      () => ledger().keepStates('main', [state(5, 3)]),
      () => opened().setClock(minute(3)),
      () => ledger().heartbeat('r2'),
      () => ledger().noteLoss([{ sha256: member, found: 'missing' }], minute(3)),
      () => ledger().noteLoss([{ sha256: member, found: 'corrupt' }], minute(3)),
      () => ledger().noteWhole([member], minute(4)),
      () => ledger().settleCommits([3]),
      () => ledger().endRun('r1', 'complete', minute(5)),
      async () => ledger().erase({ run: 'r2', erasures: [erasureOf('a', [member], minute(6))], asOf: 1_000 }),
      () => ledger().endAbandoned([{ run: 'r2', because: 'dead' }], minute(7)),
      async () => {
        await start(ledger(), 'r3')
        await ledger().claimRemovals('r3')
      },
      () => ledger().settleRemovals('r3'),
    ]
    const [{ sha256: member }] = made('m1', 'r1', 'a').artifact.members

    test('each answers as of its sequence, however much is written meanwhile', async () => {
      const open: { readonly snapshot: LedgerSnapshot; readonly answers: unknown }[] = []
      const look = async () => {
        const snapshot = await ledger().snapshot()
        open.push({ snapshot, answers: await everyAnswer(snapshot, named) })
      }
      await look()
      for (const write of writings) {
        await write()
        await look()
      }
      for (const { snapshot, answers } of open) expect(await everyAnswer(snapshot, named)).toEqual(answers)
      const different = new Set(open.map(({ answers }) => JSON.stringify(answers)))
      expect(different.size).toBe(writings.length) // but for the clock, which alone changes nothing
      for (const { snapshot } of open) await snapshot.close()
    })

    test('one that was never asked before something was written answers as of its sequence as well', async () => {
      const open: LedgerSnapshot[] = []
      const answers: unknown[] = []
      for (const write of writings) {
        open.push(await ledger().snapshot())
        const asked = await ledger().snapshot()
        answers.push(await everyAnswer(asked, named))
        await asked.close()
        await write()
      }
      for (const [index, snapshot] of open.entries()) {
        expect(await everyAnswer(snapshot, named)).toEqual(answers[index])
        await snapshot.close()
      }
    })

    test('while one is open, the ledger itself answers as of now', async () => {
      const snapshot = await ledger().snapshot()
      await publish('m1', 'a')
      const request = { environment: 'main', assets: [{ asset: 'asset', current: 'all', others: 'all' } as const] }
      const [then, now] = [await snapshot.judged(request), await ledger().judged(request)]
      expect([then.sequence, then.assets[0]!.current.count, now.sequence, now.assets[0]!.current.count]).toEqual([1, 0, 3, 1])
      const next = await ledger().snapshot()
      expect([await next.judged(request), await everything(snapshot)]).toEqual([now, []])
      await Promise.all([snapshot.close(), next.close()])
    })

    test('whoever leases, publishes and ends runs does not wait for one', async () => {
      const snapshot = await ledger().snapshot()
      await snapshot.runs('all')
      await start(ledger(), 'r2')
      expect(await ledger().lease(leasing('r2', [key('a')]))).toMatchObject([{ granted: true }])
      expect(await ledger().endRun('r2', 'complete', minute(1))).toBe(true)
      expect((await snapshot.runs('all')).map(({ id }) => id)).toEqual(['r1'])
      await snapshot.close()
    })

    test('one that was closed answers nothing, and can be closed again', async () => {
      const snapshot = await ledger().snapshot()
      const other = await ledger().snapshot()
      await snapshot.close()
      await snapshot.close()
      const place = { asset: 'asset', partition: 'a' }
      const page = { environment: null, after: null, limit: 1 }
      const questions: {
        readonly [K in Exclude<keyof LedgerSnapshot, 'sequence' | 'close'>]: (snapshot: LedgerSnapshot) => Promise<unknown>
      } = {
        judged: snapshot => snapshot.judged({ environment: 'main', assets: [] }),
        assets: snapshot => snapshot.assets('main'),
        moved: snapshot => snapshot.moved([]),
        observations: snapshot => snapshot.observations([]),
        externalVerdicts: snapshot => snapshot.externalVerdicts([]),
        dynamicKeys: snapshot => snapshot.dynamicKeys(),
        current: snapshot => snapshot.current([]),
        currentAt: snapshot => snapshot.currentAt([]),
        history: snapshot => snapshot.history('asset', 'a'),
        materializations: snapshot => snapshot.materializations({ which: 'all', before: null, limit: 1 }),
        windowsOf: snapshot => snapshot.windowsOf('asset'),
        bySequence: snapshot => snapshot.bySequence([]),
        holdersOf: snapshot => snapshot.holdersOf([]),
        environments: snapshot => snapshot.environments(),
        pointers: snapshot => snapshot.pointers(page),
        erasureOf: snapshot => snapshot.erasureOf([place]),
        erasures: snapshot => snapshot.erasures(),
        removals: snapshot => snapshot.removals(),
        losses: snapshot => snapshot.losses(),
        knownKeys: snapshot => snapshot.knownKeys('tenants'),
        runs: snapshot => snapshot.runs('all'),
        commit: snapshot => snapshot.commit(1),
        newestCommit: snapshot => snapshot.newestCommit('any'),
        commits: snapshot => snapshot.commits(0, 1),
        commitBytes: snapshot => snapshot.commitBytes(1),
        facts: snapshot => snapshot.facts(0, 1),
      }
      for (const [name, ask] of Object.entries(questions)) {
        expect([name, await codeOf(ask(snapshot)), await codeOf(ask(other))]).toEqual([name, 'INVARIANT_BROKEN', 'no error'])
      }
      await other.close()
    })
  })
}

const named: Named = {
  environments: ['main', 'dev', 'new'],
  assets: ['asset', 'upstream'],
  partitions: ['a', 'b', 'c'],
  hashes: ['ab'.repeat(32), hashOf('unknown')],
  externals: ['raw', 'other'],
  versions: ['x1', 'x2'],
  contracts: [hashOf('c1')],
  sets: ['tenants', 'other'],
  runs: ['r2', 'r9', 'r1'],
}
