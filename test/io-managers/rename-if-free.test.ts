/** Final names on a file system without hard links: nobody replaces what another has put there. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renameIfFree } from '../../packages/io-managers/src/storage/rename-if-free.ts'
import { tempFolder } from './temp-folder.ts'

test('without hard links, of sixteen writers of one absent name exactly one wins: a rename replaced the file of the one before', async () => {
  const folder = await tempFolder()
  const to = join(folder, 'final')
  const from = (n: number) => join(folder, `from-${n}`)
  await Promise.all(Array.from({ length: 16 }, (_, n) => writeFile(from(n), `writer ${n}`)))
  const outcomes = await Promise.all(Array.from({ length: 16 }, (_, n) => renameIfFree(from(n), to)))
  const winners = outcomes.flatMap((outcome, n) => (outcome === 'put' ? [`writer ${n}`] : []))
  expect(winners).toEqual([await readFile(to, 'utf8')])
})

test('a name that a killed process has reserved is an error that says what to do, and an empty file is what it is', async () => {
  const folder = await tempFolder()
  const [from, to, empty] = ['from', 'final', 'empty'].map(name => join(folder, name)) as [string, string, string]
  await writeFile(from, 'x')
  await writeFile(empty, '')
  await writeFile(to, '')
  await expect(renameIfFree(from, to)).rejects.toMatchObject({ code: 'STORAGE_FAILED', where: to })
  expect(await renameIfFree(empty, to)).toBe('present')
  expect((await stat(to)).size).toBe(0)
})
