/** Brings the kept states of assets up to now: whoever looks next judges only what happens after it. */
import { withSnapshot } from '../../ledger/with-snapshot.ts'
import type { Externals, PlanGraph } from '../node.ts'
import { withUpstream } from '../upstream-of.ts'
import { entriesOf } from './entries-of.ts'
import { type Keeping, keepStates } from './keep-states.ts'
import { statesOf } from './states-of.ts'

/** @param names of which assets, with all that they read. */
export async function foldStates(
  keeping: Keeping,
  { graph, externals }: { readonly graph: PlanGraph; readonly externals: Externals },
  environment: string,
  names: Iterable<string>,
): Promise<void> {
  const nodes = withUpstream(graph, names)
  const { toKeep } = await withSnapshot(keeping.ledger, async snapshot => {
    return statesOf({ graph, nodes, externals, environment, snapshot, entries: await entriesOf(snapshot, environment) })
  })
  await keepStates(keeping, environment, toKeep)
}
