/** The artifact store over memory and disk: objects, root, commits, quarantine, staged files and the tree. */
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Artifact, type ArtifactStore, type Storage, sha256 } from '@varve/core'
import { file, ioManager, json, memory } from '@varve/io-managers'
import { describe, expect, test } from 'vitest'
import { showArtifact, stampOf } from '../../packages/core/src/tree/show-artifact.ts'
import { overridden } from '../support/overridden.ts'
import { tempFolder } from './temp-folder.ts'

const bytes = (content: string) => new TextEncoder().encode(content)
const text = (content: Uint8Array | undefined) => content && new TextDecoder().decode(content)
const folder = 'main/flights/0c9e41d2f7aa/day=2001-01-01'

const definitions = {
  memory: async () => ioManager({ storage: memory({ pageSize: 2 }), format: json() }),
  file: async () => ioManager({ storage: file(await tempFolder()), format: json() }),
}

describe.each(Object.entries(definitions))('artifacts in %s', (_, makeManager) => {
  const makeStore = async () => (await makeManager()).open('.')

  test('stage, put, flush, read', async () => {
    const store = await makeStore()
    const staged = await store.staged.stage('holder', nextAttempt(), [{ name: 'part.json', bytes: bytes('[]\n') }], 0)
    const [member] = staged.artifact.members
    expect(staged.artifact).toEqual({
      members: [{ name: 'part.json', sha256: sha256('[]\n'), bytes: 3 }],
      sha256: sha256('[]\n'),
      bytes: 3,
      rows: 0,
    })
    expect(await store.objects.hash(member)).toBe('missing')

    await store.objects.put(staged)
    await store.objects.flush()

    expect(await store.objects.hash(member)).toBe('ok')
    expect(text(await store.objects.read(member))).toBe('[]\n')
    expect(await collect(store.objects.all())).toEqual([
      { sha256: member.sha256, extension: 'json', bytes: 3, path: `.varve/objects/${member.sha256.slice(0, 2)}/${member.sha256}.json` },
    ])
    expect(store.objects.locate(member)).toContain(`${member.sha256}.json`)
    expect(await collect(store.staged.all())).toEqual([])
  })

  test('equal content is one object, also when put at the same moment', async () => {
    const store = await makeStore()
    const staged = await Promise.all(
      [1, 2, 3].map(() => store.staged.stage('holder', nextAttempt(), [{ name: 'part.json', bytes: bytes('x') }], null)),
    )
    await Promise.all(staged.map(one => store.objects.put(one)))

    expect(await collect(store.objects.all())).toHaveLength(1)
    expect(await collect(store.staged.all())).toEqual([])
  })

  test('discarded and swept files are gone, and every holder with leftovers is named', async () => {
    const store = await makeStore()
    const discarded = await store.staged.stage('alive', nextAttempt(), [{ name: 'part.json', bytes: bytes('x') }], null)
    await store.staged.stage(
      'dead',
      nextAttempt(),
      [
        { name: 'a.json', bytes: bytes('x') },
        { name: 'b.json', bytes: bytes('y') },
      ],
      null,
    )
    expect(await store.staged.holders()).toEqual(['alive', 'dead'])

    await store.staged.discard(discarded)
    expect((await collect(store.staged.all())).map(({ path }) => path.split('/')[2])).toEqual(['dead', 'dead'])

    for (const holder of await store.staged.holders()) await store.staged.sweep(holder)
    expect([await store.staged.holders(), await collect(store.staged.all())]).toEqual([[], []])
  })

  test('the first ledger to claim the root owns it', async () => {
    const store = await makeStore()
    expect(await store.root.owner()).toBeUndefined()

    expect(await store.root.claim('holder', 'ledger-1')).toEqual({ ledger: 'ledger-1' })
    expect(await store.root.claim('holder', 'ledger-2')).toEqual({ ledger: 'ledger-1' })
    expect(await store.root.owner()).toEqual({ ledger: 'ledger-1' })
  })

  test('commit records: the same bytes again are fine, other bytes are a fork', async () => {
    const store = await makeStore()
    expect(await store.records.last()).toBeUndefined()
    for (const sequence of [9, 10, 1_000_000]) await store.records.write('holder', sequence, bytes(`commit ${sequence}`))
    await store.records.write('holder', 10, bytes('commit 10'))

    await expect(store.records.write('holder', 10, bytes('other'))).rejects.toMatchObject({
      code: 'LEDGER_FORKED',
      details: { sequence: 10 },
    })
    const last = await store.records.last()
    expect({ sequence: last?.sequence, text: text(last?.bytes) }).toEqual({ sequence: 1_000_000, text: 'commit 1000000' })
  })

  test('quarantine keeps refused bytes by content', async () => {
    const store = await makeStore()
    const first = await store.quarantine.keep('holder', 'flights', 'day=2001-01-01', bytes('bad'))

    expect(await store.quarantine.keep('holder', 'flights', 'day=2001-01-01', bytes('bad'))).toEqual(first)
    expect(first).toEqual({ sha256: sha256('bad'), uri: store.tree.locate(`.varve/quarantine/flights/day=2001-01-01/${sha256('bad')}`) })
    expect((await store.quarantine.keep('holder', 'models', '', bytes('bad'))).uri).toBe(
      store.tree.locate(`.varve/quarantine/models/${sha256('bad')}`),
    )
  })

  test('a folder of the tree shows an artifact, and its stamp tells whether it still does', async () => {
    const store = await makeStore()
    const [one, two] = [await put(store, ['part.json', 'one']), await put(store, ['part.json', 'two'])]
    expect(await stampOf(store.tree, folder, ['part.json'])).toBeUndefined()
    const stamp = await showArtifact(store, 'holder', folder, one)
    expect([await store.tree.hash(`${folder}/part.json`), await stampOf(store.tree, folder, ['part.json'])]).toEqual([sha256('one'), stamp])

    const other = await showArtifact(store, 'holder', folder, two)
    expect([await store.tree.hash(`${folder}/part.json`), await stampOf(store.tree, folder, ['part.json']), other === stamp]).toEqual([
      sha256('two'),
      other,
      false,
    ])
    expect(await collect(store.staged.all())).toEqual([])
  })

  test('what leaves a folder of the tree is named: folders inside and files of others stay', async () => {
    const store = await makeStore()
    const wide = await put(store, ['a.json', 'a'], ['b.json', 'b'], ['c.json', 'c'])
    await showArtifact(store, 'holder', folder, wide)
    await showArtifact(store, 'holder', `${folder}/origin=ORD`, await put(store, ['part.json', 'inner']))

    await store.tree.hide(folder, ['a.json', 'c.json'], 'main')
    expect(await hashes(store, 'a.json', 'b.json', 'c.json', 'origin=ORD/part.json')).toEqual([
      undefined,
      sha256('b'),
      undefined,
      sha256('inner'),
    ])
    expect(await stampOf(store.tree, folder, ['a.json', 'b.json'])).toBeUndefined()
    await expect(store.tree.hide(folder, ['../../x'], 'main')).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
  })

  test('a member whose object is missing is named', async () => {
    const store = await makeStore()
    const { artifact } = await store.staged.stage('holder', nextAttempt(), [{ name: 'b.json', bytes: bytes('never put') }], null)
    await expect(showArtifact(store, 'holder', folder, artifact)).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
  })

  test('an object that turns out to be right is not set aside, and what is not there is not', async () => {
    const store = await makeStore()
    const [member] = (await put(store, ['part.json', 'x'])).members
    await store.objects.setAside(member)
    expect(await store.objects.hash(member)).toBe('ok')
    await store.objects.setAside({ ...member, sha256: sha256('never put') })
  })

  test.each(['../a', 'a/b', '/a', ''])('a member, holder or attempt named %j is refused', async name => {
    const store = await makeStore()

    await expect(store.staged.stage('holder', nextAttempt(), [{ name, bytes: bytes('x') }], null)).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
    })
    await expect(store.staged.stage(name, nextAttempt(), [{ name: 'part.json', bytes: bytes('x') }], null)).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
    })
    await expect(store.staged.stage('holder', name, [{ name: 'part.json', bytes: bytes('x') }], null)).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
    })
    await expect(store.staged.sweep(name)).rejects.toMatchObject({ code: 'UNSAFE_PATH' })
  })

  test('a missing object is named when it is read', async () => {
    const store = await makeStore()
    const [member] = (await store.staged.stage('holder', nextAttempt(), [{ name: 'part.json', bytes: bytes('x') }], null)).artifact.members

    await expect(store.objects.read(member)).rejects.toMatchObject({ code: 'OBJECT_MISSING', where: store.objects.locate(member) })
  })
})

