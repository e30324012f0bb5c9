/** What the command says where a partition definition was edited. */
import { expect, test } from 'vitest'
import { ordersProject } from '../support/orders-project.ts'
import { makeProject, varve } from '../support/project.ts'

test('semantics 50: plan, status and materialize tell what an edit is about, and afterwards it is told no more', async () => {
  const project = makeProject(ordersProject)
  expect(await varve(project, 'materialize', 'orders')).toMatchObject({ status: 0, stderr: '' })
  project.edit('assets/orders.ts', "start: '2001-01-01'", "start: '2000-12-30', timezone: 'Etc/UTC'")
  const told = 'orders: start moved from 2001-01-01 to 2000-12-30: 10 windows stay, 2 are new, none hidden'
  const line = `warning  ${told}; to make only some of what is new, name them with --partitions`
  expect((await varve(project, 'status', 'orders')).stdout.split('\n')).toContain(told)
  const planned = await varve(project, 'plan', 'orders')
  expect(planned.stdout.split('\n')).toEqual(expect.arrayContaining([line, '2 to run, 0 to reuse, 0 possible']))
  expect(await varve(project, 'materialize', 'orders')).toMatchObject({ status: 0, stderr: `${line}\n` })
  expect(await varve(project, 'plan', 'orders')).toMatchObject({ stdout: 'Nothing to do.\n' })
})
