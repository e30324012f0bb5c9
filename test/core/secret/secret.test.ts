/** Marking a config field: what decides, what is shown, what run gets, for every kind of schema around it. */
import { createRequire } from 'node:module'
import { asset, catalog, defineConfig, type IoManager, isVarveError, secret } from '@varve/core'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'

const io = { format: {}, open: () => ({}) } as unknown as IoManager
const entry = 'file:///home/ann/project/varve.config.ts'
const key = 'kq7-hunter2-xyz'
const secretModule = new URL('../../../packages/core/src/secret/secret.ts', import.meta.url).pathname
const host = (url: string) => new URL(url).host

test('a secret is left out of what is hashed, shown as dots, and given to run as it is', () => {
  const { reveal, deciding, shown, secrets } = guard(z.object({ key: secret(z.string()), level: z.int() }), { key, level: 3 })
  expect(reveal()).toEqual({ key, level: 3 })
  expect(deciding()).toEqual({ level: 3 })
  expect(shown).toEqual({ key: '•••', level: 3 })
  expect(secrets()).toEqual([key])
})

test('the identity of a secret is hashed and shown in its place', () => {
  const schema = z.object({ db: secret(z.url(), { identity: host }) })
  const { deciding, shown } = guard(schema, { db: 'postgres://ann:pa55word@db.example:5432/x' })
  expect([deciding(), shown]).toEqual([{ db: 'db.example:5432' }, { db: 'db.example:5432' }])
})

test('a machine that was not given a secret wants the same versions as one that was', () => {
  const schema = z.object({
    key: secret(z.string()).optional(),
    other: secret(z.string()).nullable(),
    last: secret(z.string()).default('none'),
  })
  const without = guard(schema, { other: null })
  const given = guard(schema, { key, other: key, last: key })
  expect(without.deciding()).toEqual({})
  expect(given.deciding()).toEqual({})
  expect(without.shown).toEqual({ other: null, last: '•••' })
  expect(given.shown).toEqual({ key: '•••', other: '•••', last: '•••' })
})

const around: Readonly<Record<string, readonly [schema: z.ZodType, given: unknown, deciding?: unknown, shown?: unknown]>> = {
  optional: [secret(z.string()).optional(), key],
  default: [secret(z.string()).default('x'), key],
  'default of its own': [secret(z.string()).default(key), undefined],
  prefault: [secret(z.string()).prefault(key), undefined],
  nullish: [secret(z.string()).nullish(), key],
  min: [secret(z.string()).min(4).max(99), key],
  refine: [secret(z.string()).refine(text => text.length > 4), key],
  superRefine: [secret(z.string()).superRefine(() => {}), key],
  meta: [secret(z.string()).meta({ title: 'key' }).describe('a key'), key],
  brand: [secret(z.string()).brand('Key'), key],
  readonly: [secret(z.string()).readonly(), key],
  catch: [secret(z.string()).catch('fallback'), key],
  transform: [secret(z.string()).transform(text => ({ header: `Bearer ${text}` })), key],
  pipe: [secret(z.string()).pipe(z.string().min(2)), key],
  'transform inside': [secret(z.string().transform(text => text.toUpperCase())), key],
  preprocess: [z.preprocess(text => String(text).trim(), secret(z.string())), ` ${key} `],
  lazy: [z.lazy(() => secret(z.string())), key],
  trim: [secret(z.string().trim()), ` ${key} `],
  'union around': [secret(z.union([z.string(), z.int()])), key],
  'a whole object': [secret(z.object({ user: z.string(), word: z.string() })), { user: 'ann@home', word: key }],
  object: [
    z.object({ a: z.object({ key: secret(z.string()), n: z.int() }) }),
    { a: { key, n: 1 } },
    { a: { n: 1 } },
    { a: { key: '•••', n: 1 } },
  ],
  extended: [
    z
      .object({ n: z.int() })
      .extend({ key: secret(z.string()) })
      .partial(),
    { key, n: 1 },
    { n: 1 },
    { key: '•••', n: 1 },
  ],
  picked: [z.object({ key: secret(z.string()), n: z.int() }).pick({ key: true }), { key }, {}, { key: '•••' }],
  array: [z.array(secret(z.string())), [key, `${key}2`], [null, null], ['•••', '•••']],
  tuple: [z.tuple([z.int(), secret(z.string())]), [1, key], [1, null], [1, '•••']],
  record: [z.record(z.string(), secret(z.string())), { a: key }, { a: null }, { a: '•••' }],
  'record of objects': [z.record(z.string(), z.object({ k: secret(z.string()) })), { a: { k: key } }, { a: {} }, { a: { k: '•••' } }],
  catchall: [z.object({ n: z.int() }).catchall(secret(z.string())), { n: 1, x: key }, { n: 1 }, { n: 1, x: '•••' }],
  intersection: [
    z.intersection(z.object({ n: z.int() }), z.object({ k: secret(z.string()) })),
    { n: 1, k: key },
    { n: 1 },
    { n: 1, k: '•••' },
  ],
  'the secret option of a union': [z.union([z.int(), secret(z.string())]), key],
  'the open option of a union': [z.union([z.int(), secret(z.string())]), 7, 7, 7],
  'a discriminated union': [
    z.discriminatedUnion('by', [
      z.object({ by: z.literal('key'), value: secret(z.string()) }),
      z.object({ by: z.literal('name'), value: z.string() }),
    ]),
    { by: 'key', value: key },
    { by: 'key' },
    { by: 'key', value: '•••' },
  ],
  'the other option of a discriminated union': [
    z.discriminatedUnion('by', [
      z.object({ by: z.literal('key'), value: secret(z.string()) }),
      z.object({ by: z.literal('name'), value: z.string() }),
    ]),
    { by: 'name', value: 'ann' },
    { by: 'name', value: 'ann' },
    { by: 'name', value: 'ann' },
  ],
}

