/** Keys that come and go: what stays when one is removed, and what is found when it is added again. */
import { readFileSync } from 'node:fs'
import type { PathDocument, StatusDocument } from 'varve'
import { expect, test } from 'vitest'
import { digestsBelow } from '../support/digests.ts'
import { makeProject, type TestProject } from '../support/project.ts'
import { ask, tenantsProject } from '../support/tenants-project.ts'

/** Two tenants, and everything made of them. */
async function madeOfTwo(): Promise<TestProject> {
  const project = makeProject(tenantsProject)
  const [added, outcome] = await ask(project, ['addKeys', 'orders', ['globex', 'acme']], ['materialize'])
  expect(added).toEqual({ asset: 'orders', set: 'tenants', added: ['globex', 'acme'], unchanged: [] })
  expect(outcome).toMatchObject({ status: 'complete', steps: { done: 2 + 2 + 4 + 1 } })
  return project
}

/** Of each asset: total, fresh, stale, missing. */
function countsOf({ assets }: StatusDocument) {
  return Object.fromEntries(assets.map(({ asset, total, fresh, stale, missing }) => [asset, [total, fresh, stale, missing]]))
}

function stored({ path }: PathDocument): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

const nothing = { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 }
const both = { orders: [2, 2, 0, 0], invoices: [2, 2, 0, 0], visits: [4, 4, 0, 0], total: [1, 1, 0, 0] }

test('semantics 16: a removed key takes nothing with it, and is fresh at once when it is added again', async () => {
  const project = await madeOfTwo()
  const [before, history] = await ask(project, ['status'], ['history', 'orders'])
  expect(countsOf(before)).toEqual(both)
  expect(history.versions.map(({ partition, current }) => [partition, current]).sort()).toEqual([
    ['acme', true],
    ['globex', true],
  ])
  const dataOf = async () =>
    Object.entries(await digestsBelow(project.path('data'))).filter(([path]) => !path.startsWith('.varve/commits/'))
  const files = await dataOf()

  const [removed, status, plan, historyAfter, lineage, verified, path] = await ask(
    project,
    ['removeKeys', 'orders', ['globex']],
    ['status'],
    ['plan'],
    ['history', 'orders'],
    ['lineage', 'total'],
    ['verify'],
    ['path', 'orders'],
  )
  expect(removed).toEqual({ asset: 'orders', set: 'tenants', removed: ['globex'], unchanged: [] })
  // What reads every tenant reads fewer now, which is another input. Nothing else is stale.
  expect(countsOf(status)).toEqual({ orders: [1, 1, 0, 0], invoices: [1, 1, 0, 0], visits: [2, 2, 0, 0], total: [1, 0, 1, 0] })
  expect([plan.steps.run, plan.assets.map(({ asset, reasons }) => [asset, reasons.input])]).toEqual([1, [['total', 1]]])
  const hidden = history.versions.map(version => ({ ...version, hidden: version.partition === 'globex' }))
  expect([historyAfter.versions, await dataOf()]).toEqual([hidden, files])
  expect(lineage.edges.map(({ partitions }) => partitions)).toEqual(['acme', 'globex'])
  expect([verified.ok, verified.unreferenced, path.complete]).toEqual([true, [], false])

  const [added, again, nothingToDo] = await ask(project, ['addKeys', 'invoices', ['globex', 'acme']], ['status'], ['plan'])
  expect(added).toEqual({ asset: 'invoices', set: 'tenants', added: ['globex'], unchanged: ['acme'] })
  expect(countsOf(again)).toEqual(both)
  expect(nothingToDo.steps).toEqual({ run: 0, reuse: 0 })
})

test('semantics 16: what read every key is made without the removed one, and its earlier version is reused when that is back', async () => {
  const project = await madeOfTwo()
  const [, without, path] = await ask(project, ['removeKeys', 'orders', ['globex']], ['materialize'], ['path', 'total'])
  expect(without.steps).toEqual({ ...nothing, done: 1 })
  expect(stored(path)).toEqual({ tenants: ['acme'], sum: 4 })

  const [, reused] = await ask(project, ['addKeys', 'orders', ['globex']], ['materialize'])
  expect(reused.steps).toEqual({ ...nothing, reused: 1 })
  expect(stored(path)).toEqual({ tenants: ['acme', 'globex'], sum: 10 })
})

test('a new key is missing, and what reads every key waits for it', async () => {
  const project = await madeOfTwo()
  const [, status, one, rest] = await ask(
    project,
    ['addKeys', 'orders', ['initech']],
    ['status'],
    ['materialize', { select: '+visits', partitions: 'day=2001-01-02,tenant=initech' }],
    ['materialize'],
  )
  expect(countsOf(status)).toEqual({ orders: [3, 2, 0, 1], invoices: [3, 2, 0, 1], visits: [6, 4, 0, 2], total: [1, 0, 1, 0] })
  expect([one.steps, rest.steps]).toEqual([
    { ...nothing, done: 2 },
    { ...nothing, done: 3 },
  ])
})

test('before any key is added there is nothing to make of a tenant, and the whole of none is empty', async () => {
  const project = makeProject(tenantsProject)
  const [status, outcome, path] = await ask(project, ['status'], ['materialize'], ['path', 'total'])
  expect(countsOf(status)).toEqual({ orders: [0, 0, 0, 0], invoices: [0, 0, 0, 0], visits: [0, 0, 0, 0], total: [1, 0, 0, 1] })
  expect(outcome.steps).toEqual({ ...nothing, done: 1 })
  expect(stored(path)).toEqual({ tenants: [], sum: 0 })
})
