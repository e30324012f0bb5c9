/** A process of its own that gives up the rights of root, if it has them, and runs the commands that read. */
import { history, isVarveError, lineage, path, plan, read, status, verify } from 'varve'
import { config } from './recovery-config.ts'

const [root = ''] = process.argv.slice(2)
const nobody = 65_534
if (process.getuid?.() === 0) process.setuid?.(nobody)

const notes: string[] = []
const options = { root, note: (message: string) => void notes.push(message) }
const answers: Record<string, unknown> = {}
const acts = {
  status: async () => (await status(config, options)).assets.map(({ asset, fresh }) => `${asset} ${fresh}`),
  plan: async () => (await plan(config, options)).steps.run,
  lineage: async () => (await lineage(config, 'total', options)).edges.length,
  history: async () => (await history(config, 'orders', options)).versions.length,
  path: async () => (await path(config, 'orders', options)).complete,
  verify: async () => (await verify(config, options)).ok,
  read: async () => (await read(config, 'orders@2001-01-02', options)) as unknown,
}
for (const [name, act] of Object.entries(acts)) {
  answers[name] = await act().catch((error: unknown) => (isVarveError(error) ? `${error.code} ${error.fix}; ${error.why}` : String(error)))
}
console.log(JSON.stringify({ answers, notes }))
