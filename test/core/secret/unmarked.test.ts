/** What is only named like a secret: which names are, and what becomes of their values. */
import { asset, catalog, defineConfig, type IoManager, secret } from '@varve/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { namedLikeSecret } from '../../../packages/core/src/secret/named-like-secret.ts'

const io = { format: {}, open: () => ({}) } as unknown as IoManager

const named =
  `password passwords Password PASSWORD dbPassword DB_PASSWORD db-password password2 userPassword passwd pwd passphrase secret secrets
  clientSecret client_secret token accessToken ACCESS_TOKEN githubToken authTokens apiKey api_key apikey API_KEY APIKey x-api-key apiKeys
  credential credentials gcpCredentials connectionString connection_string CONNECTIONSTRING dsn DSN sentryDSN private_key privateKey
  PRIVATE_KEY secretAccessKey aws_secret_access_key accessKey encryptionKey jwt bearer authorization`.split(/\s+/)

test.each(named)('%s is named like a secret', name => {
  expect(namedLikeSecret(name)).toBe(true)
})

const others =
  `tokenizer maxTokens tokens tokenCount tokenLimit secretary passwordPolicy passwordMinLength key keys primaryKey sortKey apiKeyId
  accessKeyId secretName credentialsFile monkey turkey author authorizationUrl broken brokenAt compass bypass dsnHost unit`.split(/\s+/)

test.each(others)('%s is not', name => {
  expect(namedLikeSecret(name)).toBe(false)
})

test('a value that is named like a secret is hidden and counts, and the field is a finding with or without a value', () => {
  const schema = z.object({
    apiKey: z.string(),
    password: z.string().optional(),
    servers: z.array(z.object({ host: z.string(), token: z.string() })),
    headers: z.record(z.string(), z.string()),
  })
  const given = { apiKey: 'k-123456', servers: [{ host: 'a', token: 't-123456' }], headers: { Accept: 'json', Authorization: 'Bearer x' } }
  const { reveal, deciding, shown, unmarked } = guard(schema, given)
  expect([reveal(), deciding()]).toEqual([given, given])
  expect(shown).toEqual({ apiKey: '•••', servers: [{ host: 'a', token: '•••' }], headers: { Accept: 'json', Authorization: '•••' } })
  expect(unmarked).toEqual(['apiKey', 'headers.Authorization', 'password', 'servers.[].token'])
})

test('a choice, a switch, and a field that is marked are no finding, and a choice is shown', () => {
  const schema = z.object({
    token: z.enum(['word', 'character']),
    password: z.boolean(),
    secret: secret(z.string()),
    credentials: z.object({ user: z.string(), password: secret(z.string()) }),
    apiKey: secret(z.string(), { identity: key => key.slice(0, 2) }),
  })
  const given = {
    token: 'word',
    password: true,
    secret: 's-12345',
    credentials: { user: 'ann', password: 'p-12345' },
    apiKey: 'k-12345',
  } as const
  const { shown, unmarked } = guard(schema, given)
  expect(shown).toEqual({ token: 'word', password: true, secret: '•••', credentials: { user: 'ann', password: '•••' }, apiKey: 'k-' })
  expect(unmarked).toEqual([])
})

test('credentials in a URL are hidden under any name', () => {
  const url = 'postgres://ann:pa55word@db.example:5432/x?sslmode=require'
  const { deciding, shown, unmarked, secrets } = guard(z.object({ database: z.string(), page: z.string() }), {
    database: url,
    page: 'https://example.org/a?b=c',
  })
  expect(deciding()).toEqual({ database: url, page: 'https://example.org/a?b=c' })
  expect(shown).toEqual({ database: 'postgres://•••@db.example:5432/x?sslmode=require', page: 'https://example.org/a?b=c' })
  expect([unmarked, secrets()]).toEqual([['database'], ['pa55word']])
})

function guard(config: z.ZodObject, values: object) {
  const it = asset({ config, run: () => 1 })
  return defineConfig({ entry: 'file:///a/b.ts', catalog: catalog({ it }), io, config: { it: values } } as Parameters<
    typeof defineConfig
  >[0]).configs.get('it')!
}
