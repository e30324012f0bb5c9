/** Wrong use and wrong definitions: the sentence for people, and the same facts as JSON. */
import type { ErrorDocument } from 'varve'
import { describe, expect, test } from 'vitest'
import { ordersProject } from '../support/orders-project.ts'
import { makeProject, type TestProject, type VarveArguments, varve } from '../support/project.ts'
import { tenantsProject } from '../support/tenants-project.ts'

/** Both forms of one error: exit 2, a document alone on stdout, a sentence alone on stderr. */
async function errorOf(project: TestProject, ...args: VarveArguments): Promise<ErrorDocument> {
  const [text, json] = await Promise.all([
    varve(project, ...args),
    varve<{ error: ErrorDocument }>(project, ...([...args, '--json'] as unknown as VarveArguments)),
  ])
  expect(json.status).toBe(2)
  expect(Object.keys(json.json)).toEqual(['error'])
  const { error } = json.json
  expect(text).toMatchObject({ status: 2, stdout: '', stderr: sentence(error) })
  expect(json.stderr).toBe(text.stderr)
  return error
}

function sentence({ code, message, where, why, fix }: ErrorDocument): string {
  const parts = Object.entries({ where, why, fix }).filter(([, text]) => text !== null)
  return [`${code}  ${message}`, ...parts.map(([name, text]) => `  ${name.padEnd(6)} ${text}`), ''].join('\n')
}