test('a wrong object is set aside once, and can be put again', async () => {
  const store = (await definitions.file()).open('.')
  const [member] = (await put(store, ['part.json', 'x'])).members
  const path = store.objects.locate(member)
  await chmod(path, 0o644)
  await writeFile(path, 'wrong')
  await store.objects.setAside(member)
  await store.objects.setAside(member)
  expect(await store.objects.hash(member)).toBe('missing')
  await put(store, ['part.json', 'x'])
  expect(await store.objects.hash(member)).toBe('ok')
})

test('a wrong object is refused by readers, set aside by the next put, and the tree can show it again', async () => {
  const root = await tempFolder()
  const manager = ioManager({ storage: file(root), format: json() })
  const artifact = await put(manager.open('.'), ['part.json', 'right'])
  const [member] = artifact.members
  await showArtifact(manager.open('.'), 'holder', folder, artifact)
  const store = manager.open('.')
  await damage(store.objects.locate(member))
  await expect(store.objects.read(member)).rejects.toMatchObject({
    code: 'OBJECT_CORRUPT',
    details: { expected: sha256('right'), found: sha256('wrong') },
  })
  expect([await store.objects.hash(member), await store.tree.hash(`${folder}/part.json`)]).toEqual(['corrupt', sha256('wrong')])

  await put(store, ['part.json', 'right'])
  await showArtifact(store, 'holder', folder, artifact)

  expect([await store.objects.hash(member), await store.tree.hash(`${folder}/part.json`)]).toEqual(['ok', sha256('right')])
  expect(await readdir(join(root, '.varve/quarantine/.objects'))).toEqual([`${sha256('right')}-1`])
  expect((await stat(join(root, folder, 'part.json'))).ino).toBe((await stat(store.objects.locate(member))).ino)

  await damage(store.objects.locate(member))
  await put(manager.open('.'), ['part.json', 'right'])
  expect(await readdir(join(root, '.varve/quarantine/.objects'))).toEqual([`${sha256('right')}-1`, `${sha256('right')}-2`])
})

