/** Keys of dynamic sets: what is added, removed and listed, by an asset that has them. */
import type { DynamicKeys } from '@varve/partitions'
import type { ProjectConfig } from '../catalog/define-config.ts'
import { VarveError } from '../foundation/errors.ts'
import { suggest } from '../foundation/suggest.ts'
import type { StorageLimits } from '../io/storage.ts'
import { keysIn } from '../ledger/dynamic-keys.ts'
import type { KnownKey } from '../ledger/records.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { dynamicDimensions } from '../project/dynamic-dimensions.ts'
import { dynamicSetOf } from '../project/dynamic-set.ts'
import type { OpenOptions } from '../project/open-project.ts'
import { type OptionsOf, openOptions, requireOptions } from '../project/require-options.ts'
import { requirePaths } from '../tree/path-limits.ts'
import { changeProject, inProject } from './frame.ts'

export interface AddKeysDocument {
  readonly asset: string
  /** The name of the dynamic set: every asset whose set has it has these keys. */
  readonly set: string
  readonly added: readonly string[]
  /** Those that were there. */
  readonly unchanged: readonly string[]
}

export interface RemoveKeysDocument {
  readonly asset: string
  readonly set: string
  readonly removed: readonly string[]
  /** Those that were removed before. */
  readonly unchanged: readonly string[]
}

export interface ListKeysDocument {
  readonly asset: string
  readonly set: string
  /** The present keys, by code unit. */
  readonly keys: readonly string[]
}

export interface KeysRequest extends OpenOptions {
  /** The dimension whose keys are meant; needed only where the asset's product has several dynamic sets. */
  readonly dimension?: string | undefined
}

const keysOptions: OptionsOf<KeysRequest> = { ...openOptions, dimension: true }

/**
 * Adds keys to the dynamic set of an asset, all of them or none. Adding one again that was removed finds what was made for it.
 *
 * @param keys as they are, without the escapes of selection text.
 * @throws UNKNOWN_ASSET NOT_DYNAMIC BAD_KEY BAD_REQUEST PATH_TOO_LONG
 */
export async function addKeys(
  config: ProjectConfig,
  asset: string,
  keys: readonly string[],
  request: KeysRequest = {},
): Promise<AddKeysDocument> {
  requireOptions('addKeys', request, keysOptions)
  const set = dynamicSetOf(config, asset, request.dimension)
  const wanted = distinct(keys)
  return changeProject(config, request, async ({ ledger, store, clock }) => {
    const look = await withSnapshot(ledger, async snapshot => ({
      environments: await snapshot.environments(),
      keys: keysIn(await snapshot.dynamicKeys()),
    }))
    requireNames(config, set, wanted, look, store.limits)
    const added = await ledger.addKeys(set, wanted, clock.now())
    return { asset, set, added, unchanged: without(wanted, added) }
  })
}

/**
 * Removes keys from the dynamic set of an asset. Their partitions are no longer part of it; what was made for them stays where it is.
 *
 * @throws UNKNOWN_ASSET NOT_DYNAMIC BAD_REQUEST, UNKNOWN_PARTITION for a key that the set never had; then nothing is removed.
 */
export async function removeKeys(
  config: ProjectConfig,
  asset: string,
  keys: readonly string[],
  request: KeysRequest = {},
): Promise<RemoveKeysDocument> {
  requireOptions('removeKeys', request, keysOptions)
  const set = dynamicSetOf(config, asset, request.dimension)
  const wanted = distinct(keys)
  return changeProject(config, request, async ({ ledger, clock }) => {
    const known = await withSnapshot(ledger, snapshot => snapshot.knownKeys(set)) // only ever grows
    const [unknown] = without(
      wanted,
      known.map(({ key }) => key),
    )
    if (unknown !== undefined) throw unknownKey(asset, set, unknown, known)
    const removed = await ledger.removeKeys(set, wanted, clock.now())
    return { asset, set, removed, unchanged: without(wanted, removed) }
  })
}

/**
 * The present keys of the dynamic set of an asset.
 *
 * @throws UNKNOWN_ASSET NOT_DYNAMIC BAD_REQUEST
 */
export async function listKeys(config: ProjectConfig, asset: string, request: KeysRequest = {}): Promise<ListKeysDocument> {
  requireOptions('listKeys', request, keysOptions)
  const set = dynamicSetOf(config, asset, request.dimension)
  return inProject(config, request, 'past', async ({ ledger }) => {
    const known = await withSnapshot(ledger, snapshot => snapshot.knownKeys(set))
    return { asset, set, keys: known.filter(({ present }) => present).map(({ key }) => key) }
  })
}

/** A key whose partitions could not have a name is refused before it is added. @throws PATH_TOO_LONG */
function requireNames(
  { catalog, io }: ProjectConfig,
  set: string,
  keys: readonly string[],
  look: { readonly environments: readonly string[]; readonly keys: DynamicKeys },
  limits: StorageLimits,
): void {
  const present = { keysOf: (name: string) => (name === set ? keys.filter(key => typeof key === 'string') : look.keys.keysOf(name)) }
  const assets = [...catalog.assets]
    .filter(([, asset]) => dynamicDimensions(asset.partitions).some(dimension => dimension.set.name === set))
    .map(([name, asset]) => ({ name, asset, format: asset.format ?? io.format }))
  for (const environment of new Set(['main', ...look.environments])) requirePaths(assets, environment, limits, present)
}

/** A text would be taken for a list of its letters. */
function distinct(keys: readonly string[]): readonly string[] {
  if (Array.isArray(keys)) return [...new Set(keys)]
  throw new VarveError('BAD_REQUEST', { what: 'the keys are not a list', fix: "give them as a list: ['acme']" })
}

function without(keys: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others)
  return keys.filter(key => !known.has(key))
}

function unknownKey(asset: string, set: string, key: string, known: readonly KnownKey[]): VarveError {
  const names = known.map(one => one.key)
  const never = { nearest: null, fix: `${set} never had a key: varve keys add ${asset} KEY` }
  const { nearest, fix } = names.length === 0 ? never : suggest(String(key), names, `varve keys list ${asset}`)
  return new VarveError('UNKNOWN_PARTITION', {
    what: `${JSON.stringify(key)} is no key of ${set}`,
    why: 'it was never added',
    fix,
    details: { asset, set, key, nearest },
  })
}