test.each(Object.entries(around))('a secret stays one through %s', (_, [schema, given, deciding, shown]) => {
  const guarded = guard(z.object({ field: schema }), given === undefined ? {} : { field: given })
  expect(guarded.deciding()).toEqual(deciding === undefined ? {} : { field: deciding })
  expect(guarded.shown).toEqual({ field: shown ?? '•••' })
  expect(guarded.reveal()).toEqual({ field: schema.parse(given) })
  if (given !== 7 && shown !== undefined) expect(JSON.stringify([guarded.deciding(), guarded.shown])).not.toContain(key)
})

test('the mark is seen across two copies of zod and of varve', async () => {
  const { z: other } = createRequire(import.meta.url)('zod') as { z: typeof z }
  expect(other.string).not.toBe(z.string)
  expect(guard(z.object({ a: secret(other.string()).min(3).optional() }), { a: key }).shown).toEqual({ a: '•••' })
  const copy = (await import(`${secretModule}?copy`)) as { readonly secret: typeof secret }
  expect(copy.secret).not.toBe(secret)
  expect(guard(z.object({ a: copy.secret(z.string()).optional() }), { a: key }).shown).toEqual({ a: '•••' })
})

test('a secret has the JSON schema of what it wraps', () => {
  const schema = (field: z.ZodType) => z.toJSONSchema(z.object({ field }))
  expect(schema(secret(z.string().min(3)).meta({ title: 'key' }).optional())).toEqual(
    schema(z.string().min(3).meta({ title: 'key' }).optional()),
  )
  expect(schema(secret(z.string().describe('a key')))).toEqual(schema(z.string().describe('a key')))
})