test('a root of a newer layout, or with a broken root file, is refused by name', async () => {
  const storage = memory()
  const store = ioManager({ storage, format: json() }).open('.')
  await storage.open('.').putIfAbsent('.varve/root.json', bytes('{"format":2,"ledger":"x"}'), { temporary: 't/1' })
  await expect(store.root.owner()).rejects.toMatchObject({ code: 'ROOT_VERSION_UNKNOWN', why: expect.stringContaining('layout 2') })

  await storage.open('.').remove('.varve/root.json')
  await storage.open('.').putIfAbsent('.varve/root.json', bytes('{'), { temporary: 't/1' })
  await expect(store.root.claim('holder', 'x')).rejects.toMatchObject({ code: 'ROOT_DAMAGED' })
})

test('without a tree nothing is shown', async () => {
  const store = ioManager({ storage: memory(), format: json(), tree: 'none' }).open('.')
  const artifact = await put(store, ['part.json', 'x'])
  expect([store.tree.mode, await showArtifact(store, 'holder', folder, artifact), await store.tree.hash(`${folder}/part.json`)]).toEqual([
    'none',
    null,
    undefined,
  ])
})

test('a folder under the name of a tree file or of an object is no file', async () => {
  const root = await tempFolder()
  const store = ioManager({ storage: file(root), format: json() }).open('.')
  const [member] = (await store.staged.stage('holder', nextAttempt(), [{ name: 'part.json', bytes: bytes('x') }], null)).artifact.members
  await mkdir(join(root, folder, 'part.json'), { recursive: true })
  await mkdir(store.objects.locate(member), { recursive: true })

  expect([await store.tree.hash(`${folder}/part.json`), await store.objects.hash(member)]).toEqual([undefined, 'missing'])
})

test('stores of one root write under one holder at once without meeting', async () => {
  const root = await tempFolder()
  const stores = Array.from({ length: 8 }, () => ioManager({ storage: file(root), format: json() }).open('.'))
  const owners = await Promise.all(stores.map(store => store.root.claim('holder', 'ledger-1')))
  await Promise.all(stores.map(store => store.records.write('holder', 1, bytes('commit 1'))))
  const kept = await Promise.all(stores.map(store => store.quarantine.keep('holder', 'flights', '', bytes('bad'))))
  const artifact = await put(stores[0]!, ['part.json', 'x'])
  await Promise.all(stores.map(store => showArtifact(store, 'holder', folder, artifact)))

  expect(owners).toEqual(stores.map(() => ({ ledger: 'ledger-1' })))
  expect(new Set(kept.map(({ uri }) => uri)).size).toBe(1)
  expect(await hashes(stores[0]!, 'part.json')).toEqual([sha256('x')])
  expect(await collect(stores[0]!.staged.all())).toEqual([])
})

