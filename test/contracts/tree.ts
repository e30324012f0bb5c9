/** What every way to show a tree must do, over any storage. */
import { type ArtifactStore, type Member, type Storage, sha256 } from '@varve/core'
import { ioManager, json } from '@varve/io-managers'
import { describe, expect, test } from 'vitest'

export interface TreeCase {
  /** An empty storage. */
  readonly makeStorage: () => Promise<Storage>
  readonly mode: 'link' | 'copy'
  /** Writes other bytes into a file of the tree, as a user could. */
  readonly damage: (storage: Storage, path: string) => Promise<void>
  /** Whether the tree's file and the object are one. */
  readonly isShared: boolean
}

const folder = 'main/flights/0c9e41d2f7aa/day=2001-01-01'
const path = `${folder}/part.json`

export function treeContract(name: string, { makeStorage, mode, damage, isShared }: TreeCase): void {
  const open = async () => {
    const storage = await makeStorage()
    return { storage, ...openAgain(storage) }
  }
  const openAgain = (storage: Storage) => {
    const store = ioManager({ storage: { kind: 'of a test', open: () => storage }, format: json(), tree: mode }).open('.')
    return { store, show: async (member: Member, at = path) => store.tree.show('holder', member, at) }
  }

  describe(`tree ${name}`, () => {
    test('a path shows one object after another, and its stamp tells which', async () => {
      const { store, show } = await open()
      const [one, two] = [await put(store, 'one'), await put(store, 'two')]
      expect([await store.tree.stamp(path), await store.tree.hash(path)]).toEqual([undefined, undefined])
      const stamps: string[] = []
      for (const member of [one, two, one]) {
        stamps.push(await show(member))
        expect([await store.tree.hash(path), await store.tree.stamp(path)]).toEqual([member.sha256, stamps.at(-1)])
      }

      expect([stamps[0] === stamps[1], stamps[1] === stamps[2]]).toEqual([false, false])
      expect(await states(store, one, two)).toEqual(['ok', 'ok'])
    })

    test('what lies beside a file of the tree is left alone, and no temporary name stays', async () => {
      const { storage, store, show } = await open()
      await storage.putIfAbsent(`${folder}/notes.txt`, bytes('of a user'), { temporary: '.varve/tmp/user/1' })
      for (const content of ['old', 'new']) await show(await put(store, content))
      await show(await put(store, 'inner'), `${folder}/origin=ORD/part.json`)

      expect(await shownIn(storage)).toEqual({
        [`${folder}/notes.txt`]: 'of a user',
        [`${folder}/origin=ORD/part.json`]: 'inner',
        [path]: 'new',
      })
      expect(await leftovers(store)).toEqual([])
    })

    test('showing what is shown already shows it, and leaves nothing', async () => {
      const { storage, store, show } = await open()
      const one = await put(store, 'one')
      for (const _ of [1, 2, 3]) expect(await show(one)).toBe(await store.tree.stamp(path))

      expect(await shownIn(storage)).toEqual({ [path]: 'one' })
      expect(await leftovers(store)).toEqual([])
    })

    test('an object that is missing is named, and what was shown stays', async () => {
      const { storage, store, show } = await open()
      await show(await put(store, 'one'))
      const gone = { name: 'part.json', sha256: sha256('never put'), bytes: 9 }

      await expect(show(gone)).rejects.toMatchObject({ code: 'OBJECT_MISSING', where: store.objects.locate(gone) })
      await expect(show(gone, `${folder}/other.json`)).rejects.toMatchObject({ code: 'OBJECT_MISSING', where: store.objects.locate(gone) })
      expect(await shownIn(storage)).toEqual({ [path]: 'one' })
      expect(await leftovers(store)).toEqual([])
    })

    test('a file that was written to has another stamp, and is shown right again', async () => {
      const { storage, store, show } = await open()
      const one = await put(store, 'one')
      const stamp = await show(one)
      await damage(storage, path)
      expect([(await store.tree.stamp(path)) === stamp, await store.tree.hash(path)]).toEqual([false, sha256('wrong')])
      const again = openAgain(storage)
      expect(await states(again.store, one)).toEqual([isShared ? 'corrupt' : 'ok'])

      await put(again.store, 'one')
      await again.show(one)
      expect([await again.store.tree.hash(path), await states(again.store, one)]).toEqual([one.sha256, ['ok']])
    })

    test('an object whose link was edited is not shown unhashed, whatever stamp it was shown with', async () => {
      const { storage, store, show } = await open()
      const one = await put(store, 'one')
      const stamp = await show(one)
      const untouched = openAgain(storage).store
      await untouched.objects.requireWhole(one, stamp)
      await damage(storage, path)
      const asked = openAgain(storage).store.objects.requireWhole(one, stamp)

      await (isShared ? expect(asked).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' }) : asked)
    })

    test('a stamp tells that a file was replaced by equal bytes, and that it is gone', async () => {
      const { storage, store, show } = await open()
      const stamp = await show(await put(store, 'one'))
      const replaced = await storage.replace(path, bytes('one'), stamp, { temporary: '.varve/tmp/user/1' })
      expect([replaced === stamp, await store.tree.stamp(path)]).toEqual([false, replaced])
      await storage.remove(path)

      expect(await Promise.all([path, folder, 'no/such'].map(at => store.tree.stamp(at)))).toEqual([undefined, undefined, undefined])
    })

    test('what leaves is named: files and folders of others stay, what is empty goes, and it can come back', async () => {
      const { storage, store, show } = await open()
      const one = await put(store, 'one')
      for (const name of ['part.json', 'b.json']) await show(one, `${folder}/${name}`)
      await show(one, `${folder}/origin=ORD/part.json`)
      await store.tree.hide(folder, ['part.json', 'absent.json'], 'main')
      expect(Object.keys(await shownIn(storage))).toEqual([`${folder}/b.json`, `${folder}/origin=ORD/part.json`])

      await store.tree.hide(`${folder}/origin=ORD`, ['part.json'], 'main')
      await store.tree.hide(folder, ['b.json'], 'main')
      await store.tree.hide(folder, ['b.json'], 'main')
      expect([await shownIn(storage), (await storage.names('main')).folders]).toEqual([{}, []])
      await show(one)
      expect(await shownIn(storage)).toEqual({ [path]: 'one' })
      await expect(store.tree.hide(folder, ['../../x'], 'main')).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
    })

    test('sixteen at once show one whole object, whose stamp one of them was given, and leave nothing', async () => {
      const { storage, store } = await open()
      const members = await Promise.all(Array.from({ length: 8 }, (_, n) => put(store, `object ${n}`)))
      const writers = [openAgain(storage), openAgain(storage)].flatMap(({ show }) => members.map(member => ({ show, member })))
      const stamps = await Promise.all(writers.map(({ show, member }) => show(member)))

      expect(stamps).toContain(await store.tree.stamp(path))
      expect(members.map(({ sha256 }) => sha256)).toContain(await store.tree.hash(path))
      expect(await leftovers(store)).toEqual([])
    })

    test('sixteen at once show one object', async () => {
      const { storage, store } = await open()
      const one = await put(store, 'one')
      const stamps = await Promise.all(Array.from({ length: 16 }, () => openAgain(storage).show(one)))

      expect(stamps).toContain(await store.tree.stamp(path))
      expect(await shownIn(storage)).toEqual({ [path]: 'one' })
      expect(await leftovers(store)).toEqual([])
    })

    test.each(['../x', '/etc/x', 'main/../../x', 'a\\b', ''])('no object is shown at %j', async unsafe => {
      const { store, show } = await open()
      await expect(show(await put(store, 'one'), unsafe)).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
    })
  })
}

let attempts = 0

async function put(store: ArtifactStore, content: string): Promise<Member> {
  attempts += 1
  const staged = await store.staged.stage('holder', `${attempts}`, [{ name: 'part.json', bytes: bytes(content) }], null)
  await store.objects.put(staged)
  return staged.artifact.members[0]
}

async function states(store: ArtifactStore, ...members: readonly Member[]): Promise<readonly string[]> {
  return Promise.all(members.map(member => store.objects.hash(member)))
}

async function leftovers(store: ArtifactStore): Promise<readonly string[]> {
  const found: string[] = []
  for await (const { path } of store.staged.all()) found.push(path)
  return found
}

/** Content by path, of everything that is not Varve's own. */
async function shownIn(storage: Storage): Promise<Readonly<Record<string, string>>> {
  const shown: [string, string][] = []
  for (let cursor: string | undefined; ; ) {
    const { files, next } = await storage.list('', { cursor })
    for (const { path } of files) if (!path.startsWith('.varve/')) shown.push([path, new TextDecoder().decode(await storage.read(path))])
    if (next === undefined) return Object.fromEntries(shown)
    cursor = next
  }
}

function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}
