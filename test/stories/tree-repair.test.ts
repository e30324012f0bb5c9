/** The tree repairs itself: what is missing or wrong there is shown again from its object, and no user code runs for it. */
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ArtifactStore, Tree } from '@varve/core'
import { all, asset, catalog, erase, file, from, ioManager, json, materialize, path, segments, status, verify } from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'
import { withSnapshot } from '../../packages/core/src/ledger/with-snapshot.ts'
import { overridden } from '../support/overridden.ts'
import { onDisk, type TreeMode } from '../support/tree-lab.ts'

const nothing = { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 }

/** Three partitions that were made, and how often their code ran. */
async function threeMade(tree: TreeMode = 'link') {
  const calls: string[] = []
  const run = (_: unknown, { partition }: { partition: string }) => {
    calls.push(partition)
    return [{ partition }]
  }
  const lab = await onDisk(memoryConfig(catalog({ parts: asset({ partitions: segments(['a', 'b', 'c']), run }) })), tree)
  await materialize(lab)
  const files = Object.fromEntries(await Promise.all(['a', 'b', 'c'].map(async key => [key, await path(lab, `parts@${key}`)] as const)))
  return { lab, calls, shown: (key: string) => files[key]!.path, object: (key: string) => files[key]!.object! }
}

/** The same project; something happens before it looks at its tree for the first time. */
function beforeFirstLook<L extends Awaited<ReturnType<typeof threeMade>>['lab']>(lab: L, happen: () => void): L {
  let hasHappened = false
  const open = (base: string): ArtifactStore => {
    const store = lab.io.open(base)
    const stamp: Tree['stamp'] = path => {
      if (!hasHappened) {
        hasHappened = true
        happen()
      }
      return store.tree.stamp(path)
    }
    return { ...store, tree: overridden(store.tree, { stamp }) }
  }
  return { ...lab, io: { ...lab.io, open } }
}

function edit(file: string, text: string): void {
  chmodSync(file, 0o644)
  writeFileSync(file, text)
}

describe.each(['link', 'copy'] as const)('a tree of %s', tree => {
  test('a file that was deleted, replaced or whose folder went away is shown again by the next run, without running code', async () => {
    const { lab, calls, shown } = await threeMade(tree)
    rmSync(shown('a'))
    rmSync(shown('b'))
    writeFileSync(shown('b'), 'of somebody else')
    rmSync(dirname(shown('c')), { recursive: true })

    expect(await materialize(lab)).toMatchObject({ status: 'complete', steps: nothing, failures: [] })
    expect(['a', 'b', 'c'].map(key => JSON.parse(readFileSync(shown(key), 'utf8'))[0].partition)).toEqual(['a', 'b', 'c'])
    expect(calls).toEqual(['a', 'b', 'c'])
    expect(await verify(lab)).toMatchObject({ ok: true, unreferenced: [], tree: { wrong: [] } })
  })

  test('a run looks at what it selects; verify names what is wrong, and repairs it where it is asked to', async () => {
    const { lab, calls, shown } = await threeMade(tree)
    for (const key of ['a', 'b']) rmSync(shown(key))
    await materialize(lab, { partitions: 'b,c' })
    expect([existsSync(shown('a')), existsSync(shown('b'))]).toEqual([false, true])

    expect(await verify(lab)).toMatchObject({ ok: false, tree: { wrong: [shown('a')], repaired: 0 } })
    expect(existsSync(shown('a'))).toBe(false)
    expect(await verify(lab, { repair: true })).toMatchObject({ ok: true, tree: { wrong: [], repaired: 1 } })
    expect(readFileSync(shown('a'), 'utf8')).toContain('"a"')
    expect(calls).toEqual(['a', 'b', 'c'])
  })
})

test('a tree copy that was edited is shown again, and its object is untouched', async () => {
  const { lab, calls, shown, object } = await threeMade('copy')
  edit(shown('a'), 'edited')
  await materialize(lab)
  expect([readFileSync(shown('a'), 'utf8'), calls.length]).toEqual([readFileSync(object('a'), 'utf8'), 3])
})

