/** How bytes become values is part of what a reader reads: an edit that changes it runs the readers, although no byte changed. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AnyContract, type Content, contentValue, type Format, type IoManager } from '@varve/core'
import type { LabConfig } from '@varve/core/testing'
import { asset, type Catalog, catalog, csv, dataContract, externalFile, ioManager, json, materialize, memory, parquet, read } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { edited, labIn, stepsOf } from '../support/lab-edits.ts'
import { makeProject, runScript } from '../support/project.ts'

/** What the reader is given, as text that tells a Date from a string, and an absent key from null. */
function described(rows: unknown): string {
  return (rows as Record<string, unknown>[])
    .map(row =>
      Object.entries(row)
        .map(([key, value]) => `${key} ${value instanceof Date ? 'a date' : value === null ? 'null' : typeof value}`)
        .join(', '),
    )
    .join('; ')
}

function linesOf(content: Content): readonly string[] {
  return contentValue(content, 'separated') as string[]
}

interface Upstream {
  readonly contract?: AnyContract
  readonly rows: () => unknown
  readonly format?: Format
}

function upAndDown({ contract, rows, format }: Upstream) {
  const upstream = asset({ ...(contract && { contract }), ...(format && { format }), run: rows } as never) as ReturnType<typeof asset>
  const reader = asset({ inputs: { upstream }, format: json(), run: ({ upstream }) => ({ given: described(upstream) }) })
  return { upstream, reader }
}

/** Materializes an edited project, and says which steps were planned and what the reader holds, now and after `--force`. */
async function after(lab: LabConfig, changed: Catalog, io?: IoManager) {
  const config = edited(lab, changed, io)
  const planned = await stepsOf(config)
  const { steps, status } = await materialize(config)
  const value = await read(config, 'reader')
  await materialize(config, { force: true })
  expect(await read(config, 'reader'), 'what --force gives').toEqual(value)
  return { status, done: steps.done, planned, value }
}

const contractOf = (at: z.ZodType) => dataContract({ row: z.object({ at }) as never }) as AnyContract
const iso = '2001-01-01T00:00:00.000Z'

test('the contract of an upstream changes from text to date: its bytes are equal, and readers get dates', async () => {
  const lab = memoryConfig(catalog(upAndDown({ contract: contractOf(z.string()), rows: () => [{ at: iso }] })))
  await materialize(lab)
  expect(await read(lab, 'reader')).toEqual({ given: 'at string' })

  const dates = catalog(upAndDown({ contract: contractOf(z.date()), rows: () => [{ at: new Date(iso) }] }))
  expect(await after(lab, dates)).toEqual({
    status: 'complete',
    done: 2,
    planned: ['upstream: run 1, contract 1'],
    value: { given: 'at a date' },
  })
})

test('a contract changes from optional to nullable: readers get null where they had no key', async () => {
  const lab = memoryConfig(catalog(upAndDown({ contract: contractOf(z.string().optional()), rows: () => [{}] })))
  await materialize(lab)
  expect(await read(lab, 'reader')).toEqual({ given: '' })

  const nullable = catalog(upAndDown({ contract: contractOf(z.string().nullable()), rows: () => [{ at: null }] }))
  expect(await after(lab, nullable)).toMatchObject({ status: 'complete', done: 2, value: { given: 'at null' } })
})

test('a rule that changes no column leaves readers alone', async () => {
  const lab = memoryConfig(catalog(upAndDown({ contract: contractOf(z.string()), rows: () => [{ at: iso }] })))
  await materialize(lab)

  const ruled = edited(lab, catalog(upAndDown({ contract: contractOf(z.string().min(3)), rows: () => [{ at: iso }] })))
  expect((await materialize(ruled)).steps).toMatchObject({ done: 1, skipped: 1 })
})

test('bytes are decoded by the contract recorded with them: a reader that runs first gets no value of the new one', async () => {
  const lab = memoryConfig(catalog(upAndDown({ contract: contractOf(z.string()), rows: () => [{ at: iso }] })))
  await materialize(lab)

  const dates = edited(lab, catalog(upAndDown({ contract: contractOf(z.date()), rows: () => [{ at: new Date(iso) }] })))
  await materialize(dates, { select: 'reader', force: true })
  expect(await read(dates, 'reader')).toEqual({ given: 'at string' })
  expect(described(await read(dates, 'upstream'))).toBe('at string')
})

