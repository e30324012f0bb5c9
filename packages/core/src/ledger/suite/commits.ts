/** Which commit records every ledger writes, and what they hold: all facts, each once, in a chain. */
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../foundation/hash.ts'
import type { CommitRecord } from '../commit-record.ts'
import type { Ledger } from '../ledger.ts'
import type { CommitEntry } from '../records.ts'
import { withSnapshot } from '../with-snapshot.ts'
import { erasureOf, hashOf, holder, idOf, leaseOf, made, minute, publishOne, refusal, start, verdict } from './cases.ts'

/** @param ledger the one of the running test, in which `r1` has started. */
export function ledgerCommits(ledger: () => Ledger): void {
  const publish = async (id: string, run = 'r1') => publishOne(ledger(), await leaseOf(ledger(), run, id), made(id, run, id), null)
  const records = async () => (await ledger().unwrittenCommits()).map(({ bytes }): CommitRecord => JSON.parse(textOf(bytes)))
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
            body: { environment: 'main', asset: 'asset', partition: 'm1', materialization: idOf('m1') },
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
      const text = textOf(commit!.bytes)
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
      await ledger().noteLoss([{ sha256: hashOf('a'), found: 'missing' }], minute(3))
      await ledger().noteLoss([{ sha256: hashOf('a'), found: 'missing' }], minute(3))
      await ledger().noteWhole([hashOf('a'), hashOf('b')], minute(4))
      await ledger().erase({ run: 'r1', erasures: [erasureOf('a', [hashOf('a')], minute(5))], asOf: 5 })
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
      await ledger().settleCommits(commits.map(({ sequence }) => sequence))
      expect(await ledger().unwrittenCommits()).toEqual([])
      const found = await withSnapshot(ledger(), async snapshot => ({
        entries: await snapshot.commits(0, 10),
        bytes: await Promise.all(commits.map(async ({ sequence }) => textOf((await snapshot.commitBytes(sequence))!))),
        other: [await snapshot.commit(1), await snapshot.commitBytes(1)],
      }))
      expect(found).toEqual({
        entries: commits.map(({ sequence, bytes }) => ({ sequence, format: 2, sha256: sha256(bytes), settled: true })),
        bytes: commits.map(({ bytes }) => textOf(bytes)),
        other: [null, null],
      })
    })

    test('commit records are settled several at a time, once, and listed in pages', async () => {
      for (const name of ['m1', 'm2', 'm3']) await publish(name)
      const asked = () =>
        withSnapshot(ledger(), async snapshot => ({
          pages: [await snapshot.commits(0, 2), await snapshot.commits(5, 2)].map(page => page.map(entryText)),
          newest: [await snapshot.newestCommit('any'), await snapshot.newestCommit('settled')].map(entryText),
          one: entryText(await snapshot.commit(5)),
        }))
      expect(await asked()).toEqual({
        ...{ pages: [['3 unsettled', '5 unsettled'], ['7 unsettled']], newest: ['7 unsettled', 'none'], one: '5 unsettled' },
      })
      await ledger().settleCommits([3, 5])
      await ledger().settleCommits([5, 4])
      expect(await asked()).toEqual({
        ...{ pages: [['3 settled', '5 settled'], ['7 unsettled']], newest: ['7 unsettled', '5 settled'], one: '5 settled' },
      })
      expect((await ledger().unwrittenCommits()).map(({ sequence }) => sequence)).toEqual([7])
    })

    test('the facts are read again as they were recorded', async () => {
      await publish('m1')
      const facts = await withSnapshot(ledger(), snapshot => snapshot.facts(1, 3))
      expect(facts).toEqual([
        { sequence: 2, at: minute(1), kind: 'materialized', body: made('m1', 'r1', 'm1') },
        {
          sequence: 3,
          at: minute(1),
          kind: 'pointer-moved',
          body: { environment: 'main', asset: 'asset', partition: 'm1', materialization: idOf('m1') },
        },
      ])
    })
  })
}

function entryText(entry: CommitEntry | null): string {
  return entry ? `${entry.sequence} ${entry.settled ? 'settled' : 'unsettled'}` : 'none'
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** JSON with the keys of every object in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
