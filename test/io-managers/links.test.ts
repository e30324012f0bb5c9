/** A tree of hard links: what only a disk shows. */
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { file } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { byCopy } from '../../packages/io-managers/src/tree/copies.ts'
import { byRename } from '../../packages/io-managers/src/tree/renames.ts'
import { tempFolder } from './temp-folder.ts'

/** A storage that holds one object, and all ways to show it. */
async function withObject() {
  const storage = file('data').open(await tempFolder())
  await storage.putIfAbsent('o/1', new TextEncoder().encode('x'), { temporary: 't/put' })
  const disk = storage.disk!
  const ways = { link: byRename(disk, 'link'), copy: byRename(disk, 'copy'), 'copy by generation': byCopy(storage) }
  const show = (path: string, temporary: string, way: keyof typeof ways = 'link') => ways[way]({ object: 'o/1', path, temporary })
  return { storage, show, stamp: async (path: string) => (await storage.stat(path))?.generation }
}

test('a linked tree shares the inode of the object; a copied one does not, and is read-only too', async () => {
  const { storage, show } = await withObject()
  await show('linked/part', 't/1')
  await show('copied/part', 't/2', 'copy')
  const [object, linked, copied] = await Promise.all(['o/1', 'linked/part', 'copied/part'].map(path => stat(storage.locate(path))))

  expect(linked?.ino).toBe(object?.ino)
  expect(copied?.ino).not.toBe(object?.ino)
  expect((copied?.mode ?? 0) & 0o777).toBe(0o444)
})

test('a link whose rename is a silent no-op leaves no temporary name', async () => {
  const { storage, show, stamp } = await withObject()
  // of two that show one object at once, one renames over a link of the same file
  const stamps = await Promise.all(Array.from({ length: 16 }, (_, n) => show('tree/part', `t/${n}`)))

  expect(new Set(stamps)).toEqual(new Set([await stamp('tree/part')]))
  expect(await readdir(storage.locate('t'))).toEqual([])
  expect((await stat(storage.locate('o/1'))).nlink).toBe(2)
})

test('a write through a hard link changes the stamp of the object and of every name that shows it', async () => {
  const { storage, show, stamp } = await withObject()
  const shown = await show('tree/part', 't/1')
  await chmod(storage.locate('tree/part'), 0o644)
  expect(await stamp('tree/part')).toBe(shown)
  await writeFile(storage.locate('tree/part'), 'y')

  const [object, edited] = [await stamp('o/1'), await stamp('tree/part')]
  expect([object === edited, object === shown]).toEqual([true, false])
})

test('folders of the tree that someone else removed are made again', async () => {
  const { storage, show } = await withObject()
  await show('tree/deep/part', 't/1')
  for (const folder of ['tree', 't']) await rm(storage.locate(folder), { recursive: true })
  await show('tree/deep/part', 't/2')

  expect((await stat(storage.locate('o/1'))).nlink).toBe(2)
})

test.each(['link', 'copy', 'copy by generation'] as const)(
  'a folder under the name of a file of the tree is named with the way out, by %s',
  async way => {
    const { storage, show } = await withObject()
    await mkdir(storage.locate('tree/a'), { recursive: true })

    await expect(show('tree/a', 't/1', way)).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      where: storage.locate('tree/a'),
      fix: expect.stringContaining('move it away'),
    })
    expect(await readdir(storage.locate('t'))).toEqual([])
  },
)
