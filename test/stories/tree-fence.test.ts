/** A writer that is slow between its claim and its settlement never leaves an older artifact in the tree, and holds up nobody. */
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ArtifactStore, Clock, Tree } from '@varve/core'
import { asset, catalog, file, ioManager, json, materialize, memory, status, verify } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { memoryLedger } from '../../packages/core/src/ledger/memory/memory-ledger.ts'
import { withSnapshot } from '../../packages/core/src/ledger/with-snapshot.ts'
import { overridden } from '../support/overridden.ts'
import { onDisk } from '../support/tree-lab.ts'

const places = ['links on disk', 'copies in memory'] as const

test.each([
  ['before', 'ahead', 3_600_000, 'links on disk'],
  ['after', 'ahead', 3_600_000, 'links on disk'],
  ['before', 'back', -3_600_000, 'links on disk'],
  ['before', 'ahead', 3_600_000, 'copies in memory'],
  ['after', 'ahead', 3_600_000, 'copies in memory'],
] as const)(
  'a writer that sleeps %s its act while the clock goes %s by %i ms, and goes on once others have shown newer artifacts, leaves the newest in a tree of %s',
  async (moment, _, ms, place) => {
    const { quick, slow, asleep, wake, shown, tree, expire } = await writers(moment, place)
    const first = materialize(slow)
    await asleep
    expire(ms)
    // a ledger transaction that spanned the act would hold this one up
    expect(await materialize(quick, { force: true })).toMatchObject({ status: 'complete', failures: [] })
    expect([await shown(), await tree.pending(), (await tree.suspects()).length]).toEqual([2, 0, 1])

    wake()
    expect(await first).toMatchObject({ status: 'complete', failures: [] })
    expect([await shown(), await tree.pending(), await tree.suspects(), await tree.claims(10_000)]).toEqual([2, 0, [], []])
  },
)

test.each(places)(
  'while a slow writer is not known to be dead, every command compares the path that it may overwrite, in %s',
  async place => {
    const { quick, slow, asleep, wake, shown, tree, older, expire } = await writers('before', place)
    const first = materialize(slow)
    await asleep
    expire()
    await materialize(quick, { force: true })
    for (const _ of [1, 2]) {
      await older()
      expect(await shown()).toBe(1)
      await status(quick)
      expect([await shown(), (await tree.suspects()).length]).toEqual([2, 1])
    }
    wake()
    await first
    expect([await shown(), await tree.suspects()]).toEqual([2, []])
  },
)

test.each(places)('what another process has claimed and not shown yet is not wrong: verify waits for it, in %s', async place => {
  const { quick, slow, asleep, wake } = await writers('before', place)
  const first = materialize(slow)
  await asleep
  setTimeout(wake, 100)
  const { ok, tree } = await verify(quick)
  expect({ ok, tree }).toEqual({ ok: true, tree: { wrong: [], repaired: 0 } })
  await first
})

test('a suspect path whose link was edited in place is hashed before it is taken for right: its edited stamp was noted as that of the artifact', async () => {
  const { quick, slow, asleep, wake, shown, tree, expire, file } = await writers('before', 'links on disk')
  const first = materialize(slow)
  await asleep
  expire()
  await materialize(quick, { force: true })
  chmodSync(file(), 0o644)
  writeFileSync(file(), '{"made":"edited"}')
  await status(quick)
  expect(existsSync(file())).toBe(false)
  expect(await withSnapshot(quick.lab.ledger, snapshot => snapshot.losses())).toMatchObject([{ found: 'corrupt' }])

  expect(await materialize(quick, { force: true })).toMatchObject({ status: 'complete', steps: { done: 1 }, failures: [] })
  wake()
  await first
  expect([await shown(), await tree.suspects()]).toEqual([3, []])
})

test.each(places)(
  'a pointer that moves while its path is shown is shown by whoever holds the claim: nobody waits, and nothing is suspect, in %s',
  async place => {
    const { quick, slow, asleep, wake, shown, tree } = await writers('before', place)
    const first = materialize(slow)
    await asleep
    const second = materialize(quick, { force: true })
    const made = () => withSnapshot(quick.lab.ledger, snapshot => snapshot.history('one', ''))
    while ((await made()).length < 2) await new Promise(setImmediate)
    wake()
    expect([await first, await second]).toMatchObject([{ status: 'complete' }, { status: 'complete' }])
    expect([await shown(), await tree.pending(), await tree.suspects()]).toEqual([2, 0, []])
  },
)

/** One asset that says how often it was made, and two ways to make it: the slow one sleeps at its first act on the tree. */
async function writers(moment: 'before' | 'after', place: (typeof places)[number]) {
  let made = 0
  let aheadMs = 0
  const ledgerClock = { now: () => Date.now() + aheadMs }
  const lab = memoryConfig(catalog({ one: asset({ run: () => ({ made: ++made }) }) }))
  const { quick, storage } = place === 'links on disk' ? await onThisDisk(lab, ledgerClock) : inMemory(lab, ledgerClock)
  const asleep = gate()
  const awake = gate()
  const nap = async () => {
    asleep.open()
    await awake.opened
  }
  let first: Parameters<Tree['show']> | undefined
  const open = (base: string): ArtifactStore => {
    const store = quick.io.open(base)
    const show: Tree['show'] = async (...act) => {
      const isFirst = first === undefined
      first ??= act
      if (isFirst && moment === 'before') await nap()
      const stamp = await store.tree.show(...act)
      if (isFirst && moment === 'after') await nap()
      return stamp
    }
    return { ...store, tree: overridden(store.tree, { show }) }
  }
  return {
    quick,
    slow: { ...quick, io: { ...quick.io, open } },
    asleep: asleep.opened,
    wake: awake.open,
    /** By the ledger's clock no claim counts any more; the project's stands still, and has no part in it. */
    expire: (ms = 3_600_000) => {
      aheadMs = ms
    },
    /** Read without a command, which would repair it first. */
    shown: async (): Promise<unknown> => {
      return JSON.parse(new TextDecoder().decode(await storage.read(first![2]))).made
    },
    file: () => storage.locate(first![2]),
    tree: quick.lab.ledger.tree,
    /** What the slow writer would do at any moment. */
    older: async () => {
      const [, member, path] = first!
      await quick.io.open('.').tree.show('slow', member, path)
    },
  }
}

type Lab = ReturnType<typeof memoryConfig>

async function onThisDisk(lab: Lab, ledgerClock: Clock) {
  const quick = await onDisk(lab, 'link', ledgerClock)
  return { quick, storage: file(join(quick.root, 'data')).open('.') }
}

function inMemory(lab: Lab, ledgerClock: Clock) {
  const storage = memory({ pageSize: 2 })
  const ledger = memoryLedger(undefined, {}, ledgerClock)
  return { quick: { ...lab, io: ioManager({ storage, format: json() }), lab: { ...lab.lab, ledger } }, storage: storage.open('.') }
}

function gate() {
  let open = (): void => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open }
}
