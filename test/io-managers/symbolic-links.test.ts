/** Symbolic links that somebody put into a storage: nothing is written, replaced or removed through one. */
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { file, ioManager, json } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { tempFolder } from './temp-folder.ts'

const folder = 'main/flights/0c9e41d2f7aa/day=2001-01-01'
const path = `${folder}/part.json`
const bytes = (content: string) => new TextEncoder().encode(content)

/** A root with one object, and a folder of somebody else that holds a file of the tree's name. */
async function withOthers(tree: 'link' | 'copy') {
  const [base, others] = [await tempFolder(), await tempFolder()]
  await writeFile(join(others, 'part.json'), 'of somebody else')
  const open = () => ioManager({ storage: file('data'), format: json(), tree }).open(base)
  const store = open()
  const put = async (content: string) => {
    const staged = await store.staged.stage('holder', content, [{ name: 'part.json', bytes: bytes(content) }], null)
    await store.objects.put(staged)
    return staged.artifact.members[0]
  }
  const left = async () => ({ names: await readdir(others), content: await readFile(join(others, 'part.json'), 'utf8') })
  return { root: join(base, 'data'), others, store, open, put, left }
}

const untouched = { names: ['part.json'], content: 'of somebody else' }

test.each([
  ['link', 'partition', folder],
  ['copy', 'partition', folder],
  ['link', 'asset', dirname(dirname(folder))],
  ['copy', 'environment', 'main'],
] as const)(
  'a tree of %s does not follow a symbolic link in place of its %s folder: it overwrote a file where that leads',
  async (tree, _, replaced) => {
    const { root, others, store, open, put, left } = await withOthers(tree)
    const [one, two] = [await put('one'), await put('two')]
    await store.tree.show('holder', one, path)
    await rm(join(root, replaced), { recursive: true })
    await symlink(others, join(root, replaced))

    for (const again of [store, open()]) {
      const error = { code: 'UNSAFE_PATH', where: join(root, replaced), fix: expect.stringContaining('remove the link') }
      await expect(again.tree.show('holder', two, path)).rejects.toMatchObject(error)
      await expect(again.tree.hide(folder, ['part.json'], 'main')).rejects.toMatchObject(error)
    }
    expect(await left()).toEqual(untouched)

    await rm(join(root, replaced))
    await open().tree.show('holder', two, path)
    expect(await readFile(join(root, path), 'utf8')).toBe('two')
  },
)

test.each(['link', 'copy'] as const)('a tree of %s puts its file in place of a symbolic link that has its name', async tree => {
  const { root, others, store, put, left } = await withOthers(tree)
  const one = await put('one')
  await mkdir(join(root, folder), { recursive: true })
  await symlink(join(others, 'part.json'), join(root, path))
  await store.tree.show('holder', one, path)

  expect([await readFile(join(root, path), 'utf8'), await left()]).toEqual(['one', untouched])
})

test('objects, commit records and temporaries are not written through a symbolic link either', async () => {
  const { root, others, left } = await withOthers('link')
  for (const name of ['objects', 'commits', 'tmp']) {
    const store = ioManager({ storage: file(root), format: json() }).open('.')
    await rm(join(root, '.varve'), { recursive: true, force: true })
    await mkdir(join(root, '.varve'), { recursive: true })
    await symlink(others, join(root, '.varve', name))
    const write = async () => {
      const staged = await store.staged.stage('holder', '1', [{ name: 'part.json', bytes: bytes('x') }], null)
      await store.objects.put(staged)
      await store.records.write('holder', 1, bytes('commit 1'))
    }
    await expect(write()).rejects.toMatchObject({ code: 'UNSAFE_PATH', where: join(root, '.varve', name) })
  }
  expect(await left()).toEqual(untouched)
})

test('temporaries are not swept through a symbolic link: files where it leads were removed', async () => {
  const { root, others, store, left } = await withOthers('link')
  await mkdir(join(root, '.varve'), { recursive: true })
  await symlink(dirname(others), join(root, '.varve', 'tmp'))

  await expect(store.staged.sweep(basename(others))).rejects.toMatchObject({ code: 'UNSAFE_PATH', where: join(root, '.varve', 'tmp') })
  expect(await left()).toEqual(untouched)
})

test('the storage folder itself may be reached by symbolic links', async () => {
  const { root, others, store, put } = await withOthers('link')
  const one = await put('one')
  await rename(root, join(others, 'data'))
  await symlink(join(others, 'data'), root)
  await store.tree.show('holder', one, path)

  expect(await readFile(join(others, 'data', path), 'utf8')).toBe('one')
})

test('a symbolic link that leads to itself is no object: it is missing, and what is put under its name says what is in the way', async () => {
  const { root, store, open, put } = await withOthers('link')
  const one = await put('one')
  const object = store.objects.locate(one)
  await rm(object)
  await symlink(object, object)

  expect([await open().objects.hash(one), await open().tree.hash(object.slice(root.length + 1))]).toEqual(['missing', undefined])
  await expect(open().objects.read(one)).rejects.toMatchObject({ code: 'OBJECT_MISSING', where: object })
  await expect(put('one')).rejects.toMatchObject({ code: 'STORAGE_FAILED', where: object, fix: expect.stringContaining('move it away') })
})