describe('wrong requests', () => {
  test('an unknown asset suggests the nearest', async () => {
    expect(await errorOf(makeProject(ordersProject), 'status', 'ordrs')).toMatchObject({
      code: 'UNKNOWN_ASSET',
      family: 'Request',
      fix: "did you mean 'orders'?",
      details: { nearest: 'orders' },
    })
    expect(await errorOf(makeProject(ordersProject), 'path', 'wek@2001-01-01')).toMatchObject({
      code: 'UNKNOWN_ASSET',
      fix: "did you mean 'week'?",
    })
  })

  test('a day that no calendar has is an unknown partition', async () => {
    expect(await errorOf(makeProject(ordersProject), 'materialize', 'orders', '--partitions', '2001-02-30')).toMatchObject({
      code: 'UNKNOWN_PARTITION',
      family: 'Request',
      message: '2001-02-30 is not a calendar date',
      why: '2001-02 has 28 days',
    })
    expect(await errorOf(makeProject(ordersProject), 'lineage', 'orders@2001-02-30')).toMatchObject({ code: 'UNKNOWN_PARTITION' })
  })

  test('an empty partition selection, as an unset shell variable makes it, is refused for every asset', async () => {
    const project = makeProject(ordersProject)
    const refused = {
      code: 'BAD_SELECTION',
      message: 'the partition selection is empty',
      where: '--partitions',
      fix: "leave it out, or write '*', for all partitions: what is fresh among them stays as it is",
    }
    for (const args of [
      ['materialize', 'orders'],
      ['plan', 'total'],
      ['plan', '+total'],
    ]) {
      expect(await errorOf(project, ...args, '--partitions', '')).toMatchObject(refused)
    }
    expect(await errorOf(project, 'plan', '--partitions', ' ')).toMatchObject(refused)
  })

  test('a selection that an asset cannot be asked names it, and how to select it by itself', async () => {
    const project = makeProject(tenantsProject)
    await varve(project, 'keys', 'add', 'orders', 'acme')
    expect(await errorOf(project, 'plan', '--partitions', 'latest')).toMatchObject({
      code: 'BAD_SELECTION',
      where: '--partitions, read for orders: selection item "latest"',
      fix: expect.stringMatching(/; or select orders by itself: varve plan orders --partitions 'acme'$/),
      details: { asset: 'orders', item: 'latest' },
    })
    expect(await errorOf(project, 'plan', 'orders', 'visits', '--partitions', 'acme')).toMatchObject({
      where: '--partitions, read for visits: selection item "acme"',
      fix: expect.stringMatching(/tenant=acme; or select visits by itself: varve plan visits --partitions 'day=2001-01-01,tenant=acme'$/),
    })
    expect((await errorOf(project, 'plan', 'visits', '--partitions', 'acme')).fix).not.toContain('by itself')
  })

  test('a reference that is not one partition lists the first, or says that the key is empty', async () => {
    const project = makeProject(ordersProject)
    expect(await errorOf(project, 'path', 'orders@2001-01')).toMatchObject({
      code: 'BAD_REQUEST',
      message: 'orders@2001-01 names 10 partitions',
      why: 'they are 2001-01-01, 2001-01-02, 2001-01-03, 2001-01-04, 2001-01-05 and 5 more',
      fix: 'name exactly one, such as orders@2001-01-01',
    })
    expect(await errorOf(project, 'path', 'orders@2001-01-01,2001-01-02')).toMatchObject({ why: 'they are 2001-01-01, 2001-01-02' })
    expect(await errorOf(project, 'lineage', 'orders@')).toMatchObject({
      code: 'BAD_REQUEST',
      message: 'orders@ names no partition',
      why: 'the key after @ is empty',
      fix: 'name one, such as orders@2001-01-01',
    })
    expect(await errorOf(project, 'path', 'orders@2001-02-30')).toMatchObject({
      where: 'orders@2001-02-30: selection item "2001-02-30"',
      details: { asset: 'orders' },
    })
  })

  test('a partition where assets are selected says how to write it', async () => {
    const project = makeProject(ordersProject)
    const refused = { code: 'UNKNOWN_ASSET', fix: "write orders --partitions '2001-01-02' (plan, materialize), or orders alone" }
    expect(await errorOf(project, 'plan', 'orders@2001-01-02')).toMatchObject(refused)
    expect(await errorOf(project, 'status', '+orders@2001-01-02')).toMatchObject(refused)
  })

  test('what was never made has neither path nor lineage', async () => {
    const project = makeProject(ordersProject)
    expect(await errorOf(project, 'path', 'total')).toMatchObject({ code: 'NOT_MATERIALIZED', fix: 'varve materialize +total' })
    expect(await errorOf(project, 'lineage', 'total')).toMatchObject({ code: 'NOT_MATERIALIZED' })
  })

  test('an unknown flag and an unknown command suggest the nearest', async () => {
    const project = makeProject({})
    const nearest = (name: string) => ({
      code: 'BAD_REQUEST',
      family: 'Request',
      fix: `did you mean '${name}'?`,
      details: { nearest: name },
    })
    expect(await errorOf(project, 'plan', '--partition', '2001-01-01')).toMatchObject(nearest('--partitions'))
    expect(await errorOf(project, 'statsu')).toMatchObject({ ...nearest('status'), message: "unknown command 'statsu'" })
  })

  test('a value that an option cannot have is refused before anything is loaded', async () => {
    const project = makeProject({})
    expect(await errorOf(project, 'materialize', '--concurrency', '0')).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await errorOf(project, 'materialize', '--order', 'random')).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await errorOf(project, 'lineage', 'total', '--depth', '-1')).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await errorOf(project, 'history')).toMatchObject({
      code: 'BAD_REQUEST',
      message: "missing required argument 'reference'",
      fix: 'see varve help history',
    })
    expect(await errorOf(project, 'check', 'orders')).toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('the config file', () => {
  test('is missing', async () => {
    const project = makeProject({ 'elsewhere/notes.txt': '' })
    expect(await errorOf(project, 'plan')).toMatchObject({ code: 'CONFIG_FILE_MISSING', family: 'Definition', where: project.folder })
    const elsewhere = project.path('elsewhere')
    expect(await errorOf(project, 'plan', '--config', 'elsewhere')).toMatchObject({ code: 'CONFIG_FILE_MISSING', where: elsewhere })
    expect(await errorOf(project, 'plan', '--config', 'no.ts')).toMatchObject({
      code: 'CONFIG_FILE_MISSING',
      message: 'there is no such config file',
    })
  })

  test('exports no project', async () => {
    const project = makeProject({ 'varve.config.ts': 'export default { catalog: {} }\n' })
    expect(await errorOf(project, 'plan')).toMatchObject({ code: 'CONFIG_FILE_INVALID', where: project.path('varve.config.ts') })
    project.write({ 'varve.config.ts': 'export const config = 1\n' })
    expect(await errorOf(project, 'plan')).toMatchObject({ code: 'CONFIG_FILE_INVALID', why: 'it has no default export' })
  })
})

describe('an asset file', () => {
  test('that throws is named with the line of its source', async () => {
    const project = makeProject(ordersProject)
    project.edit(
      'assets/orders.ts',
      'export const days',
      `interface Settings {\n  port: number\n}\nthrow new Error('no settings here')\nexport const days`,
    )
    expect(await errorOf(project, 'check')).toMatchObject({
      code: 'CONFIG_FILE_FAILED',
      family: 'Definition',
      where: 'assets/orders.ts:7',
      why: 'no settings here',
      details: { file: project.path('assets/orders.ts'), line: 7 },
    })
  })

  test('that imports in a circle is an error that says so', async () => {
    const project = makeProject(ordersProject)
    project.edit('assets/orders.ts', "import { z } from 'zod'", "import { z } from 'zod'\nexport { late } from './late.ts'")
    project.write({
      'assets/late.ts': `import { asset } from 'varve'
import { orders } from './orders.ts'

export const late = asset({ inputs: { orders }, run: () => 1 })
`,
    })
    expect(await errorOf(project, 'check')).toMatchObject({
      code: 'CONFIG_FILE_FAILED',
      where: 'assets/late.ts:4',
      why: expect.stringMatching(/^Cannot access 'orders' before initialization: a circular import/),
      fix: expect.stringContaining('third file'),
    })
  })

  test('that uses a name above its declaration is not blamed for a circular import', async () => {
    const project = makeProject(ordersProject)
    project.edit('assets/orders.ts', 'export const days', 'export const early = [orders]\nexport const days')
    expect(await errorOf(project, 'check')).toMatchObject({ where: 'assets/orders.ts:4', fix: "move 'orders' up" })
  })

  test('that is no TypeScript is named with the line', async () => {
    const project = makeProject(ordersProject)
    project.edit('assets/orders.ts', 'export const days', 'export const = 1\nexport const days')
    expect(await errorOf(project, 'check')).toMatchObject({ code: 'CONFIG_FILE_FAILED', where: 'assets/orders.ts:4' })
  })

  test('that imports what is not there is named', async () => {
    const project = makeProject(ordersProject)
    project.edit('assets/orders.ts', "from 'zod'", "from 'zood'")
    expect(await errorOf(project, 'check')).toMatchObject({ code: 'CONFIG_FILE_FAILED', where: 'assets/orders.ts' })
    project.edit('assets/orders.ts', "import { z } from 'zood'", "import { z } from 'zod'\nexport { gone } from '../raw.ts'")
    project.write({ 'raw.ts': 'export const here = 1\n' })
    expect(await errorOf(project, 'check')).toMatchObject({ where: 'assets/orders.ts:3', why: expect.stringContaining("'gone'") })
  })

  test('whose definition is refused keeps its own code, with the line that made it', async () => {
    const project = makeProject(ordersProject)
    project.edit('assets/orders.ts', "end: '2001-01-11'", "end: '2001-02-30'")
    expect(await errorOf(project, 'check')).toMatchObject({
      code: 'BAD_PARTITION_DEFINITION',
      family: 'Definition',
      where: expect.stringContaining('assets/orders.ts:4'),
    })
  })

  test('whose inputs have partitions that do not fit says which input', async () => {
    const project = makeProject(ordersProject)
    project.edit('assets/orders.ts', 'externalFile, from,', 'externalFile, from, segments,')
    project.edit('assets/orders.ts', 'partitions: days,\n  inputs: { week', "partitions: segments(['ATL', 'ORD']),\n  inputs: { week")
    const error = await errorOf(project, 'check')
    expect(error).toMatchObject({ code: 'PARTITIONS_DO_NOT_FIT', family: 'Definition' })
    expect(error.where).toContain('week')
  })
})

test('a project that is not declared as ES modules says what to add', async () => {
  const project = makeProject({ ...ordersProject, 'package.json': '{}' })
  expect(await errorOf(project, 'check')).toMatchObject({
    code: 'CONFIG_FILE_FAILED',
    fix: 'add "type": "module" to the package.json of the project',
  })
})

test('a root whose ledger was deleted is not written to, and the way back is named', async () => {
  const project = makeProject(ordersProject)
  expect(await varve(project, 'materialize', 'orders', '--partitions', '2001-01-01')).toMatchObject({ status: 0 })
  for (const file of ['ledger.db', 'ledger.db-wal', 'ledger.db-shm']) project.removeFile(`.varve/${file}`)
  expect(await errorOf(project, 'materialize')).toMatchObject({
    code: 'LEDGER_MISSING',
    fix: expect.stringContaining('varve rebuild-ledger'),
  })
})
