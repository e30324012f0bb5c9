/** The whole example made twice, in other circumstances, gives the same bytes under the same paths. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { digestsBelow } from '../support/digests.ts'
import { wholeFlightsProject } from '../support/flights-project.ts'

test('objects and tree of the whole example do not depend on concurrency, time zone, language or root', async () => {
  const project = await wholeFlightsProject()
  onTestFinished(() => project.remove())
  const [here, there] = [join(project.root, 'one'), join(project.root, 'two')]
  const elsewhere = { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }
  await project.varve(['materialize', '--root', here])
  const made = await project.varve(['materialize', '--root', there, '--concurrency', '1', '--order', 'newest'], elsewhere)
  expect(made).toMatchObject({ status: 0, json: { status: 'complete', steps: { done: 1 + 90 + 1800 + 90 + 2 + 1 } } })
  expect(await digestsBelow(join(there, 'data/main'))).toEqual(await digestsBelow(join(here, 'data/main')))
  expect(await digestsBelow(join(there, 'data/.varve/objects'))).toEqual(await digestsBelow(join(here, 'data/.varve/objects')))
})
