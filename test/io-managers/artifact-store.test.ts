/** The artifact store over memory and disk: objects, root, commits, quarantine, staged files and the tree. */
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Artifact, type ArtifactStore, sha256 } from '@varve/core'
import { file, ioManager, json, memory } from '@varve/io-managers'
import { describe, expect, test } from 'vitest'
import { tempFolder } from './temp-folder.ts'

const bytes = (content: string) => new TextEncoder().encode(content)
const text = (content: Uint8Array | undefined) => content && new TextDecoder().decode(content)
const folder = 'main/flights/0c9e41d2f7aa/day=2001-01-01'

const definitions = {
  memory: async () => ioManager({ storage: memory(), format: json() }),
  file: async () => ioManager({ storage: file(await tempFolder()), format: json() }),
}

describe.each(Object.entries(definitions))('artifacts in %s', (_, makeManager) => {
  const makeStore = async () => (await makeManager()).open('.')

  test('stage, put, flush, read', async () => {
    const store = await makeStore()
    const staged = await store.stage('holder', [{ name: 'part.json', bytes: bytes('[]\n') }], 0)
    const [member] = staged.artifact.members
    expect(staged.artifact).toEqual({
      members: [{ name: 'part.json', sha256: sha256('[]\n'), bytes: 3 }],
      sha256: sha256('[]\n'),
      bytes: 3,
      rows: 0,
    })
    expect(await store.hashObject(member)).toBe('missing')

    await store.put(staged)
    await store.flush()

    expect(await store.hashObject(member)).toBe('ok')
    expect(text(await store.read(member))).toBe('[]\n')
    expect(await collect(store.objects())).toEqual([
      { sha256: member.sha256, extension: 'json', bytes: 3, path: `.varve/objects/${member.sha256.slice(0, 2)}/${member.sha256}.json` },
    ])
    expect(store.locateObject(member)).toContain(`${member.sha256}.json`)
    expect(await collect(store.staged())).toEqual([])
  })

  test('equal content is one object, also when put at the same moment', async () => {
    const store = await makeStore()
    const staged = await Promise.all([1, 2, 3].map(() => store.stage('holder', [{ name: 'part.json', bytes: bytes('x') }], null)))
    await Promise.all(staged.map(one => store.put(one)))

    expect(await collect(store.objects())).toHaveLength(1)
    expect(await collect(store.staged())).toEqual([])
  })

  test('discarded and swept files are gone, and every holder with leftovers is named', async () => {
    const store = await makeStore()
    const discarded = await store.stage('alive', [{ name: 'part.json', bytes: bytes('x') }], null)
    await store.stage(
      'dead',
      [
        { name: 'a.json', bytes: bytes('x') },
        { name: 'b.json', bytes: bytes('y') },
      ],
      null,
    )
    expect(await store.holders()).toEqual(['alive', 'dead'])

    await store.discard(discarded)
    expect((await collect(store.staged())).map(({ path }) => path.split('/')[2])).toEqual(['dead', 'dead'])

    for (const holder of await store.holders()) await store.sweep(holder)
    expect([await store.holders(), await collect(store.staged())]).toEqual([[], []])
  })

  test('the first ledger to claim the root owns it', async () => {
    const store = await makeStore()
    expect(await store.owner()).toBeUndefined()

    expect(await store.claim('holder', 'ledger-1')).toEqual({ ledger: 'ledger-1' })
    expect(await store.claim('holder', 'ledger-2')).toEqual({ ledger: 'ledger-1' })
    expect(await store.owner()).toEqual({ ledger: 'ledger-1' })
  })

  test('commit records: the same bytes again are fine, other bytes are a fork', async () => {
    const store = await makeStore()
    expect(await store.lastCommit()).toBeUndefined()
    for (const sequence of [9, 10, 1_000_000]) await store.commit('holder', sequence, bytes(`commit ${sequence}`))
    await store.commit('holder', 10, bytes('commit 10'))

    await expect(store.commit('holder', 10, bytes('other'))).rejects.toMatchObject({ code: 'LEDGER_FORKED', details: { sequence: 10 } })
    const last = await store.lastCommit()
    expect({ sequence: last?.sequence, text: text(last?.bytes) }).toEqual({ sequence: 1_000_000, text: 'commit 1000000' })
  })

  test('quarantine keeps refused bytes by content', async () => {
    const store = await makeStore()
    const first = await store.quarantine('holder', 'flights', 'day=2001-01-01', bytes('bad'))

    expect(await store.quarantine('holder', 'flights', 'day=2001-01-01', bytes('bad'))).toEqual(first)
    expect(first).toEqual({ sha256: sha256('bad'), uri: store.locateTree(`.varve/quarantine/flights/day=2001-01-01/${sha256('bad')}`) })
    expect((await store.quarantine('holder', 'models', '', bytes('bad'))).uri).toBe(
      store.locateTree(`.varve/quarantine/models/${sha256('bad')}`),
    )
  })

  test('a folder of the tree shows an artifact, and its stamp tells whether it still does', async () => {
    const store = await makeStore()
    const [one, two] = [await put(store, ['part.json', 'one']), await put(store, ['part.json', 'two'])]
    expect(await store.stampTree(folder, ['part.json'])).toBeUndefined()
    const stamp = await store.show('holder', folder, one)
    expect([await store.hashTree(`${folder}/part.json`), await store.stampTree(folder, ['part.json'])]).toEqual([sha256('one'), stamp])

    const other = await store.show('holder', folder, two)
    expect([await store.hashTree(`${folder}/part.json`), await store.stampTree(folder, ['part.json']), other === stamp]).toEqual([
      sha256('two'),
      other,
      false,
    ])
    expect(await collect(store.staged())).toEqual([])
  })

  test('what leaves a folder of the tree is named: folders inside and files of others stay', async () => {
    const store = await makeStore()
    const wide = await put(store, ['a.json', 'a'], ['b.json', 'b'], ['c.json', 'c'])
    await store.show('holder', folder, wide)
    await store.show('holder', `${folder}/origin=ORD`, await put(store, ['part.json', 'inner']))

    await store.hide(folder, ['a.json', 'c.json'], 'main')
    expect(await hashes(store, 'a.json', 'b.json', 'c.json', 'origin=ORD/part.json')).toEqual([
      undefined,
      sha256('b'),
      undefined,
      sha256('inner'),
    ])
    expect(await store.stampTree(folder, ['a.json', 'b.json'])).toBeUndefined()
    await expect(store.hide(folder, ['../../x'], 'main')).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
  })

  test('a member whose object is missing is named', async () => {
    const store = await makeStore()
    const { artifact } = await store.stage('holder', [{ name: 'b.json', bytes: bytes('never put') }], null)
    await expect(store.show('holder', folder, artifact)).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
  })

  test('an object that turns out to be right is not set aside, and what is not there is not', async () => {
    const store = await makeStore()
    const [member] = (await put(store, ['part.json', 'x'])).members
    await store.setAside(member)
    expect(await store.hashObject(member)).toBe('ok')
    await store.setAside({ ...member, sha256: sha256('never put') })
  })

  test.each(['../a', 'a/b', '/a', ''])('a member or holder named %j is refused', async name => {
    const store = await makeStore()

    await expect(store.stage('holder', [{ name, bytes: bytes('x') }], null)).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
    await expect(store.stage(name, [{ name: 'part.json', bytes: bytes('x') }], null)).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
    await expect(store.sweep(name)).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
  })

  test('a missing object is named when it is read', async () => {
    const store = await makeStore()
    const [member] = (await store.stage('holder', [{ name: 'part.json', bytes: bytes('x') }], null)).artifact.members

    await expect(store.read(member)).rejects.toMatchObject({ code: 'OBJECT_MISSING', where: store.locateObject(member) })
  })
})

