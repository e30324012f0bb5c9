/** Edits away from an asset's own code, what runs again, what is judged again, and what is found. */
import { check, materialize, type ProjectConfig, plan, read } from 'varve'
import { expect, test } from 'vitest'
import { makeProject } from '../support/project.ts'

const files: Readonly<Record<string, string>> = {
  'rules.ts': `export const most = 15\nexport const factor = 2\nexport const decimals = 1\n`,
  'query.sql': 'select 1\n',
  'mine.ts': `import { decimals } from './rules.ts'
export const mine = () => ({
  name: 'mine', extension: 'txt', settings: {}, revision: 1, holds: 'values',
  encode: async ({ value }) => ({ bytes: new TextEncoder().encode(JSON.stringify(value)), rows: null }),
  decode: async bytes => ({ kind: 'value', value: { text: new TextDecoder().decode(bytes), decimals } }),
})
`,
  'assets.ts': `import { readFileSync } from 'node:fs'
import { asset, dataContract, external } from 'varve'
import { z } from 'zod'
import { mine } from './mine.ts'
import { factor, most } from './rules.ts'

export const limited = asset({
  contract: dataContract({ row: z.object({ n: z.number().refine(n => n < most) }) }),
  run: () => [{ n: 12 }],
})
export const queried = asset({ reads: ['./query.sql'], run: () => [{ sql: readFileSync(queryFile('query'), 'utf8') }] })
const queryFile = (name: string) => new URL('./' + name + '.sql', import.meta.url)
export const source = external<number>({
  description: 'a number',
  contract: undefined,
  observe: async () => ({ version: '1', bytes: 1 }),
  open: async () => ({ value: async () => factor }),
})
export const sourced = asset({ inputs: { source }, run: ({ source }) => [{ n: source }] })
export const formatted = asset({ format: mine(), run: () => ({ n: 1 }) })
export const readers = asset({ inputs: { formatted }, run: ({ formatted }) => [{ text: JSON.stringify(formatted) }] })
export const bystander = asset({ inputs: { limited }, run: ({ limited }) => limited })
`,
  'varve.config.ts': `import { catalog, defineConfig, file, ioManager, json } from 'varve'
import * as assets from './assets.ts'
export default defineConfig({ entry: import.meta.url, catalog: catalog({ ...assets }), io: ioManager({ storage: file('./data'), format: json() }) })
`,
}

/** The project as it is on disk, loaded into this process: each time from a folder of its own, over one root. */
async function loaded(files: Readonly<Record<string, string>>): Promise<ProjectConfig> {
  const project = makeProject(files)
  return (await import(project.path('varve.config.ts'))).default
}

/** What the next materialize would do to each asset, and why. */
async function planned(config: ProjectConfig, root: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { assets } = await plan(config, { root })
  return Object.fromEntries(
    assets.map(({ asset, reasons }) => [asset, Object.entries(reasons).flatMap(([reason, count]) => (count > 0 ? [reason] : []))]),
  )
}

test('a constant of a contract, a file under reads, an external and a format of the user: each edit is planned for exactly who it concerns', async () => {
  const { folder: root } = makeProject({})
  const before = await loaded(files)
  expect(await materialize(before, { root })).toMatchObject({ status: 'complete' })
  expect(await planned(await loaded(files), root)).toEqual({})
  const edited = await loaded({
    ...files,
    'rules.ts': files['rules.ts']!.replace('most = 15', 'most = 10').replace('factor = 2', 'factor = 3'),
    'query.sql': 'select 2',
    'mine.ts': files['mine.ts']!.replace('), decimals', '), decimals: decimals + 1'),
  })
  expect(await planned(edited, root)).toEqual({
    limited: ['contract'],
    queried: ['code'],
    sourced: ['input'],
    formatted: ['code'],
    readers: [],
    bystander: [],
  })
  expect(await materialize(edited, { root })).toMatchObject({ failures: [{ asset: 'limited', code: 'CONTRACT_BROKEN' }] })
  expect(await read(edited, 'sourced', { root })).toEqual([{ n: 3 }])
  expect(await read(edited, 'readers', { root })).toEqual([{ text: '{"text":"{\\"n\\":1}","decimals":2}' }])
})

test('a file under reads that is not there is named by check and stops a run', async () => {
  const { 'query.sql': _, ...others } = files
  const config = await loaded(others)
  const { ok, findings } = await check(config)
  expect(ok).toBe(false)
  expect(findings.filter(({ asset }) => asset === 'queried')).toMatchObject([
    {
      severity: 'error',
      code: 'READS_MISSING',
      message: "queried reads './query.sql', which cannot be read: there is no file of this name",
    },
  ])
  await expect(materialize(config)).rejects.toMatchObject({ code: 'READS_MISSING' })
})
