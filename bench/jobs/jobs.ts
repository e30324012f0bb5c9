/** The jobs that run in processes of their own, by the file that holds them. */

/** A job prepares, which is not measured, and returns the act, which is. */
export interface Jobs {
  readonly baselines: typeof import('./baselines.ts')
  readonly commands: typeof import('./commands.ts')
  readonly fill: typeof import('./fill.ts')
  readonly 'plain-loop': typeof import('./plain-loop.ts')
}
