/** What every storage must do; a storage joins by passing this suite. */
import type { Storage } from '@varve/core'
import { describe, expect, test } from 'vitest'
import { bytes, listed, named, paths, put, replace, streamed, text } from './storage-acts.ts'
import { reading, replacing, writing } from './storage-bytes.ts'

/** @param makeStorage gives an empty storage. */
export function storageContract(name: string, makeStorage: () => Promise<Storage>): void {
  describe(`storage ${name}`, () => {
    reading(makeStorage)
    writing(makeStorage)
    replacing(makeStorage)
    listing(makeStorage)
    removing(makeStorage)
    moving(makeStorage)
    naming(makeStorage)
  })
}

function listing(makeStorage: () => Promise<Storage>): void {
  test('lists a folder and what lies below it, sorted by whole path, with sizes', async () => {
    const storage = await makeStorage()
    for (const path of ['f/b', 'f/a/z', 'f/a.txt', 'f/a/b', 'fg', 'e/x']) await put(storage, path, path)

    expect(await listed(storage, 'f')).toEqual([
      { path: 'f/a.txt', bytes: 7 },
      { path: 'f/a/b', bytes: 5 },
      { path: 'f/a/z', bytes: 5 },
      { path: 'f/b', bytes: 3 },
    ])
    expect(await listed(storage, 'absent')).toEqual([])
  })

  test.each([1, 2, 3, 100])('pages of %i hold every file once and in order, and every name of a folder', async limit => {
    const storage = await makeStorage()
    const all = ['f/a-b', 'f/a.txt', 'f/a/b', 'f/a/c/d', 'f/a/z', 'f/b', 'f/c/d', 'f/d']
    for (const path of ['e', ...all, 'g/h']) await put(storage, path, path)

    expect((await listed(storage, 'f', limit)).map(({ path }) => path)).toEqual(all)
    expect(await named(storage, 'f', limit)).toEqual({ files: ['a-b', 'a.txt', 'b', 'd'], folders: ['a', 'c'] })
  })

  test('what comes and goes while pages are listed hides nothing else, and nothing is listed twice', async () => {
    const storage = await makeStorage()
    const before = ['f/b', 'f/d/x', 'f/d/y', 'f/e', 'f/g']
    for (const path of before) await put(storage, path, 'x')
    const found: string[] = []
    let added = 0
    for (let cursor: string | undefined; ; ) {
      const { files, next } = await storage.list('f', { limit: 1, cursor })
      found.push(...files.map(({ path }) => path))
      for (const name of ['a', 'd/w', 'd/z', 'h']) await put(storage, `f/${name}${added++}`, 'x')
      if (found.length === 1) await storage.remove('f/b')
      if (next === undefined || added > 400) break
      cursor = next
    }

    expect(found.filter(path => before.includes(path))).toEqual(before)
    expect([new Set(found).size, found.toSorted()]).toEqual([found.length, found])
  })

  test('the names of a folder are those of what lies in it itself, sorted', async () => {
    const storage = await makeStorage()
    for (const path of ['a/c', 'a/b', 'a/d/e', 'b']) await put(storage, path, 'x')

    expect([await named(storage, 'a'), await named(storage, 'a/d'), await named(storage, 'absent'), await named(storage, '')]).toEqual([
      { files: ['b', 'c'], folders: ['d'] },
      { files: ['e'], folders: [] },
      { files: [], folders: [] },
      { files: ['b'], folders: expect.arrayContaining(['a']) },
    ])
  })
}

