/** Several processes work on the same partitions at once, and roots and ledgers that do not belong together are kept apart. */
import { cpSync, existsSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { brief, expectComplete, expectConsistent, inspection, nothing } from '../support/crash-checks.ts'
import { bytesOf, filesOf } from '../support/crash-files.ts'
import { killedAt } from '../support/crash-kill.ts'
import { type CrashProject, createCrashProject } from '../support/crash-project.ts'
import { callsOf, expectSharedWork, together } from '../support/crash-together.ts'
import { sampleOf } from '../support/sample.ts'

/** Few, since each case starts processes; concurrent.long.ts has more. */
const days = Math.max(7, sampleOf(10))
let project: CrashProject
let changed: CrashProject
beforeAll(async () => {
  project = await createCrashProject(days)
  changed = await createCrashProject(days)
  changed.editCode()
})
afterAll(() => {
  project.remove()
  changed.remove()
})

describe('two processes make the same partitions at once', () => {
  test.each([2, 8])('each partition is run and published once, at concurrency %i', async concurrency => {
    await expectSharedWork(project, project.root(`together-${concurrency}`), concurrency)
  })

  test('with other code for the same partitions, both record what they made and one of them is current', async () => {
    const root = project.root('other-code')
    const outcomes = await together(root, [project, changed], 2)
    for (const { failures, steps } of outcomes) {
      expect(failures.filter(({ code }) => code !== 'POINTER_MOVED')).toEqual([])
      expect(steps.failed).toBe(failures.length)
    }
    const counts = project.steps.filter(step => step.startsWith('counts@'))
    expect(callsOf('counts', project, root)).toEqual([...counts, ...counts].toSorted())
    const published = expectConsistent(...(await project.run(root, ...inspection)))
    expect(published.filter(step => step.startsWith('counts@')).toSorted()).toEqual([...counts, ...counts].toSorted())

    // either code can take over by itself, and what was made once is only pointed at
    for (const side of [changed, project]) {
      const [outcome, status, ...others] = await side.run(root, { act: 'materialize' }, ...inspection)
      expect(outcome.status).toBe('complete')
      expect(status.assets.map(({ fresh, total }) => fresh - total)).toEqual([0, 0, 0])
      expectConsistent(status, ...others)
    }
    expect(callsOf('counts', project, root)).toEqual([...counts, ...counts].toSorted())
  })
})

describe('a ledger that was put back to an older copy', () => {
  let killed: string
  beforeAll(async () => {
    killed = await killedAt(project, { row: 'publish', time: 5 })
  })

  test('is an error before user code runs, and writes nothing', async () => {
    const root = project.root('older')
    await project.run(root, { act: 'materialize', abort: { row: 'publish', time: 3 } })
    const copy = copyOfLedger(root)
    await project.run(root, { act: 'materialize' })
    putBack(copy, root)
    const before = { bytes: bytesOf(root), log: project.log(root) }
    expect(await project.fail(root, { act: 'materialize' })).toMatchObject({ code: 'LEDGER_FORKED' })
    expect({ bytes: bytesOf(root), log: project.log(root) }).toEqual(before)
    expect(await project.fail(root, { act: 'status' })).toMatchObject({ code: 'LEDGER_FORKED' })
    expect(bytesOf(root)).toEqual(before.bytes)
  })

  test('does not show in the tree what was pending in it, since that is no longer current', async () => {
    const root = project.copyOf(killed, 'no-longer-current')
    const copy = copyOfLedger(root)
    await changed.run(root, { act: 'materialize' })
    putBack(copy, root)
    const before = bytesOf(root)
    expect(await project.fail(root, { act: 'status' })).toMatchObject({ code: 'LEDGER_FORKED' })
    expect(bytesOf(root)).toEqual(before)
    expect(await project.fail(root, { act: 'materialize' })).toMatchObject({ code: 'LEDGER_FORKED' })
    expect(bytesOf(root)).toEqual(before)
  })

  test('goes on where it holds the last commit of the root after all', async () => {
    const root = project.copyOf(killed, 'last-commit')
    const copy = copyOfLedger(root)
    await project.run(root, { act: 'status' })
    putBack(copy, root)
    const [outcome, ...inspected] = await project.run(root, { act: 'materialize' }, ...inspection)
    expect(outcome.status).toBe('complete')
    expectComplete(project, ...inspected)
  })
})

test('a project whose ledger is another one, or that has none, is an error and writes nothing to a storage root', async () => {
  const owner = project.root('owner')
  const other = project.root('other')
  const none = project.root('none')
  await project.run(owner, { act: 'materialize' })
  await project.run(other, { act: 'materialize' })
  rmSync(join(other, 'data'), { recursive: true })
  for (const root of [other, none]) symlinkSync(join(owner, 'data'), join(root, 'data'), 'dir')
  const before = { bytes: bytesOf(owner), log: project.log(other) }
  for (const act of ['materialize', 'status'] as const) {
    expect(await project.fail(other, { act })).toMatchObject({ code: 'ROOT_OWNED_BY_OTHER' })
    expect(await project.fail(none, { act })).toMatchObject({ code: 'LEDGER_MISSING' })
  }
  expect({ bytes: bytesOf(owner), log: project.log(other) }).toEqual(before)
  expect(project.log(none)).toEqual([])
  const [again] = await project.run(owner, { act: 'materialize' })
  expect(brief(again)).toEqual({ status: 'complete', steps: nothing })
  expect(filesOf(owner).staged).toEqual([])
})

/** Also what a dead process left in the write-ahead log. */
function copyOfLedger(root: string): string {
  const copy = `${root}.ledger`
  for (const end of ledgerFiles) if (existsSync(ledgerOf(root) + end)) cpSync(ledgerOf(root) + end, copy + end)
  return copy
}

function putBack(copy: string, root: string): void {
  for (const end of ledgerFiles) {
    rmSync(ledgerOf(root) + end, { force: true })
    if (existsSync(copy + end)) cpSync(copy + end, ledgerOf(root) + end)
  }
}

const ledgerFiles = ['', '-wal', '-shm']

function ledgerOf(root: string): string {
  return join(root, '.varve', 'ledger.db')
}
