/** An asset whose files cannot have a name in the storage can never be shown. */
import { pathFlaw } from '../tree/path-limits.ts'
import { type Check, placeOf } from './check.ts'

/** The environment that is looked at: a run looks at its own. */
const environment = 'main'

export const pathsFit: Check = ({ config, places, limits, keys }) =>
  [...config.catalog.assets].flatMap(([name, asset]) => {
    const flaw = pathFlaw({ name, asset, format: asset.format ?? config.io.format }, environment, limits, keys)
    if (!flaw) return []
    const { what, why, fix } = flaw
    return [{ severity: 'error' as const, code: 'PATH_TOO_LONG', asset: name, message: `${what}: ${why}`, fix, ...placeOf(name, places) }]
  })