test('an object that was edited through its hard link is set aside, counts as lost, and no reader of the tree is given it again', async () => {
  const { lab, calls, shown, object } = await threeMade()
  const right = readFileSync(shown('a'), 'utf8')
  edit(shown('a'), 'edited')
  expect(readFileSync(object('a'), 'utf8')).toBe('edited')

  expect(await materialize(lab)).toMatchObject({ status: 'complete', steps: { ...nothing, done: 1 }, failures: [] })
  expect(calls).toEqual(['a', 'b', 'c', 'a'])
  expect([readFileSync(shown('a'), 'utf8'), readFileSync(object('a'), 'utf8')]).toEqual([right, right])
  expect(readdirSync(join(lab.root, 'data/.varve/quarantine/.objects'))).toHaveLength(1)
  expect(await verify(lab)).toMatchObject({ ok: true })
})

test('verify --repair finds an edit that kept size and time, sets the object aside, and takes the wrong file out of the tree', async () => {
  const { lab, calls, shown, object } = await threeMade()
  const { mtime, size } = statSync(shown('a'))
  const sha256 = basename(object('a'), '.json')
  edit(shown('a'), 'x'.repeat(size))
  utimesSync(shown('a'), mtime, mtime)

  expect(await verify(lab)).toMatchObject({ ok: false, corrupted: [{ partitions: ['parts@a'] }], tree: { wrong: [shown('a')] } })
  expect(await verify(lab, { repair: true })).toMatchObject({
    ok: false,
    missing: [{ partitions: ['parts@a'] }],
    tree: { wrong: [shown('a')] },
  })
  expect([existsSync(shown('a')), existsSync(object('a'))]).toEqual([false, false])
  expect(await withSnapshot(lab.lab.ledger, snapshot => snapshot.losses())).toMatchObject([{ sha256 }])
  expect(await materialize(lab)).toMatchObject({ status: 'complete', steps: { ...nothing, done: 1 } })
  expect(await verify(lab)).toMatchObject({ ok: true })
  expect(calls).toEqual(['a', 'b', 'c', 'a'])
})

test('a storage root that goes away, or is replaced by another, while a command looks at the tree has lost nothing', async () => {
  const { lab, calls } = await threeMade()
  const [data, away] = [join(lab.root, 'data'), join(lab.root, 'away')]
  const other = join(lab.root, 'other')
  mkdirSync(join(other, '.varve'), { recursive: true })
  writeFileSync(join(other, '.varve/root.json'), JSON.stringify({ format: 1, ledger: 'another' }))
  for (const then of [() => {}, () => renameSync(other, data)]) {
    const leaving = beforeFirstLook(lab, () => {
      renameSync(data, away)
      then()
    })
    await expect(materialize(leaving)).rejects.toMatchObject({ code: 'ROOT_MISSING', why: expect.stringContaining('nothing was recorded') })
    expect(await withSnapshot(lab.lab.ledger, snapshot => snapshot.losses())).toEqual([])
    rmSync(data, { recursive: true, force: true })
    renameSync(away, data)
  }
  expect(await materialize(lab)).toMatchObject({ status: 'complete', steps: nothing })
  expect([calls, (await verify(lab)).ok]).toEqual([['a', 'b', 'c'], true])
})

test('a file with the right content under another inode is confirmed, and not hashed again', async () => {
  const { lab, shown } = await threeMade()
  const bytes = readFileSync(shown('a'))
  rmSync(shown('a'))
  writeFileSync(shown('a'), bytes)
  const { ino } = statSync(shown('a'))
  await materialize(lab)
  expect(statSync(shown('a')).ino).toBe(ino)
  const entries = await lab.lab.ledger.tree.entries({ environment: 'main', asset: 'parts', after: 0, limit: 100 })
  expect(entries.find(({ partition }) => partition === 'a')?.stamp).toContain(String(ino))
})

