/** Each command on a small project: what it prints for people, its document, and its exit status. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type {
  CheckDocument,
  ErrorDocument,
  HistoryDocument,
  LineageDocument,
  Outcome,
  PathDocument,
  PlanDocument,
  StatusDocument,
  VerifyDocument,
} from 'varve'
import { describe, expect, test } from 'vitest'
import { ordersProject, rawOrders } from '../support/orders-project.ts'
import { makeProject, varve } from '../support/project.ts'

const own = { process: 'own' } as const

test('the main job, from check to verify, by processes of their own and others in turn', async () => {
  const project = makeProject(ordersProject)
  expect((await varve<CheckDocument>(project, own, 'check', '--json')).json).toEqual({ ok: true, assets: 3, edges: 3, findings: [] })
  expect((await varve<PlanDocument>(project, 'plan', '+week', '--json')).json.steps).toEqual({
    run: 20,
    reuse: 0,
  })

  const made = await varve<Outcome>(project, own, 'materialize', '--json', '--concurrency', '2')
  expect(made).toMatchObject({ status: 0, stderr: '' })
  expect(made.json).toMatchObject({
    status: 'complete',
    steps: { done: 21, reused: 0, skipped: 0, failed: 0, blocked: 0 },
    failures: [],
    blocked: [],
  })
  expect(await varve(project, own, 'plan')).toMatchObject({ status: 0, stdout: 'Nothing to do.\n', stderr: '' })

  const status = (await varve<StatusDocument>(project, 'status', '--json')).json
  expect(status.assets.map(({ asset, total, fresh }) => [asset, total, fresh])).toEqual([
    ['raw', 0, 0],
    ['orders', 10, 10],
    ['total', 1, 1],
    ['week', 10, 10],
  ])
  const table = (await varve(project, 'status', 'orders')).stdout.split('\n')
  expect(table.map(line => line.split(/\s+/).slice(0, 7))).toEqual([
    ['asset', 'total', 'fresh', 'stale', 'missing', 'failed', 'blocked'],
    ['orders', '10', '10', '0', '0', '0', '0'],
    ['Externals', 'may', 'have', 'changed', 'since', 'they', 'were'],
    [''],
  ])
  expect([table[0], table[1]]).toEqual([expect.stringMatching(/ as of$/), expect.stringMatching(/ \d+ (second|minute)s? ago$/)])

  const lineage = (await varve<LineageDocument>(project, 'lineage', 'week@2001-01-02', '--json')).json
  expect(lineage.edges.map(({ to, input, partitions }) => [to === lineage.root, input, partitions])).toEqual([
    [true, 'week', '2001-01-01'],
    [true, 'week', '2001-01-02'],
  ])
  const tree = (await varve(project, 'lineage', 'orders@2001-01-10', '--downstream')).stdout.split('\n')
  expect(tree[0]).toMatch(/^orders@2001-01-10 {2}version [0-9a-f]{12} {2}1 row {2}sha256 [0-9a-f]{12}$/)
  expect(
    tree
      .slice(2)
      .map(line => line.split('  version')[0])
      .sort(),
  ).toEqual(['', '  orders: total', '  week: week@2001-01-10'])

  const { versions } = (await varve<HistoryDocument>(project, 'history', 'orders@2001-01-10', '--json')).json
  expect(versions.map(({ partition, current, run }) => [partition, current, run])).toEqual([['2001-01-10', true, made.json.run]])

  const verified = await varve<VerifyDocument>(project, own, 'verify', '--json')
  expect(verified.status).toBe(0)
  expect(verified.json).toEqual({
    checked: 21,
    ok: true,
    corrupted: [],
    missing: [],
    unreferenced: [],
    tree: { wrong: [], repaired: 0 },
    ledger: { ok: true, differences: [] },
  })
})

test('path prints nothing but the path, whatever the project prints while it loads', async () => {
  const project = makeProject(ordersProject)
  project.edit('varve.config.ts', 'export default', "console.log('hello from the config')\nexport default")
  await varve(project, 'materialize', '+orders', '--partitions', '2001-01-02')
  const [folder, file, object, document] = await Promise.all([
    varve(project, 'path', 'orders'),
    varve(project, 'path', 'orders@2001-01-02'),
    varve(project, 'path', 'orders@2001-01-02', '--object'),
    varve<PathDocument>(project, 'path', 'orders@2001-01-02', '--json'),
  ])
  expect(folder.stderr).toBe('hello from the config\n')
  expect(relative(project.folder, folder.stdout)).toMatch(/^data\/main\/orders\/[0-9a-f]{12}\n$/)
  expect(file.stdout).toBe(`${folder.stdout.trim()}/day=2001-01-02/part.json\n`)
  expect(JSON.parse(readFileSync(file.stdout.trim(), 'utf8'))).toEqual([{ n: 2 }])
  expect(document.json).toMatchObject({ path: file.stdout.trim(), object: object.stdout.trim(), complete: true })
  expect(await varve(project, 'path', 'orders', '--object')).toMatchObject({ status: 2, stdout: '' })
})

test('--root and VARVE_ROOT say where data and ledger lie, and the flag wins', async () => {
  const project = makeProject(ordersProject)
  const env = { VARVE_ROOT: 'by-variable' }
  await varve(project, { env }, 'materialize', 'orders', '--partitions', '2001-01-01')
  const [variable, flag] = await Promise.all([
    varve(project, { env }, 'path', 'orders'),
    varve(project, { env }, 'path', 'orders', '--root', 'by-flag'),
  ])
  expect(relative(project.folder, variable.stdout)).toMatch(/^by-variable\/data\/main\/orders\//)
  expect(flag.status).toBe(2)
})

test('--config names the file or its folder, from anywhere', async () => {
  const project = makeProject({ ...ordersProject, 'elsewhere/notes.txt': '' })
  const cwd = project.path('elsewhere')
  const [byFile, byFolder] = await Promise.all([
    varve<PlanDocument>(project, { cwd }, 'plan', 'total', '--config', '../varve.config.ts', '--json'),
    varve<PlanDocument>(project, { cwd }, 'plan', 'total', '--config', '..', '--json'),
  ])
  expect(byFile.status).toBe(0)
  expect(byFolder.json).toEqual(byFile.json)
})

test('what was made in an environment is looked at with --env', async () => {
  const project = makeProject(ordersProject)
  await varve(project, 'materialize', '+total', '--env', 'prod')
  const fresh = async (...args: readonly string[]) => {
    const { json } = await varve<StatusDocument>(project, 'status', 'orders', 'total', ...args, '--json')
    return [json.environment, ...json.assets.map(({ fresh }) => fresh)]
  }
  expect(await fresh()).toEqual(['main', 0, 0])
  expect(await fresh('--env', 'prod')).toEqual(['prod', 10, 1])

  const current = async (...args: readonly string[]) => {
    const { json } = await varve<HistoryDocument>(project, 'history', 'total', ...args, '--json')
    return json.versions.map(version => version.current)
  }
  expect([await current(), await current('--env', 'prod')]).toEqual([[false], [true]])

  const path = await varve(project, 'path', 'total', '--env', 'prod')
  expect(relative(project.folder, path.stdout)).toMatch(/^data\/prod\/total\//)
  expect((await varve(project, 'lineage', 'total', '--env', 'prod')).stdout).toMatch(/^total {2}version /)
  const refused = await varve<{ error: ErrorDocument }>(project, 'path', 'orders@2001-01-02', '--env', 'trial', '--json')
  expect(refused.json.error).toMatchObject({
    code: 'NOT_MATERIALIZED',
    fix: "varve materialize +orders --partitions '2001-01-02' --env 'trial'",
  })
})

test('verify looks at every environment, or at the one that --env names', async () => {
  const project = makeProject(ordersProject)
  await varve(project, 'materialize', 'orders', '--partitions', '2001-01-02..2001-01-03', '--env', 'prod')
  await varve(project, 'materialize', 'orders', '--partitions', '2001-01-04')
  const file = (await varve(project, 'path', 'orders@2001-01-02', '--env', 'prod')).stdout.trim()
  project.removeFile(relative(project.folder, file))
  const found = async (...args: readonly string[]) => {
    const { status, json } = await varve<VerifyDocument>(project, 'verify', ...args, '--json')
    return [status, json.checked, json.tree.wrong, json.unreferenced]
  }
  expect(await found()).toEqual([1, 3, [file], []])
  expect(await found('--env', 'prod')).toEqual([1, 2, [file], []])
  expect(await found('--env', 'main')).toEqual([0, 1, [], []])
  expect((await varve(project, 'verify', '--env', 'prd')).stderr).toContain('those in which something was made are main, prod')
})

test('history names the window where one key had several, and says what is hidden', async () => {
  const project = makeProject(ordersProject)
  const lines = async () => (await varve(project, 'history', 'orders@2001-01-05')).stdout.trimEnd().split('\n')
  await varve(project, 'materialize', 'orders', '--partitions', '2001-01-05')
  expect((await lines())[0]).toMatch(/^current +partition +created +version +rows +sha256 +run$/)
  project.edit('assets/orders.ts', "end: '2001-01-11'", "end: '2001-01-11', timezone: 'America/Chicago'")
  const [head, only] = await lines()
  expect(head).toMatch(/^current +partition +window +created /)
  expect(only).toMatch(/^\* +2001-01-05 +2001-01-05T00:00Z\.\.2001-01-06T00:00Z .+ made for another window$/)
  await varve(project, 'materialize', 'orders', '--partitions', '2001-01-05')
  const [, newest, older] = await lines()
  expect(newest).toMatch(/^\* +2001-01-05 +2001-01-05T06:00Z\.\.2001-01-06T06:00Z .+[0-9a-f]$/)
  expect(older).toMatch(/^ +2001-01-05 +2001-01-05T00:00Z\.\.2001-01-06T00:00Z .+ made for another window$/)
  project.edit('assets/orders.ts', "start: '2001-01-01'", "start: '2001-01-06'")
  expect((await lines())[1]).toMatch(/^\* +2001-01-05 .+ hidden: not a partition of the present definition$/)
})

describe('exit status', () => {
  test('is 3 where every failure is a closed gate, and says which rows lie where', async () => {
    const project = makeProject({ ...ordersProject, 'raw.json': rawOrders({ '2001-01-05': -1 }) })
    const { status, stdout } = await varve(project, 'materialize')
    expect(status).toBe(3)
    expect(stdout).toMatch(/^failed {2}orders@2001-01-05 {2}CONTRACT_BROKEN {2}/m)
    expect(stdout).toMatch(/^ {2}rules {7}row\.too_small on n \(1\)$/m)
    expect(stdout).toMatch(/^ {2}quarantine {2}1 row in .*quarantine/m)
    expect(stdout).toContain('blocked  week 2001-01-05..2001-01-10 by orders@2001-01-05 (CONTRACT_BROKEN)\n')
    expect(stdout).toMatch(/^partial in /m)
    expect((await varve(project, 'plan', 'orders')).stdout).toMatch(
      /^Nothing to run: all that is not up to date is blocked or was refused\.\n/,
    )
    const again = await varve<Outcome>(project, 'materialize', '--json')
    expect(again.status).toBe(3)
    expect(again.json.steps).toMatchObject({ done: 0, failed: 1 })
  })

  test('is 1 where user code failed', async () => {
    const project = makeProject(ordersProject)
    project.edit(
      'assets/orders.ts',
      'run: ({ orders }) => ({',
      "run: ({ orders }) => orders.size === 10 ? Promise.reject(new Error('no sum')) : ({",
    )
    const { status, json } = await varve<Outcome>(project, 'materialize', '--json')
    expect(status).toBe(1)
    expect(json.failures).toMatchObject([{ asset: 'total', partition: '', code: 'USER_CODE_FAILED', quarantine: null }])
  })

  test('is 1 where verify finds a changed file in the tree', async () => {
    const project = makeProject(ordersProject)
    await varve(project, 'materialize', 'orders', '--partitions', '2001-01-02')
    const { path } = (await varve<PathDocument>(project, 'path', 'orders@2001-01-02', '--json')).json
    project.removeFile(relative(project.folder, path))
    const { status, json } = await varve<VerifyDocument>(project, 'verify', '--json')
    expect(status).toBe(1)
    expect(json).toMatchObject({ ok: false, tree: { wrong: [path] } })
    expect((await varve(project, 'verify')).stdout).toContain(`wrong in the tree  ${path}\n`)
    const repaired = await varve(project, 'verify', '--repair')
    expect([repaired.status, repaired.stdout]).toEqual([0, 'ok: 1 object re-hashed; 1 partition shown again in the tree\n'])
  })

  test('is 1, and the step is named, where a run waits for what can never come', async () => {
    const project = makeProject(ordersProject)
    project.edit(
      'assets/orders.ts',
      'run: ({ raw }, { partition }) =>',
      'run: async ({ raw }, { partition }) => (await new Promise<void>(() => {}), null) ??',
    )
    const { status, json } = await varve<Outcome>(project, own, 'materialize', 'orders', '--json')
    expect(status).toBe(1)
    expect(json.failures.map(({ asset, code }) => [asset, code])).toContainEqual(['orders', 'USER_CODE_NEVER_SETTLED'])
  })
})

describe('what is missing upstream', () => {
  test('is made with +, unless it is the own past or does not exist, and the advice says so', async () => {
    const project = makeProject({
      ...ordersProject,
      'varve.config.ts': `import { asset, catalog, daily, dataContract, defineConfig, file, from, ioManager, json, previous, self, specific } from 'varve'
import { z } from 'zod'

const days = daily({ start: '2001-01-01', end: '2001-01-05' })
const sales = asset({ partitions: days, run: () => [{ n: 1 }] })
const totals = asset({
  partitions: days,
  inputs: { sales, before: self(previous) },
  contract: dataContract({ row: z.object({ n: z.int() }) }),
  run: ({ sales }) => [{ n: sales.length }],
})
const yearEnd = asset({ inputs: { sales: from(sales, { partitions: specific(['2001-12-31']) }) }, run: () => [{ n: 1 }] })
export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ sales, totals, yearEnd }),
  io: ioManager({ storage: file('./data'), format: json() }),
})
`,
    })
    const advice = async (...args: readonly string[]) =>
      (await varve(project, ...args)).stdout.split('\n').filter(line => /blocked by| by /.test(line))
    expect(await advice('materialize', 'totals', '--partitions', '2001-01-03')).toEqual([
      'blocked  totals 2001-01-03 by sales@2001-01-03 (INPUT_MISSING); materialize sales too: select +totals',
    ])
    expect(await advice('materialize', '+totals', '--partitions', '2001-01-03')).toEqual([
      'blocked  totals 2001-01-03 by totals@2001-01-02 (INPUT_MISSING); it reads its own past: begin earlier, with 2001-01-01',
    ])
    expect(await advice('plan', '+yearEnd')).toEqual([
      'error  yearEnd is blocked by sales@2001-12-31: *; sales@2001-12-31 is after its end 2001-01-05: ' +
        'end the reader earlier, or read what exists with existingOnly(...)',
    ])
  })
})

describe('help', () => {
  const names = ['check', 'plan', 'materialize', 'status', 'lineage', 'history', 'path', 'verify']

  test('of the command names every other', async () => {
    const { status, stdout, stderr } = await varve(makeProject({}), '--help')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  test.each(names)('of %s has an example and the shared options', async name => {
    const { status, stdout } = await varve(makeProject({}), name, '--help')
    expect(status).toBe(0)
    expect(stdout).toMatch(new RegExp(`^Example:\n  .*varve ${name}`, 'm'))
    expect(stdout).toContain('--json')
  })

  test('is a command too, that says the same of each and of those within it', async () => {
    const project = makeProject({})
    for (const named of [[], ['plan'], ['keys'], ['keys', 'add']]) {
      const { stdout } = await varve(project, ...named, '--help')
      expect(await varve(project, 'help', ...named)).toMatchObject({ status: 0, stdout, stderr: '' })
    }
    const { status, json } = await varve<{ error: ErrorDocument }>(project, 'help', 'keys', 'lst', '--json')
    expect([status, json.error.code, json.error.fix]).toEqual([2, 'BAD_REQUEST', "did you mean 'list'?"])
  })

  test('stands in for a missing command, which is wrong use', async () => {
    const { status, stdout, stderr } = await varve(makeProject({}))
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('BAD_REQUEST  no command was given')
  })
})
