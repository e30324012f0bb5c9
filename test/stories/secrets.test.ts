/** No secret of a config is found in what Varve writes or prints, whatever happened to the run. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeProject, runScript, type TestProject, varve } from '../support/project.ts'
import { secretsProject } from '../support/secrets-project.ts'

const SECRET_KEY = 'kq7/"hunter2"+xyz'
const SECRET_DATABASE = 'postgres://ann:pa55-w0rd-31@db.example:5432/x'
const SECRET_WORD = 'wörd-8812-zq'
const SECRET_PASSWORD = 'named-only-4711'
const env = { SECRET_KEY, SECRET_DATABASE, SECRET_WORD, SECRET_PASSWORD }
const planted = [SECRET_KEY, SECRET_DATABASE, 'pa55-w0rd-31', SECRET_WORD, SECRET_PASSWORD]

test('a secret that is planted in every place of a config is in no file and in no line of output', async () => {
  const project = makeProject(secretsProject)
  const all = await runScript(project, 'every-command.ts', [], { env })
  expect([all.status, all.stderr]).toEqual([0, ''])
  expect(all.stdout).toContain("code: 'USER_CODE_FAILED'")
  expect(all.stdout).toContain('CONTRACT_BROKEN')
  const shown = [await varve(project, { env }, 'materialize'), await varve(project, { env }, 'check')]
  expect(shown.map(({ status }) => status)).toEqual([1, 0])
  expect(shown[1]?.stdout).toContain('config.password of orders looks like a secret and is not marked as one')
  for (const { stdout, stderr } of [all, ...shown]) expect(found(stdout + stderr)).toEqual([])
  const files = filesOf(project)
  expect(files.some(({ name }) => name.endsWith('ledger.db'))).toBe(true)
  expect(files.some(({ name }) => name.includes('quarantine'))).toBe(true)
  expect(
    files.filter(({ bytes }) => found(bytes.toString('latin1')).length > 0 || found(bytes.toString()).length > 0).map(({ name }) => name),
  ).toEqual([])
})

test('another secret makes nothing stale, another identity and another named value do', async () => {
  const { json } = await runScript(makeProject(secretsProject), 'other-secrets.ts', [], { env })
  expect(json).toEqual({
    otherSecrets: 0,
    otherIdentity: 3,
    otherNamed: 3,
    config: { key: '•••', database: 'db.example:5432', servers: [{ name: 'a', word: '•••' }], password: '•••' },
  })
})

test('a secret that is written into the config file counts in no version', async () => {
  const project = makeProject(secretsProject)
  project.edit('varve.config.ts', 'key: SECRET_KEY', "key: 'written-1'")
  expect((await varve(project, 'materialize', 'orders')).status).toBe(0)
  project.edit('varve.config.ts', "'written-1'", "'written-2'")
  expect((await varve(project, 'plan', 'orders')).stdout).toBe('Nothing to do.\n')
  expect(filesOf(project).filter(({ bytes }) => bytes.includes('written-'))).toEqual([])
})

/** Everything below the project but its own sources. */
function filesOf(project: TestProject): readonly { readonly name: string; readonly bytes: Buffer }[] {
  return ['.varve', 'data'].flatMap(folder =>
    readdirSync(project.path(folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => `${entry.parentPath}/${entry.name}`)
      .map(name => ({ name, bytes: readFileSync(name) })),
  )
}

/** In every form that a secret may have taken on its way. */
function found(text: string): readonly string[] {
  const forms = planted.flatMap(value => {
    const bytes = Buffer.from(value)
    const shifted = [0, 1, 2].map(offset =>
      Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .slice(offset === 0 ? 0 : 4, -4),
    )
    return [
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value),
      new URLSearchParams([[value, '']]).toString().slice(0, -1),
      bytes.toString('hex'),
      ...shifted,
    ]
  })
  return forms.filter(form => text.includes(form))
}
