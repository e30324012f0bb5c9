/** `varve keys`: what it prints for people, its documents, and its exit status. */
import type { ErrorDocument } from 'varve'
import { expect, test } from 'vitest'
import { makeProject, varve } from '../support/project.ts'
import { tenantsProject } from '../support/tenants-project.ts'

test('keys are added, listed and removed', async () => {
  const project = makeProject(tenantsProject)
  const said = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await varve(project, 'keys', ...args)
    expect([status, stderr]).toEqual([0, ''])
    return stdout
  }
  const document = (...args: readonly string[]) => varve(project, 'keys', ...args, '--json').then(({ json }) => json)

  expect(await varve(project, 'keys', 'list', 'orders')).toMatchObject({
    status: 0,
    stdout: '',
    stderr: 'tenants has no keys: varve keys add orders KEY\n',
  })
  expect(await document('list', 'orders')).toEqual({ asset: 'orders', set: 'tenants', keys: [] })
  expect(await said('add', 'orders', 'globex', 'acme')).toBe('added to tenants: globex, acme\n')
  expect(await said('add', 'visits', 'acme', 'a b', '--dimension', 'tenant')).toBe('added to tenants: a b\nalready in tenants: acme\n')
  expect(await document('add', 'orders', 'acme', 'hooli')).toEqual({
    asset: 'orders',
    set: 'tenants',
    added: ['hooli'],
    unchanged: ['acme'],
  })
  expect(await said('list', 'orders')).toBe('a b\nacme\nglobex\nhooli\n')
  expect(await said('remove', 'orders', 'globex')).toBe(
    'removed from tenants: globex\nWhat was made for them stays; this finds it again:\n  varve keys add orders globex\n',
  )
  expect(await document('remove', 'orders', 'globex', 'hooli')).toEqual({
    asset: 'orders',
    set: 'tenants',
    removed: ['hooli'],
    unchanged: ['globex'],
  })
  expect(await said('remove', 'orders', 'globex')).toBe('not in tenants: globex\n')
  expect(await document('list', 'orders')).toEqual({ asset: 'orders', set: 'tenants', keys: ['a b', 'acme'] })
})

test('a key never breaks its line, and a long list is cut', async () => {
  const project = makeProject(tenantsProject)
  const many = Array.from({ length: 25 }, (_, index) => `t${index}`)
  const added = await varve(project, 'keys', 'add', 'orders', ...many)
  expect(added.stdout).toBe(`added to tenants: ${many.slice(0, 20).join(', ')}, … and 5 more: see --json\n`)
  await varve(project, 'keys', 'remove', 'orders', ...many)
  await varve(project, 'keys', 'add', 'orders', 'a\nb', 'c\u2028d', '"e"', "O'Brien")
  const { stdout } = await varve(project, 'keys', 'list', 'orders')
  expect(stdout).toBe(['"\\"e\\""', "O'Brien", '"a\\nb"', '"c\\u2028d"', ''].join('\n'))
})

test('the command that finds again what was made for removed keys can be pasted into a shell', async () => {
  const project = makeProject(tenantsProject)
  await varve(project, 'keys', 'add', 'orders', 'acme', 'a b', '--', '-c', "O'Brien")
  const { stdout } = await varve(project, 'keys', 'remove', 'visits', '--dimension', 'tenant', '--', '-c', 'a b', "O'Brien")
  expect(stdout.split('\n').slice(2)).toEqual([String.raw`  varve keys add visits --dimension tenant -- -c 'a b' 'O'\''Brien'`, ''])
  await varve(project, 'keys', 'add', 'visits', '--dimension', 'tenant', '--', '-c', 'a b', "O'Brien")
  expect((await varve(project, 'keys', 'list', 'orders')).stdout).toBe("-c\nO'Brien\na b\nacme\n")
})

test('a command that an error tells to run can be pasted into a shell, whatever the key', async () => {
  const project = makeProject(tenantsProject)
  const fixOf = async (...args: readonly string[]) => (await varve<{ error: ErrorDocument }>(project, ...args, '--json')).json.error.fix
  await varve(project, 'keys', 'add', 'orders', "O'Brien")
  expect(await fixOf('path', "orders@O'Brien")).toBe(String.raw`varve materialize +orders --partitions 'O'\''Brien'`)
  expect(await fixOf('path', "orders@D'Arcy")).toContain(String.raw`varve keys add ASSET 'D'\''Arcy' adds it`)
})

test('wrong use is exit status 2, with a fix', async () => {
  const project = makeProject(tenantsProject)
  await varve(project, 'keys', 'add', 'orders', 'acme')
  const refused = async (...args: readonly string[]) => {
    const { status, json } = await varve<{ error: ErrorDocument }>(project, ...args, '--json')
    const { code, fix } = json.error
    return [status, code, fix]
  }
  expect(
    await Promise.all([
      refused('keys', 'add', 'ordrs', 'acme'),
      refused('keys', 'add', 'total', 'acme'),
      refused('keys', 'add', 'orders', 'ACME'),
      refused('keys', 'remove', 'orders', 'acmee'),
      refused('keys', 'add', 'orders'),
      refused('keys', 'lst', 'orders'),
      refused('keys'),
      refused('path', 'orders@acmee'),
    ]),
  ).toEqual([
    [2, 'UNKNOWN_ASSET', "did you mean 'orders'?"],
    [2, 'NOT_DYNAMIC', "change its definition, or make dynamicSegments('name') its partitions or one of their dimensions"],
    [2, 'BAD_KEY', 'give another key; one that was removed is added again exactly as it was written'],
    [2, 'UNKNOWN_PARTITION', "did you mean 'acme'?"],
    [2, 'BAD_REQUEST', 'see varve help keys add'],
    [2, 'BAD_REQUEST', "did you mean 'list'?"],
    [2, 'BAD_REQUEST', 'see varve help keys'],
    [2, 'UNKNOWN_PARTITION', expect.stringContaining('the nearest partition is acme')],
  ])
})

test('each has help with an example', async () => {
  const project = makeProject({})
  const helps = await Promise.all([[], ['add'], ['remove'], ['list']].map(args => varve(project, 'keys', ...args, '--help')))
  expect(
    helps.map(({ status, stdout }) => [status, /Example:\n {2}varve keys \w+ orders/.test(stdout), stdout.includes('--json')]),
  ).toEqual(Array(4).fill([0, true, true]))
})
