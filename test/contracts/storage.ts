/** What every storage must do; a storage joins by passing this suite. */
import type { ApplyProjection, Storage, TreeLink, TreeMode } from '@varve/core'
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
      const outcomes = await Promise.all(Array.from({ length: 16 }, (_, n) => storage.putIfAbsent('commits/1', bytes(`writer ${n}`))))

      const winner = outcomes.indexOf('put')
      expect(outcomes.filter(outcome => outcome === 'put')).toEqual(['put'])
      expect(text(await storage.read('commits/1'))).toBe(`writer ${winner}`)
      expect(await paths(storage, '')).toEqual(['commits/1'])
    })

    test('says which files exist', async () => {
      const storage = await makeStorage()
      await storage.putIfAbsent('a/b', bytes('x'))

      expect(await Promise.all(['a/b', 'a/c', 'a', 'a/b/c', 'z/z'].map(path => storage.exists(path)))).toEqual([
        true,
        false,
        false,
        false,
        false,
      ])
    })

    test('reading an absent file names it', async () => {
      const storage = await makeStorage()

      await expect(storage.read('no/such')).rejects.toMatchObject({ code: 'OBJECT_MISSING', where: storage.locate('no/such') })
    })

    test('what a reader does with its bytes reaches nobody else', async () => {
      const storage = await makeStorage()
      const written = bytes('abc')
      await storage.putIfAbsent('a', written)
      written.fill(0)
      const read = await storage.read('a')
      read.fill(0)

      expect(text(await storage.read('a'))).toBe('abc')
    })

    test('lists a folder and what lies below it, sorted by whole path, with sizes', async () => {
      const storage = await makeStorage()
      for (const path of ['f/b', 'f/a/z', 'f/a.txt', 'f/a/b', 'fg', 'e/x']) await storage.putIfAbsent(path, bytes(path))

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
      await storage.putIfAbsent('a', bytes('new'))
      await storage.putIfAbsent('q/b', bytes('old'))
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

      await storage.removeFolder('t/h')
      await storage.removeFolder('t/h')
      expect(await paths(storage, '')).toEqual([])

      await storage.stage('t/h/1', bytes('again'))
      expect(text(await storage.read('t/h/1'))).toBe('again')
    })

    test('flushes folders that exist and folders that are gone', async () => {
      const storage = await makeStorage()
      await storage.putIfAbsent('a/b/c', bytes('x'))

      await storage.flush(['a/b', 'gone'])
    })

    test.each(['link', 'copy'] as const)(
      'projects by %s only what the ledger still calls current, and removes what is surplus',
      async mode => {
        const storage = await makeStorage()
        for (const content of ['one', 'two', 'old']) await storage.putIfAbsent(`o/${content}`, bytes(content))
        await storage.project([link('tree/a/part.json', 'o/old', 't/0')], mode, all)
        await storage.project([link('tree/a/part.csv', 'o/old', 't/1')], mode, all)

        const links = [
          { ...link('tree/a/part.csv', 'o/one', 't/2'), surplus: ['tree/a/part.json'] },
          { ...link('tree/b/part.csv', 'o/two', 't/3'), surplus: ['o/two'] },
        ]
        await storage.project(links, mode, all)

        expect(await paths(storage, '')).toEqual(['o/old', 'o/one', 'o/two', 'tree/a/part.csv'])
        expect(text(await storage.read('tree/a/part.csv'))).toBe('one')
      },
    )

    test.each(['link', 'copy'] as const)('projecting by %s what the tree shows already changes nothing and leaves nothing', async mode => {
      const storage = await makeStorage()
      await storage.putIfAbsent('o/one', bytes('one'))
      for (const n of [1, 2]) await storage.project([link('tree/part', 'o/one', `t/${n}`)], mode, all)

      expect(await paths(storage, '')).toEqual(['o/one', 'tree/part'])
    })

    test('projects hundreds of links in one call', async () => {
      const storage = await makeStorage()
      await storage.putIfAbsent('o/one', bytes('one'))
      const links = Array.from({ length: 300 }, (_, n) => link(`tree/day=${n}/part`, 'o/one', `t/${n}`))
      expect(await projected(storage, links)).toEqual({ applied: links.map((_, index) => index), error: undefined })

      expect((await paths(storage, 'tree')).length).toBe(300)
      expect(await paths(storage, 't')).toEqual([])
    })

    test('projects nothing where the tree is off', async () => {
      const storage = await makeStorage()
      await storage.putIfAbsent('o/one', bytes('one'))
      await storage.project([link('tree/part', 'o/one', 't/1')], 'none', all)

      expect(await paths(storage, '')).toEqual(['o/one'])
    })

    test.each(['link', 'copy'] as const)('a missing object is named, and keeps back neither the other %s nor a temporary', async mode => {
      const storage = await makeStorage()
      await storage.putIfAbsent('o/one', bytes('one'))
      const links = [link('tree/b', 'o/gone', 't/1'), link('tree/a', 'o/one', 't/2')]

      expect(await projected(storage, links, [0, 1], mode)).toMatchObject({
        applied: [1],
        error: { code: 'OBJECT_MISSING', where: storage.locate('o/gone') },
      })
      expect(await paths(storage, '')).toEqual(['o/one', 'tree/a'])
    })

    test('a missing object of what is no longer current is nobody’s failure', async () => {
      const storage = await makeStorage()
      await storage.putIfAbsent('o/one', bytes('one'))
      const links = [link('tree/a', 'o/gone', 't/1'), link('tree/a', 'o/one', 't/2')]

      expect(await projected(storage, links, [1])).toEqual({ applied: [1], error: undefined })
      expect(await paths(storage, '')).toEqual(['o/one', 'tree/a'])
    })

    test('a ledger that fails to confirm leaves the tree as it was', async () => {
      const storage = await makeStorage()
      await storage.putIfAbsent('o/one', bytes('one'))
      const confirm = () => Promise.reject(new Error('the ledger is away'))

      await expect(storage.project([link('tree/a', 'o/one', 't/1')], 'link', confirm)).rejects.toThrow('the ledger is away')
      expect(await paths(storage, '')).toEqual(['o/one'])
    })

    test.each(['../x', 'a/../../x', '/etc/x', 'a//b', 'a/./b', '', 'a\\..\\b', 'C:/x', 'a\0b', 'a/'])('refuses the path %j', async path => {
      const storage = await makeStorage()
      const attempts = [
        () => storage.read(path),
        () => storage.exists(path),
        () => storage.stage(path, bytes('x')),
        () => storage.putIfAbsent(path, bytes('x')),
        () => storage.remove(path),
        () => storage.removeFolder(path),
      ]

      for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
    })
  })
}

function link(target: string, object: string, temporary: string) {
  return { target, object, temporary }
}

async function all(apply: ApplyProjection): Promise<void> {
  apply([0])
}

/** Which of the current links were applied, and what was thrown. */
async function projected(
  storage: Storage,
  links: readonly TreeLink[],
  current = links.map((_, index) => index),
  mode: TreeMode = 'link',
): Promise<{ readonly applied: readonly number[]; readonly error: unknown }> {
  let applied: readonly number[] = []
  const error: unknown = await storage
    .project(links, mode, async apply => {
      applied = apply(current)
    })
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  return { applied, error }
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
