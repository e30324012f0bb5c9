/** What a run syncs to the device: each file once, and for each group the folders that got an object, its commit record and that one's folder. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { asset, catalog, file, ioManager, json, materialize, segments } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { countedSyncs } from '../support/counted-syncs.ts'
import { onDisk } from '../support/tree-lab.ts'

const count = 200
const keys = Array.from({ length: count }, (_, index) => `k${index}`)

test.each([1, 8])('a run of concurrency %i syncs each file once, and for each group each folder once', async concurrency => {
  const orders = asset({ partitions: segments(keys), run: (_, { partition }) => [{ partition }] })
  const lab = await onDisk(memoryConfig(catalog({ orders })))
  const config = { ...lab, io: ioManager({ storage: file(join(lab.root, 'data')), format: json() }) }
  const root = join(lab.root, 'data')
  const synced = await countedSyncs(() => materialize(config, { concurrency }))
  const paths = synced.map(path => relative(root, path).replaceAll(sep, '/'))

  const staged = paths.filter(path => /^\.varve\/tmp\/.+\/.+-part\.json$/.test(path))
  expect([staged.length, new Set(staged).size]).toEqual([count, count])

  const records = recordsIn(root)
  const segmentsOfGroups = splitAfter(paths, path => path.endsWith('-commit'))
  expect(segmentsOfGroups.length).toBe(records.length + 1)
  for (const [index, { folders }] of records.entries()) {
    expect(segmentsOfGroups[index]!.filter(isObjectFolder).sort()).toEqual(folders)
    expect(segmentsOfGroups[index]!.filter(path => path === '.varve/objects').length).toBeLessThanOrEqual(1)
  }
  expect(paths.filter(path => path === '.varve/commits').length).toBe(records.length)

  // For the whole run: the root's own file, and folders that were made on the way to all these.
  const others = paths.filter(path => !staged.includes(path) && !isObjectFolder(path) && !isOfGroup(path))
  expect(others.filter(path => !['', '..', '../..', '.varve', '.varve/tmp'].includes(path) && !path.endsWith('-root'))).toEqual([])
  expect(others.length).toBeLessThanOrEqual(12)
})

/** In ledger order, each with the folders of the objects that it names. */
function recordsIn(root: string): readonly { readonly folders: readonly string[] }[] {
  const folder = join(root, '.varve/commits')
  return readdirSync(folder)
    .sort()
    .map(name => {
      const hashes = [...readFileSync(join(folder, name), 'utf8').matchAll(/"name":"part\.json","sha256":"([0-9a-f]{2})/g)]
      return { folders: [...new Set(hashes.map(([, start]) => `.varve/objects/${start}`))].sort() }
    })
}

function isObjectFolder(path: string): boolean {
  return /^\.varve\/objects\/[0-9a-f]{2}$/.test(path)
}

function isOfGroup(path: string): boolean {
  return path === '.varve/objects' || path === '.varve/commits' || path.endsWith('-commit')
}

/** Parts that each end with one that is asked for, and what follows the last. */
function splitAfter(paths: readonly string[], isEnd: (path: string) => boolean): readonly (readonly string[])[] {
  const parts: string[][] = [[]]
  for (const path of paths) {
    parts.at(-1)!.push(path)
    if (isEnd(path)) parts.push([])
  }
  return parts
}
