/** The ledger in SQLite across a thread: the shared suite, and how the thread begins and ends. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { openSqliteLedger } from '../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { codeOf, start } from '../../../packages/core/src/ledger/suite/cases.ts'
import { ledgerContract } from '../../../packages/core/src/ledger/suite/ledger-contract.ts'
import { threadedLedger } from '../../../packages/core/src/ledger/thread/threaded-ledger.ts'

const folder = mkdtempSync(join(tmpdir(), 'varve-thread-'))
afterAll(() => rmSync(folder, { recursive: true }))

const packages = pathToFileURL(join(inject('translatedPackages'), 'packages')).href
const serve = new URL(`${packages}/core/src/ledger/thread/serve.js`)
const sqlite = `${packages}/core/src/ledger/sqlite/open-ledger.js`
const clocked = new URL('../../support/clock-ledger.mjs', import.meta.url).href
let count = 0

function newPath(): string {
  count += 1
  return join(folder, String(count), 'ledger.db')
}

ledgerContract(
  'sqlite across a thread',
  async at => {
    const path = newPath()
    const clock = join(folder, `${count}.clock`)
    const setClock = async (now: number) => writeFileSync(clock, String(now))
    await setClock(at)
    return { ledger: await threadedLedger({ module: clocked, options: { packages, path, clock } }, serve), setClock }
  },
  2,
)

/** The file of a ledger that is there. */
async function ledgerFile(): Promise<string> {
  const path = newPath()
  await (await openSqliteLedger(path)).close()
  return path
}

describe('the thread', () => {
  test('an error keeps its code, its parts and its cause', async () => {
    writeFileSync(join(folder, 'other.db'), 'no database at all, but some text that is long enough to be looked at')
    const error = await threadedLedger({ module: sqlite, options: { path: join(folder, 'other.db'), isReadOnly: false } }, serve).catch(
      thrown => thrown,
    )
    expect(error).toMatchObject({ code: 'LEDGER_UNUSABLE', where: join(folder, 'other.db'), cause: { message: expect.any(String) } })
  })

  test('what is asked after it was closed is refused by name', async () => {
    const ledger = await threadedLedger({ module: sqlite, options: { path: await ledgerFile(), isReadOnly: false } }, serve)
    await ledger.close()
    expect(await codeOf(ledger.heartbeat('r1'))).toBe('LEDGER_UNUSABLE')
  })

  test('a thread that cannot open its module says so', async () => {
    expect(await codeOf(threadedLedger({ module: 'file:///no/such/module.js', options: {} }, serve))).toBe('LEDGER_UNUSABLE')
  })

  test('two threads are two connections to one ledger', async () => {
    const options = { path: await ledgerFile(), isReadOnly: false }
    const one = await threadedLedger({ module: sqlite, options }, serve)
    const other = await threadedLedger({ module: sqlite, options }, serve)
    await start(one, 'r1')
    expect([other.id, await other.heartbeat('r1')]).toEqual([one.id, true])
    await Promise.all([one.close(), other.close()])
  })

  // The library aborts a process that ends while a thread of it is at work in there.
  test.each([0, 1, 2, 3])('a process that ends in the midst of many calls ends as it wants to (%i)', async round => {
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', endsAmidst(await ledgerFile(), round)], {
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([3, ''])
  })
})

function endsAmidst(path: string, round: number): string {
  return `
    const { threadedLedger } = await import('${packages}/core/src/ledger/thread/threaded-ledger.js')
    const ledger = await threadedLedger({ module: '${sqlite}', options: { path: ${JSON.stringify(path)}, isReadOnly: false } })
    const keys = Array.from({ length: 200 }, (_, index) => 'k' + index)
    for (let call = 0; call < 500; call += 1) ledger.addKeys('set' + call, keys, 0).catch(() => {})
    setTimeout(() => process.exit(3), ${20 + round * 7})`
}