test('a wrong object is set aside once, and can be put again', async () => {
  const store = (await definitions.file()).open('.')
  const [member] = (await put(store, ['part.json', 'x'])).members
  const path = store.locateObject(member)
  await chmod(path, 0o644)
  await writeFile(path, 'wrong')
  await store.setAside(member)
  await store.setAside(member)
  expect(await store.hashObject(member)).toBe('missing')
  await put(store, ['part.json', 'x'])
  expect(await store.hashObject(member)).toBe('ok')
})

test('a wrong object is refused by readers, set aside by the next put, and the tree can show it again', async () => {
  const root = await tempFolder()
  const manager = ioManager({ storage: file(root), format: json() })
  const artifact = await put(manager.open('.'), ['part.json', 'right'])
  const [member] = artifact.members
  await manager.open('.').show('holder', folder, artifact)
  const store = manager.open('.')
  await damage(store.locateObject(member))
  await expect(store.read(member)).rejects.toMatchObject({
    code: 'OBJECT_CORRUPT',
    details: { expected: sha256('right'), found: sha256('wrong') },
  })
  expect([await store.hashObject(member), await store.hashTree(`${folder}/part.json`)]).toEqual(['corrupt', sha256('wrong')])

  await put(store, ['part.json', 'right'])
  await store.show('holder', folder, artifact)

  expect([await store.hashObject(member), await store.hashTree(`${folder}/part.json`)]).toEqual(['ok', sha256('right')])
  expect(await readdir(join(root, '.varve/quarantine/.objects'))).toEqual([`${sha256('right')}-1`])
  expect((await stat(join(root, folder, 'part.json'))).ino).toBe((await stat(store.locateObject(member))).ino)

  await damage(store.locateObject(member))
  await put(manager.open('.'), ['part.json', 'right'])
  expect(await readdir(join(root, '.varve/quarantine/.objects'))).toEqual([`${sha256('right')}-1`, `${sha256('right')}-2`])
})

