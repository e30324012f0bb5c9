/** The file storage and its tree on a file system that takes no hard links: the shared suites pass all the same. */
import fs from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { file } from '@varve/io-managers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { storageContract } from '../contracts/storage.ts'
import { treeContract } from '../contracts/tree.ts'
import { tempFolder } from './temp-folder.ts'

const { link } = fs.promises
let refused = 0
const refuse: typeof link = async () => {
  refused += 1
  throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' })
}
beforeAll(() => linkBy(refuse))
afterAll(() => {
  linkBy(link)
  expect(refused).toBeGreaterThan(0)
})

storageContract('file without links', async () => file('data').open(await tempFolder()))
for (const mode of ['link', 'copy'] as const) {
  treeContract(`by ${mode} over file, which takes no links`, {
    makeStorage: async () => file('data').open(await tempFolder()),
    mode,
    isShared: false,
    damage: async (storage, path) => {
      await chmod(storage.locate(path), 0o644)
      await writeFile(storage.locate(path), 'wrong')
    },
  })
}

test('every link is refused here', async () => {
  await expect(fs.promises.link('a', 'b')).rejects.toMatchObject({ code: 'EPERM' })
})

function linkBy(act: typeof link): void {
  fs.promises.link = act
  syncBuiltinESMExports()
}
