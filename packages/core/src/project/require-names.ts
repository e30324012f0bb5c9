/** Nothing is run for an asset whose files could not have a name in the storage. */
import { keysIn } from '../ledger/dynamic-keys.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import type { PlanRequest } from '../plan/build/build-plan.ts'
import { requirePaths } from '../tree/path-limits.ts'
import type { Project } from './open-project.ts'

/** @throws PATH_TOO_LONG */
export async function requireNames({ config, ledger, store, formatOf }: Project, wanted: PlanRequest): Promise<void> {
  const keys = keysIn(await withSnapshot(ledger, snapshot => snapshot.dynamicKeys()))
  const assets = [...wanted.named, ...wanted.reached].flatMap(name => {
    const asset = config.catalog.assets.get(name)
    return asset ? [{ name, asset, format: formatOf(asset) }] : []
  })
  requirePaths(assets, wanted.environment, store.limits, keys)
}
