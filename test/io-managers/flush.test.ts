/** What is synced before anything may name an object: its folder, and what leads there, whoever made that. */
import { relative, sep } from 'node:path'
import { type ArtifactStore, sha256 } from '@varve/core'
import { file, ioManager, json } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { countedSyncs } from '../support/counted-syncs.ts'
import { tempFolder } from './temp-folder.ts'

const bytes = new TextEncoder().encode('x')
const folder = `.varve/objects/${sha256('x').slice(0, 2)}`

async function put(store: ArtifactStore, holder: string): Promise<void> {
  await store.objects.put(await store.staged.stage(holder, '1', [{ name: 'part.json', bytes }], null))
}

/** Folders of objects, and what is around them, that are synced. */
async function flushed(store: ArtifactStore): Promise<readonly string[]> {
  const synced = await countedSyncs(() => store.objects.flush())
  const paths = synced.map(path => relative(store.uri, path).replaceAll(sep, '/'))
  return paths.filter(path => path.startsWith('.varve/objects')).sort()
}

test('an object that another process has put, and did not live to flush, is flushed with every folder that leads to it', async () => {
  const base = await tempFolder()
  const open = () => ioManager({ storage: file('data'), format: json() }).open(base)
  const [dies, goesOn] = [open(), open()]
  await put(dies, 'dies')
  await put(goesOn, 'goes-on')

  expect(await flushed(goesOn)).toEqual(['.varve/objects', folder])
})

test('what was flushed is not flushed again; another object of a known folder needs that folder alone', async () => {
  const store = ioManager({ storage: file('data'), format: json() }).open(await tempFolder())
  await put(store, 'one')
  expect(await flushed(store)).toEqual(['.varve/objects', folder])
  expect(await flushed(store)).toEqual([])
  await put(store, 'two')
  expect(await flushed(store)).toEqual([folder])
})
