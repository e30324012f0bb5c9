/** A writer that is slow between its claim and its settlement never leaves an older artifact in the tree, and holds up nobody. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ArtifactStore, Tree } from '@varve/core'
import { asset, catalog, materialize, status } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { overridden } from '../support/overridden.ts'
import { onDisk } from '../support/tree-lab.ts'

test.each([
  ['before', 'ahead', 3_600_000],
  ['after', 'ahead', 3_600_000],
  ['before', 'back', -3_600_000],
] as const)(
  'a writer that sleeps %s its act while the clock goes %s, and goes on once others have shown newer artifacts, leaves the newest in the tree',
  async (moment, _, ms) => {
    const { quick, slow, asleep, wake, shown, tree, expire } = await writers(moment)
    const first = materialize(slow)
    await asleep
    expire(ms)
    // a ledger transaction that spanned the act would hold this one up
    expect(await materialize(quick, { force: true })).toMatchObject({ status: 'complete', failures: [] })
    expect([shown(), await tree.pending(), (await tree.suspects()).length]).toEqual([2, 0, 1])

    wake()
    expect(await first).toMatchObject({ status: 'complete', failures: [] })
    expect([shown(), await tree.pending(), await tree.suspects(), await tree.claims()]).toEqual([2, 0, [], []])
  },
)

test('while a slow writer is not known to be dead, every command compares the path that it may overwrite', async () => {
  const { quick, slow, asleep, wake, shown, tree, older, expire } = await writers('before')
  const first = materialize(slow)
  await asleep
  expire()
  await materialize(quick, { force: true })
  for (const _ of [1, 2]) {
    await older()
    expect(shown()).toBe(1)
    await status(quick)
    expect([shown(), (await tree.suspects()).length]).toEqual([2, 1])
  }
  wake()
  await first
  expect([shown(), await tree.suspects()]).toEqual([2, []])
})

test('a suspect path whose link was edited in place is hashed before it is taken for right: its edited stamp was noted as that of the artifact', async () => {
  const { quick, slow, asleep, wake, shown, tree, expire, file } = await writers('before')
  const first = materialize(slow)
  await asleep
  expire()
  await materialize(quick, { force: true })
  chmodSync(file(), 0o644)
  writeFileSync(file(), '{"made":"edited"}')
  await status(quick)
  expect(existsSync(file())).toBe(false)
  expect([...(await quick.lab.ledger.read(snapshot => snapshot.losses())).values()]).toEqual(['corrupt'])

  expect(await materialize(quick, { force: true })).toMatchObject({ status: 'complete', steps: { done: 1 }, failures: [] })
  wake()
  await first
  expect([shown(), await tree.suspects()]).toEqual([3, []])
})

test('a pointer that moves while its path is shown is shown by whoever holds the claim: nobody waits, and nothing is suspect', async () => {
  const { quick, slow, asleep, wake, shown, tree } = await writers('before')
  const first = materialize(slow)
  await asleep
  const second = materialize(quick, { force: true })
  while ((await quick.lab.ledger.read(snapshot => snapshot.history('one', null))).length < 2) await new Promise(setImmediate)
  wake()
  expect([await first, await second]).toMatchObject([{ status: 'complete' }, { status: 'complete' }])
  expect([shown(), await tree.pending(), await tree.suspects()]).toEqual([2, 0, []])
})

/** One asset that says how often it was made, and two ways to make it: the slow one sleeps at its first act on the tree. */
async function writers(moment: 'before' | 'after') {
  let made = 0
  let aheadMs = 0
  const ledgerClock = { now: () => Date.now() + aheadMs }
  const quick = await onDisk(memoryConfig(catalog({ one: asset({ run: () => ({ made: ++made }) }) })), 'link', ledgerClock)
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
    shown: (): unknown => JSON.parse(readFileSync(join(quick.root, 'data', first![2]), 'utf8')).made,
    file: () => join(quick.root, 'data', first![2]),
    tree: quick.lab.ledger.tree,
    /** What the slow writer would do at any moment. */
    older: async () => {
      const [, member, path] = first!
      await quick.io.open('.').tree.show('slow', member, path)
    },
  }
}

function gate() {
  let open = (): void => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open }
}