const refused: Readonly<Record<string, readonly [schema: z.ZodType, given: unknown, why: RegExp]>> = {
  'an identity that returns the secret': [secret(z.string(), { identity: value => value }), key, /returned the secret itself/],
  'an identity that returns the secret inside a text': [
    secret(z.string(), { identity: value => `key ${value}` }),
    key,
    /the secret itself/,
  ],
  'an identity that returns the secret inside an object': [
    secret(z.string(), { identity: value => ({ a: [value] }) }),
    key,
    /the secret itself/,
  ],
  'an identity that returns a whole secret object': [
    secret(z.object({ a: z.string() }), { identity: value => ({ ...value }) }),
    { a: key },
    /the secret itself/,
  ],
  'an identity that throws': [secret(z.string(), { identity: value => host(value) }), key, /identity of the secret threw/],
  'an identity that is no JSON': [secret(z.string(), { identity: () => new Date() as never }), key, /not JSON/],
  'an identity that returns nothing': [secret(z.string(), { identity: () => undefined as never }), key, /not JSON/],
  'an asynchronous identity': [secret(z.string(), { identity: (async () => 'a') as never }), key, /not JSON/],
  'a transform over a secret and other values': [
    z.object({ user: z.string(), word: secret(z.string()) }).transform(({ user, word }) => `${user}:${word}`),
    { user: 'ann', word: key },
    /a transform is given a secret together/,
  ],
  'an overwrite over a secret and other values': [
    z.object({ word: secret(z.string()) }).overwrite(value => value),
    { word: key },
    /a transform/,
  ],
  'a secret as the key of a record': [z.record(secret(z.string()), z.int()), { [key]: 1 }, /keys of a record/],
  'a secret in a template': [z.templateLiteral(['a', secret(z.string())]), `a${key}`, /'template_literal' holds a secret/],
}

test.each(Object.entries(refused))('%s is refused, and its value is not printed', (_, [field, given, why]) => {
  const error = errorOf(() => guard(z.object({ field }), { field: given }))
  expect(error).toMatchObject({ code: 'BAD_CONFIG', where: 'config of it.field', why: expect.stringMatching(why) })
  expect(`${error.message} ${JSON.stringify(error.details)} ${error.stack}`).not.toContain(key)
})

test('a whole config that is marked is refused: its fields are to be marked', () => {
  expect(errorOf(() => guard(secret(z.object({ key: z.string() })), { key })).why).toBe('the whole config is marked as a secret')
})

test('the type of a secret is that of its schema, for whoever gives it and for run', () => {
  const config = z.object({ key: secret(z.string()).optional(), port: secret(z.coerce.number<string>()) })
  expectTypeOf<z.input<typeof config>>().toEqualTypeOf<{ key?: string | undefined; port: string }>()
  expectTypeOf<z.output<typeof config>>().toEqualTypeOf<{ key?: string | undefined; port: number }>()
})

test('secret() refuses what is no schema, and an option it does not know', () => {
  expect(errorOf(() => secret('text' as never)).what).toBe('secret() was given no zod schema')
  expect(errorOf(() => secret(z.string(), { identify: host } as never)).what).toBe("secret() does not know the option 'identify'")
  expect(errorOf(() => secret(z.string(), { identity: 'host' as never })).what).toBe('the identity of a secret is not a function')
})

test('a message of the schema that holds a value is printed without it', () => {
  const said = z
    .string()
    .refine(() => false, { error: ({ input }) => `bad key ${input}, in base64 ${Buffer.from(String(input)).toString('base64')}` })
  for (const field of [said, secret(said), z.string().refine(() => false, `not ${key}`)]) {
    const error = errorOf(() => guard(z.object({ field }), { field: key }))
    expect(error.why).toContain('•••')
    expect(JSON.stringify([error.message, error.details])).not.toContain(key)
    expect(error.message).not.toContain(Buffer.from(key).toString('base64').slice(0, 12))
  }
})

test('a project that is printed shows no secret', async () => {
  const { inspect } = await import('node:util')
  const config = project(z.object({ key: secret(z.string()) }), { key })
  expect(inspect(config, { depth: 20 })).not.toContain(key)
  expect(JSON.stringify([...config.configs])).not.toContain(key)
})

test('a secret that another field repeats is not shown there', () => {
  const schema = z.object({ key: secret(z.string()), header: z.string() })
  expect(guard(schema, { key, header: `Bearer ${key}` }).shown).toEqual({ key: '•••', header: 'Bearer •••' })
})

function project(config: z.ZodObject, values: object) {
  const it = asset({ config, run: () => 1 })
  return defineConfig({ entry, catalog: catalog({ it }), io, config: { it: values } } as Parameters<typeof defineConfig>[0])
}

function guard(config: z.ZodObject, values: object) {
  return project(config, values).configs.get('it')!
}

function errorOf(act: () => unknown) {
  try {
    act()
  } catch (error) {
    if (isVarveError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}
