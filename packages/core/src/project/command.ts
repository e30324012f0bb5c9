/** The frame of every command on a project: open, settle what is owed, act, close; errors in Varve's words. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import { thisHolder } from '../ledger/holder.ts'
import { type OpenOptions, openProject, type Project } from './open-project.ts'
import { settleOutbox } from './root.ts'
import { asVarveError } from './translate-error.ts'

/** @param settles whether the outbox is drained first: every command does, except `check`, `graph` and `plan`, which write nothing. */
export async function inProject<T>(
  config: ProjectConfig,
  options: OpenOptions,
  settles: boolean,
  act: (project: Project) => Promise<T>,
): Promise<T> {
  try {
    const project = await openProject(config, 'read', options)
    try {
      if (settles) await settleOutbox(project, await thisHolder())
      return await act(project)
    } finally {
      await project.close()
    }
  } catch (error) {
    throw asVarveError(error)
  }
}
