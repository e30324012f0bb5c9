/** What runs that have ended left in the storage root is swept by the next, whoever ended them. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asset, catalog, materialize } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { onDisk } from '../../support/tree-lab.ts'

test('the folder of a run that has ended goes with the next run, also where it holds nothing', async () => {
  const lab = await onDisk(memoryConfig(catalog({ one: asset({ run: () => 1 }) })))
  const folder = (run: string) => join(lab.root, 'data/.varve/tmp', run)
  const [first, second] = [(await materialize(lab)).run, (await materialize(lab)).run]
  mkdirSync(folder(first), { recursive: true })
  mkdirSync(folder(second), { recursive: true })
  writeFileSync(join(folder(second), 'staged'), 'x')
  mkdirSync(folder('somebody-else'), { recursive: true })

  await materialize(lab)
  expect([first, second, 'somebody-else'].map(run => existsSync(folder(run)))).toEqual([false, false, true])
})