test('a root of a newer layout, or with a broken root file, is refused by name', async () => {
  const storage = memory()
  const store = ioManager({ storage, format: json() }).open('.')
  await storage.open('.').putIfAbsent('.varve/root.json', bytes('{"format":2,"ledger":"x"}'), 't/1')
  await expect(store.owner()).rejects.toMatchObject({ code: 'ROOT_VERSION_UNKNOWN', why: expect.stringContaining('layout 2') })

  await storage.open('.').remove('.varve/root.json')
  await storage.open('.').putIfAbsent('.varve/root.json', bytes('{'), 't/1')
  await expect(store.claim('holder', 'x')).rejects.toMatchObject({ code: 'ROOT_DAMAGED' })
})

test('without a tree nothing is shown', async () => {
  const store = ioManager({ storage: memory(), format: json(), tree: 'none' }).open('.')
  const artifact = await put(store, ['part.json', 'x'])
  expect([store.tree, await store.show('holder', folder, artifact), await store.hashTree(`${folder}/part.json`)]).toEqual([
    'none',
    null,
    undefined,
  ])
})

test('a folder under the name of a tree file or of an object is no file', async () => {
  const root = await tempFolder()
  const store = ioManager({ storage: file(root), format: json() }).open('.')
  const [member] = (await store.stage('holder', [{ name: 'part.json', bytes: bytes('x') }], null)).artifact.members
  await mkdir(join(root, folder, 'part.json'), { recursive: true })
  await mkdir(store.locateObject(member), { recursive: true })

  expect([await store.hashTree(`${folder}/part.json`), await store.hashObject(member)]).toEqual([undefined, 'missing'])
})

test('two stores of one root stage under one holder without meeting', async () => {
  const storage = memory()
  const stores = [1, 2].map(() => ioManager({ storage, format: json() }).open('.'))
  const staged = await Promise.all(stores.map(store => store.stage('holder', [{ name: 'part.json', bytes: bytes('x') }], null)))

  expect(new Set(staged.flatMap(({ paths }) => paths)).size).toBe(2)
})

async function put(
  store: ArtifactStore,
  ...members: readonly [readonly [string, string], ...(readonly [string, string])[]]
): Promise<Artifact> {
  const [[name, content], ...rest] = members
  const others = rest.map(([name, content]) => ({ name, bytes: bytes(content) }))
  const staged = await store.stage('holder', [{ name, bytes: bytes(content) }, ...others], null)
  await store.put(staged)
  return staged.artifact
}

async function damage(path: string): Promise<void> {
  await chmod(path, 0o644)
  await writeFile(path, 'wrong')
}

function hashes(store: ArtifactStore, ...names: readonly string[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(names.map(name => store.hashTree(`${folder}/${name}`)))
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
