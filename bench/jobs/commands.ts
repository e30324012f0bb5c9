/** Commands on a project, each after the same command on a small one: so modules are loaded before it is measured. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { check, materialize, type Outcome, type ProjectConfig, plan, status } from 'varve'

export interface OnProject {
  readonly folder: string
  /** The instant that is now. */
  readonly at: number
  readonly select?: readonly string[]
  /** The small project. */
  readonly small?: Pick<OnProject, 'folder' | 'at'>
}

export interface States {
  readonly total: number
  readonly fresh: number
  readonly stale: number
  readonly missing: number
}

/** By asset. */
export async function statusOf(on: OnProject): Promise<() => Promise<Readonly<Record<string, States>>>> {
  return prepared(on, async (config, { at, select }) => {
    const { assets } = await status(config, { clock: clockAt(at), ...(select && { select: [...select] }) })
    return Object.fromEntries(assets.map(({ asset, total, fresh, stale, missing }) => [asset, { total, fresh, stale, missing }]))
  })
}

/** How many steps there are. */
export async function planOf(on: OnProject): Promise<() => Promise<number>> {
  return prepared(on, async (config, { at }) => {
    const { steps, assets } = await plan(config, { clock: clockAt(at) })
    return steps.run + steps.reuse + assets.reduce((sum, { possible }) => sum + possible.count, 0)
  })
}

export async function checkOf(on: OnProject): Promise<() => Promise<{ readonly ok: boolean; readonly assets: number }>> {
  return prepared(on, async config => {
    const { ok, assets } = await check(config)
    return { ok, assets }
  })
}

export async function materializeOf(on: OnProject): Promise<() => Promise<Outcome['steps']>> {
  return prepared(on, async (config, { at }) => (await materialize(config, { clock: clockAt(at) })).steps)
}

const clockAt = (instant: number) => ({ now: () => instant })

type Command<Answer> = (config: ProjectConfig, on: OnProject) => Promise<Answer>

async function prepared<Answer>(on: OnProject, command: Command<Answer>): Promise<() => Promise<Answer>> {
  const { small } = on
  if (small) await command(await configOf(small.folder), small)
  const config = await configOf(on.folder)
  return () => command(config, on)
}

export async function configOf(folder: string): Promise<ProjectConfig> {
  const { default: config } = await import(pathToFileURL(join(folder, 'varve.config.ts')).href)
  return config
}