test('staged files belong to run and attempt: whoever knows the names goes on with them, and a name is used once', async () => {
  const storage = memory()
  const [maker, publisher] = [1, 2].map(() => ioManager({ storage, format: json() }).open('.'))
  const members = [{ name: 'part.json', bytes: bytes('x') }] as const
  const [first, second] = [await maker!.staged.stage('run', 'step.1', members, 1), await maker!.staged.stage('run', 'step.2', members, 1)]
  expect([first.paths, second.paths]).toEqual([['.varve/tmp/run/step.1-part.json'], ['.varve/tmp/run/step.2-part.json']])
  await expect(maker!.staged.stage('run', 'step.1', members, 1)).rejects.toMatchObject({ code: 'STORAGE_FAILED' })

  await publisher!.objects.put(JSON.parse(JSON.stringify(first)))
  expect(await maker!.objects.hash(first.artifact.members[0])).toBe('ok')
  expect((await collect(publisher!.staged.all())).map(({ path }) => path)).toEqual(second.paths)
  await publisher!.staged.sweep('run')
  expect(await collect(maker!.staged.all())).toEqual([])
})

let attempts = 0

function nextAttempt(): string {
  attempts += 1
  return `${attempts}`
}

async function put(
  store: ArtifactStore,
  ...members: readonly [readonly [string, string], ...(readonly [string, string])[]]
): Promise<Artifact> {
  const [[name, content], ...rest] = members
  const others = rest.map(([name, content]) => ({ name, bytes: bytes(content) }))
  const staged = await store.staged.stage('holder', nextAttempt(), [{ name, bytes: bytes(content) }, ...others], null)
  await store.objects.put(staged)
  return staged.artifact
}

async function damage(path: string): Promise<void> {
  await chmod(path, 0o644)
  await writeFile(path, 'wrong')
}

function hashes(store: ArtifactStore, ...names: readonly string[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(names.map(name => store.tree.hash(`${folder}/${name}`)))
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

test('an object that another process sets aside while it is looked at is put', async () => {
  const storage = memory().open('.')
  const store = ioManager({ storage: { kind: 'memory', open: () => storage }, format: json() }).open('.')
  const [member] = (await put(store, ['part.json', 'x'])).members
  const stat: typeof storage.stat = async path => {
    const found = await storage.stat(path)
    if (found && path.startsWith('.varve/objects/')) await storage.remove(path)
    return found
  }
  const meanwhile = { kind: 'memory', open: () => overridden(storage, { stat }) }
  await put(ioManager({ storage: meanwhile, format: json() }).open('.'), ['part.json', 'x'])
  expect(await store.objects.hash(member)).toBe('ok')
})

test('what another process puts while a wrong object is being set aside stays', async () => {
  const manager = await definitions.file()
  const stores = [manager.open('.'), manager.open('.'), manager.open('.')] as const
  for (let round = 0; round < 100; round += 1) {
    const [member] = (await put(stores[0], ['part.json', `right ${round}`])).members
    await damage(stores[0].objects.locate(member))
    const fresh = manager.open('.')
    await Promise.all([...stores.map(store => store.objects.setAside(member)), put(fresh, ['part.json', `right ${round}`])])
    expect(await stores[0].objects.hash(member), `round ${round}`).toBe('ok')
  }
})

test('a storage that is not whole is refused before anything is written, with what it has not', () => {
  const storage = memory().open('.')
  const opening = (given: unknown) => () =>
    ioManager({ storage: { kind: 'bucket', open: () => given as Storage }, format: json() }).open('.')
  const cases = [
    [undefined, 'it is not an object'],
    [overridden(storage, { move: undefined as never, names: undefined as never }), 'it has no names, move'],
    [overridden(storage, { uri: undefined as never }), 'its uri is not text'],
    [overridden(storage, { limits: undefined as never }), 'its limits are not { partBytes, pathBytes }'],
  ] as const
  for (const [given, why] of cases) {
    expect(opening(given)).toThrow(
      expect.objectContaining({ code: 'BAD_CONFIG', what: `open of the storage 'bucket' gave no storage: ${why}` }),
    )
  }
})