test('the contract of a CSV file made elsewhere changes from text to number: readers run, for that input', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'varve-read-'))
  await writeFile(join(folder, 'raw.csv'), 'n\n1\n')
  const fileOf = (n: z.ZodType) => {
    const raw = externalFile('./raw.csv', { format: 'csv', contract: dataContract({ row: z.object({ n }) as never }) as never })
    return catalog({ raw, reader: asset({ inputs: { raw }, run: ({ raw }) => ({ given: described(raw) }) }) })
  }
  try {
    const lab = labIn(folder, fileOf(z.string()))
    await materialize(lab)
    expect(await read(lab, 'reader')).toEqual({ given: 'n string' })

    expect(await after(lab, fileOf(z.number()))).toEqual({
      status: 'complete',
      done: 1,
      planned: ['reader: run 1, input 1'],
      value: { given: 'n number' },
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})

/** JSON by another name, whose decoder says how often it was corrected. */
function corrected(revision: number): Format {
  const { encode, decode } = json()
  return {
    ...{ name: 'corrected', extension: 'json', settings: {}, revision, holds: 'values', encode },
    decode: async (bytes, schema) => {
      const rows = contentValue(await decode(bytes, schema), 'json') as object[]
      return { kind: 'value', value: rows.map(row => ({ ...row, ...(revision > 1 && { correctedAt: 'x' }) })) }
    },
  }
}

test('the revision of a decoder is raised: readers run, and nothing else', async () => {
  const of = (revision: number) => catalog(upAndDown({ rows: () => [{ at: iso }], format: corrected(revision) }))
  const lab = memoryConfig(of(1))
  await materialize(lab)

  expect(await after(lab, of(2))).toEqual({
    status: 'complete',
    done: 1,
    planned: ['reader: run 1, input 1'],
    value: { given: 'at string, correctedAt string' },
  })
})

test('the decoder of an external is edited: what it gives now meets the contract before anybody reads it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'varve-read-'))
  await writeFile(join(folder, 'raw.json'), JSON.stringify([{ at: iso }]))
  const contract = contractOf(z.string()) as never
  const of = (revision: number) => {
    const raw = externalFile('./raw.json', { format: corrected(revision), contract })
    return catalog({ raw, reader: asset({ inputs: { raw }, run: ({ raw }) => ({ given: described(raw) }) }) })
  }
  try {
    const lab = labIn(folder, of(1))
    expect((await materialize(lab)).status).toBe('complete')

    const { status, failures } = await materialize(edited(lab, of(2)))
    expect({ status, failures: failures.map(({ asset, code }) => `${asset} ${code}`) }).toEqual({
      status: 'failed',
      failures: ['raw CONTRACT_BROKEN'],
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('the settings of a format change: what is stored in the earlier ones is not read by the new ones', async () => {
  const separated = (separator: string): Format => ({
    ...{ name: 'separated', extension: 'txt', settings: { separator }, revision: 1, holds: 'values' },
    encode: async (content: Content) => ({ bytes: new TextEncoder().encode(linesOf(content).join(separator)), rows: null }),
    decode: async bytes => ({ kind: 'value', value: new TextDecoder().decode(bytes).split(separator) }),
  })
  const of = (separator: string) => {
    const upstream = asset({ format: separated(separator), run: () => ['a', 'b'] })
    return catalog({ upstream, reader: asset({ inputs: { upstream }, run: ({ upstream }) => ({ given: upstream }) }) })
  }
  const lab = memoryConfig(of(';'))
  await materialize(lab)

  const other = edited(lab, of(','))
  const narrow = await materialize(other, { select: 'reader', force: true })
  expect(narrow.failures).toMatchObject([
    {
      asset: 'reader',
      code: 'FORMAT_CANNOT_HOLD',
      message: expect.stringContaining('upstream is stored as separated with other settings'),
    },
  ])
  expect(await after(lab, of(','))).toMatchObject({ status: 'complete', done: 2, value: { given: ['a', 'b'] } })
})

test("a format of the project's that has the name of one of Varve's does not read what that one wrote, nor the other way about", async () => {
  const { upstream, reader } = upAndDown({ rows: () => [{ n: 1 }] })
  const other: Format = { ...json(), decode: async () => ({ kind: 'value', value: [{ other: true }] }) }
  const own = upAndDown({ rows: () => [{ n: 1 }], format: other })
  const lab = memoryConfig(catalog({ upstream, reader }))
  await materialize(lab)
  const both = edited(lab, catalog(own)) // the reader still has Varve's
  expect((await materialize(both, { select: 'reader', force: true })).failures).toEqual([])
  expect(await read(both, 'reader')).toEqual({ given: 'n number' })

  const since = memoryConfig(catalog(own))
  await materialize(since)
  const { failures } = await materialize(edited(since, catalog({ upstream, reader })), { select: 'reader', force: true })
  expect(failures).toMatchObject([
    {
      code: 'FORMAT_CANNOT_HOLD',
      message: expect.stringContaining("stored as json, and its asset now has Varve's own format of this name"),
    },
  ])
})

test('a reader of an upstream that is stored in an earlier format gets its value where the project still has that format, and a named error where not', async () => {
  const storage = memory()
  const io = (format: Format) => ioManager({ storage: { ...storage, open: () => opened }, format })
  const opened = storage.open('/')
  const { upstream, reader } = upAndDown({ rows: () => [{ n: 1 }] })
  const lab = edited(memoryConfig(catalog({ upstream, reader })), catalog({ upstream, reader }), io(csv()))
  await materialize(lab)

  const gone = edited(lab, catalog({ upstream, reader }), io(parquet()))
  const refused = await materialize(gone, { select: 'reader', force: true })
  expect(refused.failures).toMatchObject([
    {
      asset: 'reader',
      code: 'FORMAT_CANNOT_HOLD',
      message: expect.stringContaining('upstream is stored as csv, and its asset is now stored as parquet'),
    },
  ])

  const table = asset({ format: csv(), run: () => [{ n: 1 }] })
  const kept = edited(lab, catalog({ upstream, reader, table }), io(parquet()))
  expect((await materialize(kept, { select: 'reader', force: true })).status).toBe('complete')
  expect(await read(kept, 'reader')).toEqual({ given: 'n string' })
})

test("the code of an external and of a format of the user's own decides what readers get: edited, they run", async () => {
  const project = makeProject({
    'varve.config.ts': `import { catalog, defineConfig, file, ioManager, json } from 'varve'
import { feed } from './feed.ts'
import { upstream, reader, ofFeed } from './assets.ts'
export default defineConfig({ entry: import.meta.url, catalog: catalog({ feed, upstream, reader, ofFeed }), io: ioManager({ storage: file('./data'), format: json() }) })
`,
    'feed.ts': `import { external } from 'varve'
const scale = 1
export const feed = external<number>({
  description: 'a feed', contract: undefined,
  observe: async () => ({ version: 'v1', bytes: 1 }),
  open: async () => ({ value: async () => 7 * scale }),
})
`,
    'lines.ts': `const end = ';'
export const lines = {
  name: 'lines', extension: 'txt', settings: {}, revision: 1, holds: 'values' as const,
  encode: async (content: any) => ({ bytes: new TextEncoder().encode(content.value.join(';')), rows: null }),
  decode: async (bytes: Uint8Array) => ({ kind: 'value' as const, value: new TextDecoder().decode(bytes).split(end) }),
}
`,
    'assets.ts': `import { asset } from 'varve'
import { feed } from './feed.ts'
import { lines } from './lines.ts'
export const upstream = asset({ format: lines, run: () => ['a', 'b'] })
export const reader = asset({ inputs: { upstream }, run: ({ upstream }) => ({ count: (upstream as string[]).length }) })
export const ofFeed = asset({ inputs: { feed }, run: ({ feed }) => ({ feed }) })
`,
    'dev.ts': `import { readFileSync, writeFileSync } from 'node:fs'
import { materialize, plan } from 'varve'
import config from './varve.config.ts'
const edit = (file: string, from: string, to: string) => writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
const planned = async () => (await plan(config)).assets.map(({ asset, count, reasons, possible }) =>
  [asset, count, Object.entries(reasons).filter(([, n]) => n > 0).map(([reason]) => reason).join(), possible.count].join(' '))
await materialize(config)
const unchanged = await planned()
edit('feed.ts', 'scale = 1', 'scale = 2')
const external = await planned()
edit('feed.ts', 'scale = 2', 'scale = 1')
edit('lines.ts', "end = ';'", "end = ','")
const format = await planned()
console.log(JSON.stringify({ unchanged, external, format }))
`,
  })
  const { json, stderr } = await runScript(project, 'dev.ts')

  expect(json, stderr).toEqual({
    unchanged: [],
    external: ['ofFeed 1 input 0'],
    format: ['upstream 1 code 0', 'reader 0  1'],
  })
})

test("what a format of the user's own wrote is never read by other code of it: an edit gave its old bytes another value without a word", async () => {
  const project = makeProject({
    'varve.config.ts': `import { asset, catalog, defineConfig, file, ioManager, json } from 'varve'
import { lines } from './lines.ts'
const upstream = asset({ format: lines, run: () => ['a', 'b;c'] })
const reader = asset({ inputs: { upstream }, run: ({ upstream }) => ({ given: upstream }) })
export default defineConfig({ entry: import.meta.url, catalog: catalog({ upstream, reader }), io: ioManager({ storage: file('./data'), format: json() }) })
`,
    'lines.ts': `const end = ';'
export const lines = {
  name: 'lines', extension: 'txt', settings: {}, revision: 1, holds: 'values' as const,
  encode: async (content: any) => ({ bytes: new TextEncoder().encode(content.value.join(end)), rows: null }),
  decode: async (bytes: Uint8Array) => ({ kind: 'value' as const, value: new TextDecoder().decode(bytes).split(end) }),
}
`,
    'dev.ts': `import { materialize, plan, read } from 'varve'
import config from './varve.config.ts'
const given = () => read(config, 'upstream').catch(({ code, what }) => [code, what])
const before = await given()
const planned = (await plan(config, { select: 'reader' })).steps.run
const { failures } = await materialize(config, { select: 'reader', force: true })
const { status, steps } = await materialize(config)
console.log(JSON.stringify({ before, planned, failures: failures.map(({ code }) => code), status, done: steps.done, after: await given() }))
`,
  })
  await runScript(project, 'dev.ts')
  project.edit('lines.ts', "end = ';'", "end = ','")
  const { json, stderr } = await runScript(project, 'dev.ts')

  expect(json, stderr).toEqual({
    before: ['FORMAT_CANNOT_HOLD', 'upstream is stored as lines, whose code was another one then'],
    planned: 0,
    failures: ['FORMAT_CANNOT_HOLD'],
    status: 'complete',
    done: 2,
    after: ['a', 'b;c'],
  })
})
