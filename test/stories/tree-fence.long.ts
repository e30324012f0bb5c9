/** Writers that are stopped at moments drawn from a seed, and go on or die after another has shown newer artifacts. */

import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { file } from 'varve'
import { expect, test } from 'vitest'
import { byRename } from '../../packages/io-managers/src/tree/renames.ts'
import { tempFolder } from '../io-managers/temp-folder.ts'
import { seed } from '../support/crash-kill.ts'
import { createCrashProject } from '../support/crash-project.ts'
import { expectNewestAfterStop } from '../support/crash-stop.ts'

const rounds = 8
const rows = ['claim', 'show', 'publish', 'commit'] as const

test(`a paused writer never leaves an older artifact in the tree (VARVE_TEST_SEED=${seed})`, async () => {
  const older = await createCrashProject(10)
  const newer = await createCrashProject(10)
  newer.editCode()
  const ends: string[] = []
  for (let round = 0; round < rounds; round += 1) {
    const stop = { row: rows[round % rows.length]!, time: 1 + ((seed * 7 + round * 3) % 8) }
    const dies = round < rows.length
    const kill = { row: 'show' as const, time: stop.time + (stop.row === 'show' ? 1 : 0) }
    ends.push(await expectNewestAfterStop({ root: older.root(`paused-${round}`), older, newer, stop, ...(dies ? { kill } : {}) }))
  }
  // One that was stopped between its claim and its show goes on to the show, whatever the other did.
  expect(ends[0]).toBe('killed')
  older.remove()
  newer.remove()
})

test('an object that has as many links as the file system takes is shown by a copy', async () => {
  const root = await tempFolder()
  const storage = file(root).open('/')
  await storage.putIfAbsent('o/1', new TextEncoder().encode('x'), { temporary: 't/1' })
  const show = byRename(root, 'link')
  for (let n = 0; n < 65_100; n += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, at) => show({ object: 'o/1', path: `tree/${n}/${at}`, temporary: `t/${n}-${at}` })))
  }
  const links = (await stat(join(root, 'o/1'))).nlink
  const shown = new TextDecoder().decode(await storage.read('tree/65000/99'))
  expect([shown, links <= 65_101]).toEqual(['x', true])
})
