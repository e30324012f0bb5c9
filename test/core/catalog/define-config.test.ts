/** The project value: its folder, the config of every asset, and what is refused. */
import { asset, catalog, defineConfig, type IoManager, isProjectConfig, isVarveError } from '@varve/core'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const io = { format: {}, open: () => ({}) } as unknown as IoManager
const late = asset({ config: z.object({ minutes: z.int().default(15), token: z.string().optional() }), run: () => 1 })
const strict = asset({ config: z.object({ key: z.string().min(8) }), run: () => 1 })
const plain = asset({ run: () => 1 })
const all = catalog({ late, models: { strict }, plain })
const entry = 'file:///home/ann/project/varve.config.ts'
const define = (more: object): unknown => defineConfig({ entry, catalog: all, io, ...more } as Parameters<typeof defineConfig>[0])
const key = '12345678'

test('every asset has its config, validated, with defaults', () => {
  const config = defineConfig({ entry, catalog: all, io, config: { 'models.strict': { key }, late: { minutes: 20 } }, concurrency: 2 })
  expect(isProjectConfig(config)).toBe(true)
  expect(config).toMatchObject({ kind: 'project', entry, folder: '/home/ann/project', catalog: all, io, concurrency: 2 })
  expect([...config.configs].map(([name, { reveal }]) => [name, reveal()])).toEqual([
    ['late', { minutes: 20 }],
    ['models.strict', { key }],
    ['plain', {}],
  ])
})

test('a config cannot be changed afterwards', () => {
  const config = defineConfig({ entry, catalog: catalog({ late }), io })
  const guarded = config.configs.get('late')
  expect([config, guarded, guarded?.reveal(), guarded?.shown].map(Object.isFrozen)).toEqual([true, true, true, true])
})

test('what is no project is not recognised as one', () => {
  expect([null, {}, { kind: 'project' }, all].map(isProjectConfig)).toEqual([false, false, false, false])
})

describe('refused', () => {
  test('config for an asset that does not exist, with the nearest', () => {
    expect(errorOf({ config: { 'models.strict': { key }, lat: {} } })).toMatchObject({ code: 'UNKNOWN_ASSET', fix: "did you mean 'late'?" })
  })

  test('config for a name that every object has', () => {
    expect(errorOf({ config: { 'models.strict': { key }, constructor: {} } })).toMatchObject({ code: 'UNKNOWN_ASSET' })
  })

  test('a required value that is left out', () => {
    expect(errorOf({})).toMatchObject({ code: 'BAD_CONFIG', where: 'config of models.strict.key' })
  })

  test('a key that the schema does not have, since the default would stay in force without a word', () => {
    expect(errorOf({ config: { 'models.strict': { key }, late: { minute: 3 } } })).toMatchObject({
      code: 'BAD_CONFIG',
      where: 'config of late',
    })
  })

  test('all findings together, with their places, and never the values', () => {
    const config = { 'models.strict': { key: 'hunter2' }, late: { minutes: 'hunter3', token: 4711 } }
    const error = errorOf({ config, concurrency: 0, catalogue: all }) as { code: string; details: { findings: { where: string }[] } }
    expect(error.code).toBe('BAD_CONFIG')
    expect(error.details.findings.map(({ where }) => where)).toEqual([
      null,
      'concurrency',
      'config of late.minutes',
      'config of late.token',
      'config of models.strict.key',
    ])
    expect(JSON.stringify(error)).not.toMatch(/hunter|4711/)
  })

  test('a value that JSON cannot say, since config is hashed', () => {
    const when = asset({ config: z.object({ since: z.date() }), run: () => 1 })
    expect(errorOf({ catalog: catalog({ when }), config: { when: { since: new Date(0) } } })).toMatchObject({
      code: 'BAD_CONFIG',
      where: 'config of when',
      why: '$.since: a Date is not a plain object; config is hashed as JSON',
    })
  })

  test('a schema that throws', () => {
    const sync = asset({
      config: z.object({
        a: z
          .string()
          .default('x')
          .refine(() => {
            throw new Error('secret')
          }),
      }),
      run: () => 1,
    })
    expect(errorOf({ catalog: catalog({ sync }) })).toMatchObject({ code: 'BAD_CONFIG', why: 'its schema threw, or is asynchronous' })
  })

  test.each([
    ['no entry', { entry: undefined }, 'entry'],
    ['an entry that is a path', { entry: '/home/ann/varve.config.ts' }, 'entry'],
    ['a catalog that is plain', { catalog: { late } }, 'catalog'],
    ['no io manager', { io: undefined }, 'io'],
    ['half a step at a time', { concurrency: 0.5 }, 'concurrency'],
    ['config in words', { config: 'late' }, 'config'],
  ])('%s', (_, more, where) => {
    expect(errorOf({ catalog: catalog({ late }), ...more })).toMatchObject({ code: 'BAD_CONFIG', where })
  })
})

function errorOf(more: object): unknown {
  try {
    return define(more)
  } catch (error) {
    if (!isVarveError(error)) throw error
    const { code, what, where, why, fix, details, message } = error
    return { code, what, where, why, fix, details, message }
  }
}
