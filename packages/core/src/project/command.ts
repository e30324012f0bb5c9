/** The frame of every command on a project: open, settle what is owed, act, close; errors in Varve's words. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import { asVarveError } from '../foundation/translate-error.ts'
import { thisHolder } from '../ledger/holder.ts'
import { writeCommits } from '../run/drain-outbox.ts'
import { maskedError } from '../secret/masked-error.ts'
import { explainHidden } from './hidden-partition.ts'
import { type OpenOptions, openProject, type Project, projectMask } from './open-project.ts'
import { asSettler, claimRoot, settleOutbox } from './root.ts'

/** @param settles whether the outbox is drained first: every command does, except `check`, `graph` and `plan`, which write nothing. */
export async function inProject<T>(
  config: ProjectConfig,
  options: OpenOptions,
  settles: boolean,
  act: (project: Project) => Promise<T>,
): Promise<T> {
  return framed(config, 'read', options, settles, act)
}

/**
 * Like {@link inProject}, for a command that writes the ledger: where there is none it is created, and what the command recorded
 * is written to the storage root as well, so that it outlives the ledger file.
 */
export async function changeProject<T>(config: ProjectConfig, options: OpenOptions, act: (project: Project) => Promise<T>): Promise<T> {
  return framed(config, 'write', options, true, async project => {
    const here = await thisHolder()
    await claimRoot(project, here)
    const result = await act(project)
    await asSettler(project, here, name => writeCommits(project.ledger, project.store, name))
    return result
  })
}

async function framed<T>(
  config: ProjectConfig,
  intent: 'read' | 'write',
  options: OpenOptions,
  settles: boolean,
  act: (project: Project) => Promise<T>,
): Promise<T> {
  try {
    const project = await openProject(config, intent, options)
    try {
      if (settles) await settleOutbox(project, await thisHolder())
      return await act(project)
    } catch (error) {
      throw await explainHidden(error, project.ledger)
    } finally {
      await project.close()
    }
  } catch (error) {
    throw maskedError(asVarveError(error), projectMask(config))
  }
}
