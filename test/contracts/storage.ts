/** What every storage must do; a storage joins by passing this suite. */
import type { Storage } from '@varve/core'
import { describe, expect, test } from 'vitest'

/** @param makeStorage gives an empty storage. */
export function storageContract(name: string, makeStorage: () => Promise<Storage>): void {
  describe(`storage ${name}`, () => {
    test('reads back what was staged and published, and the staged name is gone', async () => {
      const storage = await makeStorage()
      await storage.stage('.varve/tmp/h/1-a', bytes('hello'))

      expect(await storage.publish('.varve/tmp/h/1-a', 'objects/a')).toBe('put')
      expect(text(await storage.read('objects/a'))).toBe('hello')
      expect(await paths(storage, '')).toEqual(['objects/a'])
    })

    test('publishing under a taken name keeps the first content and drops the staged file', async () => {
      const storage = await makeStorage()
      await storage.stage('tmp/1', bytes('first'))
      await storage.stage('tmp/2', bytes('second'))
      await storage.publish('tmp/1', 'a')

      expect(await storage.publish('tmp/2', 'a')).toBe('present')
      expect(text(await storage.read('a'))).toBe('first')
      expect(await paths(storage, '')).toEqual(['a'])
    })

    test('a staged name is never written twice', async () => {
      const storage = await makeStorage()
      await storage.stage('tmp/1', bytes('first'))

      await expect(storage.stage('tmp/1', bytes('second'))).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
      expect(text(await storage.read('tmp/1'))).toBe('first')
    })

    test('of sixteen writers of one absent name exactly one wins', async () => {
      const storage = await makeStorage()
      const outcomes = await Promise.all(Array.from({ length: 16 }, (_, n) => put(storage, 'commits/1', bytes(`writer ${n}`))))

      const winner = outcomes.indexOf('put')
      expect(outcomes.filter(outcome => outcome === 'put')).toEqual(['put'])
      expect(text(await storage.read('commits/1'))).toBe(`writer ${winner}`)
      expect(await paths(storage, '')).toEqual(['commits/1'])
    })

    test('says which files exist', async () => {
      const storage = await makeStorage()
      await put(storage, 'a/b', bytes('x'))

      expect(await Promise.all(['a/b', 'a/c', 'a', 'a/b/c', 'z/z'].map(path => storage.exists(path)))).toEqual([
        true,
        false,
        false,
        false,
        false,
      ])
    })

    test('the names of a folder are those of what lies in it itself, sorted', async () => {
      const storage = await makeStorage()
      for (const path of ['a/c', 'a/b', 'a/d/e', 'b']) await put(storage, path, bytes('x'))

      expect([await storage.names('a'), await storage.names('a/d'), await storage.names('absent')]).toEqual([
        { files: ['b', 'c'], folders: ['d'] },
        { files: ['e'], folders: [] },
        { files: [], folders: [] },
      ])
    })

    test('reading an absent file names it', async () => {
      const storage = await makeStorage()

      await expect(storage.read('no/such')).rejects.toMatchObject({ code: 'OBJECT_MISSING', where: storage.locate('no/such') })
    })

    test('what a reader does with its bytes reaches nobody else', async () => {
      const storage = await makeStorage()
      const written = bytes('abc')
      await put(storage, 'a', written)
      written.fill(0)
      const read = await storage.read('a')
      read.fill(0)

      expect(text(await storage.read('a'))).toBe('abc')
    })

    test('lists a folder and what lies below it, sorted by whole path, with sizes', async () => {
      const storage = await makeStorage()
      for (const path of ['f/b', 'f/a/z', 'f/a.txt', 'f/a/b', 'fg', 'e/x']) await put(storage, path, bytes(path))

      expect(await listed(storage, 'f')).toEqual([
        { path: 'f/a.txt', bytes: 7 },
        { path: 'f/a/b', bytes: 5 },
        { path: 'f/a/z', bytes: 5 },
        { path: 'f/b', bytes: 3 },
      ])
      expect(await listed(storage, 'absent')).toEqual([])
    })

    test('moves a file over another', async () => {
      const storage = await makeStorage()
      await put(storage, 'a', bytes('new'))
      await put(storage, 'q/b', bytes('old'))
      await storage.move('a', 'q/b')

      expect(await listed(storage, '')).toEqual([{ path: 'q/b', bytes: 3 }])
      expect(text(await storage.read('q/b'))).toBe('new')
    })

    test('removes files and folders, present or not, and writes there again', async () => {
      const storage = await makeStorage()
      await storage.stage('t/h/1', bytes('x'))
      await storage.stage('t/h/2', bytes('x'))
      await storage.remove('t/h/1')
      await storage.remove('t/h/1')
      expect(await paths(storage, '')).toEqual(['t/h/2'])

      await storage.sweep('t/h')
      await storage.sweep('t/h')
      expect(await paths(storage, '')).toEqual([])

      await storage.stage('t/h/1', bytes('again'))
      expect(text(await storage.read('t/h/1'))).toBe('again')
    })

    test('flushes folders that exist and folders that are gone', async () => {
      const storage = await makeStorage()
      await put(storage, 'a/b/c', bytes('x'))

      await storage.flush(['a/b', 'gone'])
    })

    test.each(['link', 'copy'] as const)(
      'shows an object by %s in place of another, and leaves its neighbours and no temporary',
      async mode => {
        const storage = await makeStorage()
        for (const content of ['old', 'new']) await put(storage, `o/${content}`, bytes(content))
        await put(storage, 'tree/a/notes.txt', bytes('of a user'))
        await storage.show('o/old', 'tree/a/part', 't/1', mode)
        const stamp = await storage.show('o/new', 'tree/a/part', 't/1', mode)

        expect(text(await storage.read('tree/a/part'))).toBe('new')
        expect(await storage.stamp('tree/a/part')).toBe(stamp)
        expect(await paths(storage, '')).toEqual(['o/new', 'o/old', 'tree/a/notes.txt', 'tree/a/part'])
      },
    )

    test.each(['link', 'copy'] as const)('showing by %s what is shown already leaves nothing', async mode => {
      const storage = await makeStorage()
      await put(storage, 'o/one', bytes('one'))
      for (const n of [1, 2]) await storage.show('o/one', 'tree/part', `t/${n}`, mode)

      expect(await paths(storage, '')).toEqual(['o/one', 'tree/part'])
    })

    test.each(['link', 'copy'] as const)('a missing object is named, and what was shown by %s stays', async mode => {
      const storage = await makeStorage()
      await put(storage, 'o/one', bytes('one'))
      await storage.show('o/one', 'tree/a', 't/1', mode)

      await expect(storage.show('o/gone', 'tree/a', 't/2', mode)).rejects.toMatchObject({
        code: 'OBJECT_MISSING',
        where: storage.locate('o/gone'),
      })
      expect(await paths(storage, '')).toEqual(['o/one', 'tree/a'])
    })

    test('a stamp tells that a file was replaced or removed, also by equal content', async () => {
      const storage = await makeStorage()
      for (const name of ['a', 'b']) await put(storage, `o/${name}`, bytes('same'))
      const stamp = await storage.show('o/a', 'tree/part', 't/1', 'link')
      expect([await storage.stamp('o/a'), await storage.stamp('tree/part')]).toEqual([stamp, stamp])

      const other = await storage.show('o/b', 'tree/part', 't/2', 'link')
      expect([other === stamp, await storage.stamp('tree/part')]).toEqual([false, other])
      await storage.remove('tree/part')
      expect([await storage.stamp('tree/part'), await storage.stamp('no/such/file'), await storage.stamp('o')]).toEqual([
        undefined,
        undefined,
        undefined,
      ])
    })

    test('removes a file with the folders that are empty then, as far as it is told', async () => {
      const storage = await makeStorage()
      for (const path of ['tree/a/day=1/x', 'tree/a/day=2/x', 'tree/a/day=2/mine']) await put(storage, path, bytes('x'))
      for (const day of [1, 2, 3]) await storage.remove(`tree/a/day=${day}/x`, 'tree/a')
      expect(await paths(storage, '')).toEqual(['tree/a/day=2/mine'])
      await storage.show('tree/a/day=2/mine', 'tree/a/day=1/x', 't/1', 'link')
      expect(await paths(storage, '')).toEqual(['tree/a/day=1/x', 'tree/a/day=2/mine'])
    })

    test('says how long names may be', async () => {
      const { partBytes, pathBytes } = (await makeStorage()).limits
      expect(partBytes).toBeGreaterThanOrEqual(255)
      expect(pathBytes).toBeGreaterThanOrEqual(partBytes)
    })

    test.each(['../x', 'a/../../x', '/etc/x', 'a//b', 'a/./b', '', 'a\\..\\b', 'C:/x', 'a\0b', 'a/'])('refuses the path %j', async path => {
      const storage = await makeStorage()
      const attempts = [
        () => storage.read(path),
        () => storage.exists(path),
        () => storage.stage(path, bytes('x')),
        () => put(storage, path, bytes('x')),
        () => storage.remove(path),
        () => storage.stamp(path),
        () => storage.show(path, 'a', 't/1', 'link'),
        () => storage.sweep(path),
      ]

      for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
    })
  })
}

let temporaries = 0

function put(storage: Storage, path: string, content: Uint8Array) {
  temporaries += 1
  return storage.putIfAbsent(path, content, `.varve/tmp/h/${temporaries}`)
}

async function listed(storage: Storage, folder: string) {
  const files = []
  for await (const file of storage.list(folder)) files.push(file)
  return files
}

async function paths(storage: Storage, folder: string): Promise<readonly string[]> {
  return (await listed(storage, folder)).map(({ path }) => path)
}

function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

function text(content: Uint8Array): string {
  return new TextDecoder().decode(content)
}
