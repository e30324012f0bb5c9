/** A project with a secret wherever a config can hold one: marked, marked with an identity, and only named like one. */
export const secretsProject: Readonly<Record<string, string>> = {
  'assets.ts': `import { asset, daily, dataContract, secret } from 'varve'
import { z } from 'zod'

const account = z.object({
  key: secret(z.string()).optional(),
  database: secret(z.url(), { identity: url => new URL(url).host }).optional(),
  servers: z.array(z.object({ name: z.string(), word: secret(z.string()) })).default([]),
  password: z.string().default('none'),
})
const days = daily({ start: '2001-01-01', end: '2001-01-04' })

/** Makes one row for each day. */
export const orders = asset({
  partitions: days,
  config: account,
  contract: dataContract({ row: z.object({ n: z.int() }) }),
  run: (_, { config }) => [{ n: config.key?.length ?? 0 }],
})

/** Is not let in. */
export const denied = asset({
  partitions: days,
  inputs: { orders },
  config: account,
  run: (_, { config }): { n: number }[] => {
    const basic = Buffer.from('ann:' + config.key).toString('base64')
    const form = new URLSearchParams({ key: config.key ?? '', database: config.database ?? '', word: config.servers[0]?.word ?? '' })
    const cause = Object.assign(new Error('401 for ' + config.key), { headers: { authorization: basic } })
    throw new Error('no login: ' + JSON.stringify(config) + ' ' + basic + ' ' + form, { cause })
  },
})

/** Breaks its contract. */
export const broken = asset({
  partitions: days,
  inputs: { orders },
  config: account,
  contract: dataContract({ row: z.object({ n: z.int().max(2) }) }),
  run: ({ orders }) => orders.map(({ n }) => ({ n: n + 5 })),
})

export const reader = asset({ partitions: days, inputs: { denied }, run: ({ denied }) => denied })
`,
  'varve.config.ts': `import { catalog, defineConfig, file, ioManager, json } from 'varve'
import { broken, denied, orders, reader } from './assets.ts'

export function projectWith({ SECRET_KEY, SECRET_DATABASE, SECRET_WORD, SECRET_PASSWORD }: NodeJS.ProcessEnv) {
  const servers = SECRET_WORD === undefined ? [] : [{ name: 'a', word: SECRET_WORD }]
  const account = { key: SECRET_KEY, database: SECRET_DATABASE, servers, password: SECRET_PASSWORD }
  return defineConfig({
    entry: import.meta.url,
    catalog: catalog({ orders, denied, broken, reader }),
    config: { orders: account, denied: account, broken: account },
    io: ioManager({ storage: file('./data'), format: json() }),
  })
}

export default projectWith(process.env)
`,
  'every-command.ts': `import { inspect } from 'node:util'
import { check, history, lineage, materialize, path, plan, status, verify } from 'varve'
import config from './varve.config.ts'

const documents = [
  config,
  await plan(config),
  await materialize(config),
  await plan(config),
  await status(config),
  await history(config, 'orders'),
  await lineage(config, 'orders@2001-01-01'),
  await path(config, 'orders@2001-01-01'),
  await verify(config),
  await check(config),
]
for (const document of documents) console.log(inspect(document, { depth: 20 }), JSON.stringify(document, null, 2))
`,
  'other-secrets.ts': `import { lineage, materialize, plan } from 'varve'
import { projectWith } from './varve.config.ts'

const { env } = process
await materialize(projectWith(env), { select: 'orders' })
const toRun = async (changed: NodeJS.ProcessEnv) => (await plan(projectWith({ ...env, ...changed }), { select: 'orders' })).steps.run
const { nodes, root } = await lineage(projectWith(env), 'orders@2001-01-01')
console.log(
  JSON.stringify({
    otherSecrets: await toRun({ SECRET_KEY: undefined, SECRET_DATABASE: 'postgres://eve:other@db.example:5432/y', SECRET_WORD: 'other' }),
    otherIdentity: await toRun({ SECRET_DATABASE: 'postgres://ann:pa55-w0rd-31@other.example/x' }),
    otherNamed: await toRun({ SECRET_PASSWORD: 'other' }),
    config: nodes[root]?.config,
  }),
)
`,
}