function removing(makeStorage: () => Promise<Storage>): void {
  test('removes files and folders of temporaries, present or not, and writes there again', async () => {
    const storage = await makeStorage()
    for (const path of ['t/h/1', 't/h/2', 't/h/deep/3', 't/hh']) await storage.stage(path, bytes('x'))
    await storage.remove('t/h/1')
    await storage.remove('t/h/1')
    expect(await paths(storage)).toEqual(['t/h/2', 't/h/deep/3', 't/hh'])

    await storage.sweep('t/h')
    await storage.sweep('t/h')
    expect(await paths(storage)).toEqual(['t/hh'])

    await storage.stage('t/h/1', bytes('again'))
    expect(text(await storage.read('t/h/1'))).toBe('again')
  })

  test('removes only the generation that is asked for', async () => {
    const storage = await makeStorage()
    const first = (await put(storage, 'a', 'first'))!
    const second = (await replace(storage, 'a', bytes('second'), first))!
    await storage.remove('a', { generation: first })
    expect(text(await storage.read('a'))).toBe('second')

    await storage.remove('a', { generation: second })
    await storage.remove('a', { generation: second })
    expect(await paths(storage)).toEqual([])
  })

  test('a file leaves with the folders that are empty then, as far as it is asked, and comes back', async () => {
    const storage = await makeStorage()
    for (const path of ['tree/a/day=1/x', 'tree/a/day=2/x', 'tree/a/day=2/mine']) await put(storage, path, 'x')
    for (const day of [1, 2, 3]) await storage.remove(`tree/a/day=${day}/x`, { keep: 'tree/a' })
    expect([await paths(storage), (await named(storage, 'tree/a')).folders]).toEqual([['tree/a/day=2/mine'], ['day=2']])
    await put(storage, 'tree/a/day=1/x', 'again')
    expect(await paths(storage)).toEqual(['tree/a/day=1/x', 'tree/a/day=2/mine'])
  })
}

function moving(makeStorage: () => Promise<Storage>): void {
  test('moves a file to a name that is free, once, and leaves both where it is taken', async () => {
    const storage = await makeStorage()
    await put(storage, 'a', 'x')
    const moves = await Promise.allSettled(['q/1', 'q/2', 'q/3'].map(to => storage.move('a', to)))
    expect(moves.filter(({ status }) => status === 'fulfilled')).toEqual([{ status: 'fulfilled', value: 'moved' }])
    const [moved, ...others] = await paths(storage)
    expect([others, text(await storage.read(moved!))]).toEqual([[], 'x'])
    await put(storage, 'a', 'y')
    expect([await storage.move('a', moved!), await paths(storage)]).toEqual(['present', ['a', moved]])
    await expect(storage.move('absent', 'q/4')).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
  })

  test('what is put while a file is being moved stays where it was put', async () => {
    const storage = await makeStorage()
    for (let round = 0; round < 50; round += 1) {
      await put(storage, 'a', 'wrong')
      await Promise.all(
        [storage.move('a', `q/${round}-1`), storage.move('a', `q/${round}-2`)].map(move =>
          move.then(
            () => put(storage, 'a', 'right'),
            () => {},
          ),
        ),
      )
      expect(text(await storage.read('a')), `round ${round}`).toBe('right')
      await storage.remove('a')
    }
  })
}

function naming(makeStorage: () => Promise<Storage>): void {
  test('says how long names may be, and refuses a longer one by every way to write', async () => {
    const storage = await makeStorage()
    const { partBytes, pathBytes } = storage.limits
    expect(partBytes).toBeGreaterThanOrEqual(255)
    expect(pathBytes).toBeGreaterThanOrEqual(partBytes)
    await storage.stage('t/1', bytes('x'))
    const long = 'n'.repeat(partBytes + 1)

    const writes = [
      () => put(storage, long, 'x'),
      () => put(storage, long, { copyOf: 't/1' }),
      () => storage.stage(long, bytes('x')),
      () => storage.finalize('t/1', long),
      () => storage.move('t/1', long),
    ]

    for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 'STORAGE_FAILED', details: { code: 'ENAMETOOLONG' } })
    expect(await paths(storage)).toEqual(['t/1'])
  })

  test.each(['../x', 'a/../../x', '/etc/x', 'a//b', 'a/./b', '', 'a\\..\\b', 'C:/x', 'a\0b', 'a/'])('refuses the path %j', async path => {
    const storage = await makeStorage()
    const temporary = 't/1'
    const attempts = [
      () => storage.read(path),
      () => streamed(storage, path),
      () => storage.stat(path),
      () => storage.stage(path, bytes('x')),
      () => storage.finalize(path, 'a'),
      () => storage.move(path, 'a'),
      () => storage.move('a', path),
      () => storage.putIfAbsent(path, bytes('x'), { temporary }),
      () => storage.putIfAbsent('a', bytes('x'), { temporary: path }),
      () => storage.putIfAbsent('a', { copyOf: path }, { temporary }),
      () => storage.replace(path, bytes('x'), '1', { temporary }),
      () => storage.remove(path),
      () => storage.sweep(path),
    ]

    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
    expect(await paths(storage)).toEqual([])
  })
}
