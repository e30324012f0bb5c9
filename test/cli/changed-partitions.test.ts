/** What the command says where a partition definition was edited. */
import { expect, test } from 'vitest'
import { ordersProject } from '../support/orders-project.ts'
import { makeProject, varve } from '../support/project.ts'

test('semantics 50: plan, status and materialize say what an edit is about, and afterwards they do not any more', async () => {
  const project = makeProject(ordersProject)
  expect(await varve(project, 'materialize', 'orders')).toMatchObject({ status: 0, stderr: '' })
  project.edit('assets/orders.ts', "start: '2001-01-01'", "start: '2000-12-30', timezone: 'Etc/UTC'")
  const message = 'orders: start moved from 2001-01-01 to 2000-12-30: 10 windows stay, 2 are new, none hidden'
  const line = `warning  ${message}; to make only some of what is new, name them with --partitions`
  expect((await varve(project, 'status', 'orders')).stdout.split('\n')).toContain(message)
  const planned = await varve(project, 'plan', 'orders')
  expect(planned.stdout.split('\n')).toEqual(expect.arrayContaining([line, '2 to run, 0 to reuse, 0 possible']))
  expect(await varve(project, 'materialize', 'orders')).toMatchObject({ status: 0, stderr: `${line}\n` })
  expect(await varve(project, 'plan', 'orders')).toMatchObject({ stdout: 'Nothing to do.\n' })
})

test('one edit that several assets share is said once to people, with the numbers of each, and by asset to programs', async () => {
  const project = makeProject(ordersProject)
  const last = "export const byShop = asset({ partitions: product({ day: days, shop: segments(['n', 's']) }), run: () => ({ n: 1 }) })\n"
  project.edit('assets/orders.ts', 'last } from', 'last, product, segments } from')
  project.edit(
    'assets/orders.ts',
    'export const total',
    `${last}export const also = asset({ partitions: days, run: () => ({ n: 1 }) })\nexport const total`,
  )
  expect(await varve(project, 'materialize')).toMatchObject({ status: 0, stderr: '' })
  project.edit('assets/orders.ts', "start: '2001-01-01'", "start: '2000-12-30'")
  const advice = 'to make only some of what is new, name them with --partitions'
  const lines = [
    'warning  start moved from 2001-01-01 to 2000-12-30 (also, orders, week: 10 windows stay, 2 are new, none hidden; ' +
      `byShop: 20 partitions stay, 4 are new, none hidden); ${advice}`,
  ]
  const planned = await varve(project, 'plan')
  expect(
    planned.stdout
      .split('\n')
      .filter(line => line.startsWith('warning'))
      .sort(),
  ).toEqual(lines)
  const { findings } = JSON.parse((await varve(project, 'plan', '--json')).stdout)
  expect(findings.map(({ asset }: { asset: string }) => asset).sort()).toEqual(['also', 'byShop', 'orders', 'week'])
  const { stderr } = await varve(project, 'materialize')
  expect(stderr.trimEnd().split('\n').sort()).toEqual(lines)
})
