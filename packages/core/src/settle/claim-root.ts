/** A storage root belongs to one ledger: claimed before the first write, and checked for a fork before user code runs. */
import type { Holder } from '../ledger/records.ts'
import type { Project } from '../project/open-project.ts'
import { rootError, rootState } from '../project/root-state.ts'
import { asSettler } from '../staging/as-settler.ts'

/** @throws ROOT_MISSING ROOT_DAMAGED ROOT_OWNED_BY_OTHER ROOT_BEHIND ROOT_VERSION_UNKNOWN LEDGER_MISSING LEDGER_FORKED */
export async function claimRoot(project: Project, here: Holder): Promise<void> {
  const { ledger, store } = project
  let state = await rootState(project)
  if (state.kind === 'unclaimed') {
    await asSettler(project, here, name => store.root.claim(name, ledger.id))
    state = await rootState(project) // another ledger may have been quicker
  }
  const error = rootError(state, project)
  if (error) throw error
}