test('entries that were shown under an earlier boot are looked at by the first command after it', async () => {
  const { lab, shown } = await threeMade()
  const entries = await lab.lab.ledger.tree.entries({ environment: 'main', asset: 'parts', after: 0, limit: 100 })
  await lab.lab.ledger.tree.confirm(entries, 'an earlier boot')
  rmSync(shown('b'))

  await status(lab)
  expect(readFileSync(shown('b'), 'utf8')).toContain('"b"')
  expect(await lab.lab.ledger.tree.ofOtherBoots(entries[0]!.boot!, 10)).toEqual([])
})

test('what was published while there was no tree is shown once there is one: path named the old file, with the old value', async () => {
  let n = 1
  const parts = asset({ partitions: segments(['a', 'b', 'c']), run: (_, { partition }) => [{ partition, n }] })
  const lab = await onDisk(memoryConfig(catalog({ parts })))
  const without = { ...lab, io: ioManager({ storage: file(join(lab.root, 'data')), format: json(), tree: 'none' }) }
  await materialize(lab, { partitions: 'a,b' })
  const before = await Promise.all(['a', 'b'].map(async key => (await path(lab, `parts@${key}`)).path))
  n = 2
  await materialize(without, { partitions: 'a,c', force: true })
  await erase(without, ['parts@b'], { reason: 'a test' })
  expect(before.map(existsSync), 'an older or erased artifact in the tree').toEqual([false, false])

  const after = await Promise.all(['a', 'c'].map(async key => (await path(lab, `parts@${key}`)).path))
  expect(after.map(shown => JSON.parse(readFileSync(shown, 'utf8'))[0].n)).toEqual([2, 2])
  expect(after[0]).toBe(before[0])
  expect(
    (await lab.lab.ledger.tree.entries({ environment: 'main', asset: 'parts', after: 0, limit: 100 })).map(({ stamp }) => stamp === null),
  ).toEqual([true, false, false])
  expect(await verify(lab)).toMatchObject({ ok: true, tree: { wrong: [] } })
})

test('files that a user put into the tree are left alone', async () => {
  const { lab, shown } = await threeMade()
  const notes = join(dirname(shown('a')), 'notes.txt')
  writeFileSync(notes, 'mine')
  mkdirSync(join(dirname(shown('b')), 'inner'))
  linkSync(shown('b'), join(dirname(shown('b')), 'backup.json'))
  renameSync(shown('b'), `${shown('b')}.moved`)
  await materialize(lab, { force: true })
  await verify(lab, { repair: true })
  expect(readFileSync(notes, 'utf8')).toBe('mine')
  expect(readdirSync(dirname(shown('b'))).sort()).toEqual(['backup.json', 'inner', 'part.json', 'part.json.moved'])
})

test('an object that is found damaged anywhere is no longer shown by any partition that shares it', async () => {
  const parts = asset({ partitions: segments(['a', 'b']), run: () => ['equal'] })
  const lab = await onDisk(
    memoryConfig(catalog({ parts, sum: asset({ inputs: { parts: from(parts, { partitions: all }) }, run: ({ parts }) => parts.size }) })),
  )
  await materialize(lab, { select: 'parts' })
  const [a, b] = await Promise.all(['a', 'b'].map(async key => (await path(lab, `parts@${key}`)).path))
  edit(a!, 'edited')
  expect(readFileSync(b!, 'utf8')).toBe('edited')

  // found by a reader, which looks at no tree
  expect(await materialize(lab, { select: 'sum' })).toMatchObject({ steps: { done: 0 } })
  expect([existsSync(a!), existsSync(b!)]).toEqual([false, false])
  expect(await path(lab, 'parts')).toMatchObject({ complete: false })
  expect(await materialize(lab)).toMatchObject({ status: 'complete', failures: [] })
  expect([readFileSync(a!, 'utf8'), readFileSync(b!, 'utf8')]).toEqual(['["equal"]\n', '["equal"]\n'])
})
