/** A small project on disk whose partitions are tenants that come and go: orders and invoices of each, visits by day, and one total. */
import type {
  AddKeysDocument,
  HistoryDocument,
  LineageDocument,
  MaterializeRequest,
  Outcome,
  PathDocument,
  PlanDocument,
  RemoveKeysDocument,
  StatusDocument,
  VerifyDocument,
} from 'varve'
import { runScript, type TestProject } from './project.ts'

/** Files for `makeProject`; `ask.ts` is what {@link ask} runs. `visits` has two days; `total` reads the orders of every tenant. */
export const tenantsProject: Readonly<Record<string, string>> = {
  'varve.config.ts': `import { catalog, defineConfig, file, ioManager, json } from 'varve'
import * as assets from './assets.ts'

export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ ...assets }),
  io: ioManager({ storage: file('./data'), format: json() }),
})
`,
  'ask.ts': `import * as varve from 'varve'
import config from './varve.config.ts'

const answers = []
for (const [name, ...args] of JSON.parse(process.argv[2])) answers.push(await varve[name](config, ...args))
console.log(JSON.stringify(answers))
`,
  'assets.ts': `import { all, asset, daily, dynamicSegments, from, product } from 'varve'

const days = daily({ start: '2001-01-01', end: '2001-01-03' })
const tenants = dynamicSegments('tenants')

export const orders = asset({ partitions: tenants, run: (_inputs, { partition }) => [{ tenant: partition, n: partition.length }] })

export const invoices = asset({ partitions: tenants, inputs: { orders }, run: ({ orders }) => orders.map(({ n }) => ({ amount: n * 10 })) })

export const visits = asset({
  partitions: product({ tenant: tenants, day: days }),
  inputs: { orders },
  run: ({ orders }, { partition }) => orders.map(({ tenant }) => ({ tenant, day: partition.day.key })),
})

export const total = asset({
  inputs: { orders: from(orders, { partitions: all }) },
  run: ({ orders }) => ({ tenants: [...orders.keys()], sum: [...orders.values()].flat().reduce((sum, { n }) => sum + n, 0) }),
})
`,
}

type Command =
  | readonly [name: 'addKeys' | 'removeKeys', asset: string, keys: readonly string[]]
  | readonly [name: 'history' | 'lineage' | 'path', reference: string]
  | readonly [name: 'materialize', request?: Pick<MaterializeRequest, 'select' | 'partitions'>]
  | readonly [name: 'plan' | 'status' | 'verify']

/** What each command returns. */
interface Documents {
  readonly addKeys: AddKeysDocument
  readonly removeKeys: RemoveKeysDocument
  readonly history: HistoryDocument
  readonly lineage: LineageDocument
  readonly path: PathDocument
  readonly materialize: Outcome
  readonly plan: PlanDocument
  readonly status: StatusDocument
  readonly verify: VerifyDocument
}

type Answers<C extends readonly Command[]> = { readonly [K in keyof C]: Documents[C[K][0]] }

/** Runs commands one after the other in a process of their own, and gives back their documents. */
export async function ask<const C extends readonly Command[]>(project: TestProject, ...commands: C): Promise<Answers<C>> {
  const { status, stderr, json } = await runScript(project, 'ask.ts', [JSON.stringify(commands)])
  if (status !== 0) throw new Error(stderr)
  return json as Answers<C>
}
