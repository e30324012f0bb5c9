/** The frame of every command on a project: open, look at the root, settle what is pending, act, close; errors in Varve's words. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import { inOneLine, isVarveError } from '../foundation/errors.ts'
import { asVarveError } from '../foundation/translate-error.ts'
import { thisHolder } from '../ledger/holder.ts'
import { explainHidden } from '../project/hidden-partition.ts'
import { type OpenOptions, openProject, type Project, projectMask } from '../project/open-project.ts'
import { type RootState, rootError, rootState } from '../project/root-state.ts'
import { maskedError } from '../secret/masked-error.ts'
import { claimRoot } from '../settle/claim-root.ts'
import { settleOutbox } from '../settle/settle-outbox.ts'
import { writeCommits } from '../settle/write-commits.ts'
import { asSettler } from '../staging/as-settler.ts'

/**
 * What a command answers from. `definitions`: source and config alone. `plan`: ledger and root, and nothing is written. `state`: how
 * things are now. `past`: what the ledger remembers. `audit`: ledger and root compared.
 */
export type Subject = 'definitions' | 'plan' | 'state' | 'past' | 'audit'

/** A command drains the outbox first, and does not answer where the root is in a state in which its answer would be wrong. */
export async function inProject<T>(
  config: ProjectConfig,
  options: OpenOptions,
  subject: Subject,
  act: (project: Project) => Promise<T>,
): Promise<T> {
  return framed(config, 'read', options, async project => {
    if (subject !== 'definitions' && !project.inMemory) {
      const state = await rootState(project)
      const error = answers[subject].includes(state.kind) ? undefined : rootError(state, project)
      if (error) throw error
    }
    if (subject !== 'definitions' && subject !== 'plan') await settleIfPossible(project, options)
    return act(project)
  })
}

/** Where nothing can be written, a command that reads answers all the same, and says that nothing was written. */
async function settleIfPossible(project: Project, { note = () => {} }: OpenOptions): Promise<void> {
  if (project.isReadOnly) {
    note(`the ledger cannot be written here, so nothing that is pending was written to the storage root or shown in the tree`)
    return
  }
  try {
    await settleOutbox(project, await thisHolder())
  } catch (error) {
    if (!isVarveError(error) || error.code !== 'STORAGE_FAILED') throw error
    note(`what is pending was not written to the storage root: ${inOneLine(error)}`)
  }
}

/** In which states of the root each answer is true, besides a root that is ours or unclaimed. */
const answers: Readonly<Record<Exclude<Subject, 'definitions'>, readonly RootState['kind'][]>> = {
  plan: [],
  state: [],
  past: ['missing', 'damaged', 'owned by other', 'forked', 'behind'],
  audit: ['forked', 'behind'],
}

/**
 * For a command that writes the ledger: where there is none it is created, and what the command recorded is written to the storage
 * root as well, so that it outlives the ledger file.
 */
export async function changeProject<T>(config: ProjectConfig, options: OpenOptions, act: (project: Project) => Promise<T>): Promise<T> {
  return framed(config, 'write', options, async project => {
    const here = await thisHolder()
    await claimRoot(project, here)
    await settleOutbox(project, here)
    const result = await act(project)
    await asSettler(project, here, name => writeCommits(project.ledger, project.store, name))
    return result
  })
}

/** What every command has around it, also `materialize`: a project opened and closed, and errors in Varve's words, without secrets. */
export async function framed<T>(
  config: ProjectConfig,
  intent: 'read' | 'write',
  options: OpenOptions,
  act: (project: Project) => Promise<T>,
): Promise<T> {
  try {
    const project = await openProject(config, intent, options)
    try {
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
