/** Erasing on a real disk by the real command: what is gone is gone from every file, also where the command was killed in between. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { EraseDocument, StatusDocument, VerifyDocument } from 'varve'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, makeProject, type TestProject, varve } from '../support/project.ts'

/** The storage ends its process with SIGKILL before it removes what `DIE_AT` names, for the n-th time. */
const files = {
  'varve.config.ts': `import { asset, catalog, dataContract, defineConfig, dynamicSegments, file, ioManager, json } from 'varve'
import { z } from 'zod'

const tenants = dynamicSegments('tenants')
const contract = dataContract({ row: z.object({ name: z.string().min(4) }) })
const people = asset({ partitions: tenants, contract, run: (_, { partition }) => [{ name: partition === 'acme' ? 'Ann Sommer' : 'Bob Winter' }] })
const initials = asset({ partitions: tenants, inputs: { people }, run: ({ people }) => people.map(({ name }) => name[0]) })

const storage = file('./data')
const [place, times] = (process.env.DIE_AT ?? 'nowhere 0').split(' ')
let left = Number(times)
function open(base: string) {
  const opened = storage.open(base)
  const remove: typeof opened.remove = (path, what) => {
    if (path.startsWith(place!) && --left === 0) process.kill(process.pid, 'SIGKILL')
    return opened.remove(path, what)
  }
  return new Proxy(opened, { get: (of, name) => (name === 'remove' ? remove : bound(of, name)) })
}
function bound(of: object, name: string | symbol) {
  const member = Reflect.get(of, name, of)
  return typeof member === 'function' ? member.bind(of) : member
}

export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ people, initials }),
  io: ioManager({ storage: { kind: 'file', open }, format: json() }),
})
`,
}

// Two tenants in two environments; of acme an earlier version, and rows that were rejected. */
let original: TestProject
afterAll(() => original.remove())
beforeAll(async () => {
  const project = createProject(files)
  original = project
  const run = async (...args: readonly string[]) => expect((await varve(project, ...args)).status).toBe(0)
  await run('keys', 'add', 'people', 'acme', 'globex')
  await run('materialize')
  project.edit('varve.config.ts', "'Ann Sommer'", "'Ann Sommer-Berg'")
  await run('materialize')
  await run('materialize', '--env', 'test')
  project.edit('varve.config.ts', "[{ name: partition === 'acme'", "[{ name: 'Ann' }, { name: partition === 'acme'")
  expect((await varve(project, 'materialize', 'people', '--partitions', 'acme')).status).toBe(3)
  project.edit('varve.config.ts', "[{ name: 'Ann' }, ", '[')
})

/** The links of its tree are links. */
function copied(): TestProject {
  const project = makeProject({})
  project.removeFile('.')
  execFileSync('cp', ['-a', original.folder, project.folder])
  return project
}

/** Files of the storage root, or the ledger's, in which a text stands. */
function filesWith(project: TestProject, text: string): readonly string[] {
  const stored = readdirSync(project.path('data'), { recursive: true, encoding: 'utf8' }).map(name => join('data', name))
  const all = [...stored.filter(name => statSync(project.path(name)).isFile()), join('.varve', 'ledger.db')]
  return all.filter(name => readFileSync(project.path(name)).includes(text))
}

const erase = ['erase', 'people@acme', '--reason', 'customer asked'] as const

/** After one command more, which finishes what was left. */
async function expectErased(project: TestProject): Promise<void> {
  const { json } = await varve<StatusDocument>(project, 'status', 'people', '--json')
  expect(json.assets[0]).toMatchObject({ fresh: 1, missing: 1, erased: 'acme' })
  expect([filesWith(project, 'Ann Sommer'), filesWith(project, '"Ann"')]).toEqual([[], []])
  expect(filesWith(project, 'Bob Winter')).toHaveLength(3) // an object, shown in two environments
  const verified = await varve<VerifyDocument>(project, 'verify', '--json')
  expect([verified.status, verified.json]).toMatchObject([0, { ok: true, unreferenced: [], erased: 1 }])
}

test('the command erases every version, in every environment, with what was rejected, from every file on the disk', async () => {
  const project = copied()
  expect(filesWith(project, 'Ann Sommer').length).toBeGreaterThan(3)
  const { status, json } = await varve<EraseDocument>(project, ...erase, '--json')
  expect([status, json.erased]).toMatchObject([0, [{ asset: 'people', partition: 'acme', objects: 2, quarantined: 1 }]])
  await expectErased(project)
  expect((await varve(project, 'verify')).stdout).toContain('1 partition erased on purpose')
  expect((await varve<{ steps: object }>(project, 'materialize', 'people', '--json')).json.steps).toMatchObject({ done: 0, reused: 0 })
})

test.each([
  ['before the tree', 'main/people/ 1'],
  ['between two objects', '.varve/objects/ 2'],
])('an erase that is killed %s is finished by the next command', async (_, DIE_AT) => {
  const project = copied()
  const { signal } = await varve(project, { process: 'own', env: { DIE_AT } }, ...erase)
  expect(signal).toBe('SIGKILL')
  expect([...filesWith(project, 'Ann Sommer'), ...filesWith(project, '"Ann"')].length).toBeGreaterThan(0)
  await expectErased(project)
})
