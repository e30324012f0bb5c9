/** Which commit records every ledger writes, and what they hold: all facts, each once, in a chain. */
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../packages/core/src/foundation/hash.ts'
import type { CommitRecord } from '../../packages/core/src/ledger/commit-record.ts'
import type { Ledger } from '../../packages/core/src/ledger/ledger.ts'
import { erasureOf, holder, leaseOf, made, minute, publishOne, refusal, start, verdict } from '../core/ledger/ledger-cases.ts'

/** @param ledger the one of the running test, in which `r1` has started. */
export function ledgerCommits(ledger: () => Ledger): void {
  const publish = async (id: string, run = 'r1') => publishOne(ledger(), await leaseOf(ledger(), run, id), made(id, run, id), null)
  const records = async () =>
    (await ledger().unwrittenCommits()).map(({ bytes }): CommitRecord => JSON.parse(Buffer.from(bytes).toString()))
  const held = async () => (await records()).map(({ facts }) => facts.map(({ sequence, kind }) => `${sequence} ${kind}`))

  describe('commit records', () => {
    test('a group is one record of all facts since the record before, and names that one by its hash', async () => {
      await publish('m1')
      await ledger().observe({ external: 'raw', version: 'x1', bytes: 1, at: minute(2) })
      await publish('m2')
      const commits = await ledger().unwrittenCommits()
      const [first, second] = await records()
      expect(first).toEqual({
        format: 2,
        ledger: ledger().id,
        sequence: 3,
        previous: null,
        facts: [
          {
            sequence: 1,
            at: minute(0),
            kind: 'run-started',
            body: { id: 'r1', environment: 'main', holder: holder('r1'), request: { select: 'asset' } },
          },
          { sequence: 2, at: minute(1), kind: 'materialized', body: made('m1', 'r1', 'm1') },
          {
            sequence: 3,
            at: minute(1),
            kind: 'pointer-moved',
            body: { environment: 'main', asset: 'asset', partition: 'm1', materialization: 'm1' },
          },
        ],
      })
      expect({ ...second, facts: second?.facts.map(({ kind }) => kind) }).toEqual({
        ...{ format: 2, ledger: ledger().id, sequence: 6, previous: { sequence: 3, sha256: sha256(commits[0]!.bytes) } },
        facts: ['observed', 'materialized', 'pointer-moved'],
      })
    })

    test('the bytes are canonical JSON with a line end', async () => {
      await publish('m1')
      const [commit] = await ledger().unwrittenCommits()
      const text = Buffer.from(commit!.bytes).toString()
      expect(text).toBe(`${sorted(JSON.parse(text))}\n`)
    })

    test('facts that several processes recorded meanwhile go into whichever record is written next, each once', async () => {
      await start(ledger(), 'r2')
      await publish('m1', 'r2')
      await ledger().judgeExternal('raw', 'x1', { ...verdict('c1', true), quarantine: null })
      await publish('m2', 'r1')
      expect(await held()).toEqual([
        ['1 run-started', '2 run-started', '3 materialized', '4 pointer-moved'],
        ['5 judged', '6 materialized', '7 pointer-moved'],
      ])
    })

    test('keys, losses and erasures are records of their own, and where nothing changed there is none', async () => {
      await ledger().addKeys('tenants', ['acme'], minute(1))
      await ledger().addKeys('tenants', ['acme'], minute(1))
      await ledger().removeKeys('tenants', ['acme', 'globex'], minute(2))
      await ledger().noteLoss([{ sha256: 'a', found: 'missing' }], minute(3))
      await ledger().noteLoss([{ sha256: 'a', found: 'missing' }], minute(3))
      await ledger().noteWhole(['a', 'b'], minute(4))
      await ledger().erase({ run: 'r1', erasures: [erasureOf('a', ['a'], minute(5))], asOf: 5, ask: () => 'running' })
      expect(await held()).toEqual([['1 run-started', '2 keys-added'], ['3 keys-removed'], ['4 lost'], ['5 found-whole'], ['6 erased']])
    })

    test('a run that had nothing to do writes no record at its end, and its facts go into the next', async () => {
      await ledger().observe({ external: 'raw', version: 'x1', bytes: 1, at: minute(2) })
      await ledger().endRun('r1', 'complete', minute(3))
      expect(await held()).toEqual([])
      await start(ledger(), 'r2')
      await publish('m1', 'r2')
      await ledger().endRun('r2', 'complete', minute(4))
      expect(await held()).toEqual([
        ['1 run-started', '2 observed', '3 run-ended', '4 run-started', '5 materialized', '6 pointer-moved'],
        ['7 run-ended'],
      ])
    })

    test('a run that was rejected, or says how its assets are partitioned, writes a record at its end', async () => {
      await ledger().refuse(refusal('r1', 'a'), await leaseOf(ledger(), 'r1', 'a'))
      await ledger().endRun('r1', 'failed', minute(3))
      await start(ledger(), 'r2', { asset: { kind: 'segment', keys: ['ATL'] } })
      await ledger().endRun('r2', 'complete', minute(4))
      expect(await held()).toEqual([
        ['1 run-started', '2 refused', '3 run-ended'],
        ['4 run-started', '5 partitions-defined', '6 run-ended'],
      ])
    })

    test('the bytes of a settled record leave the ledger, and are computed again from its facts', async () => {
      await publish('m1')
      await publish('m2')
      const commits = await ledger().unwrittenCommits()
      for (const { sequence } of commits) await ledger().settleCommit(sequence)
      expect(await ledger().unwrittenCommits()).toEqual([])
      const found = await ledger().read(snapshot => ({
        entries: snapshot.commits(),
        bytes: snapshot.commits().map(({ sequence }) => Buffer.from(snapshot.commitBytes(sequence)!).toString()),
        other: [snapshot.commit(1), snapshot.commitBytes(1)],
      }))
      expect(found).toEqual({
        entries: commits.map(({ sequence, bytes }) => ({ sequence, format: 2, sha256: sha256(bytes), settled: true })),
        bytes: commits.map(({ bytes }) => Buffer.from(bytes).toString()),
        other: [undefined, undefined],
      })
    })

    test('the facts are read again as they were recorded', async () => {
      await publish('m1')
      const facts = await ledger().read(snapshot => snapshot.facts(1, 3))
      expect(facts).toEqual([
        { sequence: 2, at: minute(1), kind: 'materialized', body: made('m1', 'r1', 'm1') },
        {
          sequence: 3,
          at: minute(1),
          kind: 'pointer-moved',
          body: { environment: 'main', asset: 'asset', partition: 'm1', materialization: 'm1' },
        },
      ])
    })
  })
}

/** JSON with the keys of every object in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
