/** Whether everything that Varve writes for an asset can have a name in its storage: known before anything runs, without listing partitions. */
import { type DynamicKeys, longestPath } from '@varve/partitions'
import type { AnyAsset } from '../asset/any-asset.ts'
import { VarveError } from '../foundation/errors.ts'
import type { Format } from '../io/format.ts'
import type { StorageLimits } from '../io/storage.ts'
import { assetFolder } from './folders.ts'

export interface Named {
  readonly name: string
  readonly asset: AnyAsset
  readonly format: Format
}

/** Why the paths of an asset cannot exist. */
export interface PathFlaw {
  readonly what: string
  readonly why: string
  readonly fix: string
}

const anyHash = '0'.repeat(64)
/** Longer than any name of a run or command below `.varve/tmp`, and than what stands before the name of a file there. */
const anyTemporary = `.varve/tmp/${'0'.repeat(200)}/${'0'.repeat(20)}.beside`

/** @param keys those of dynamic sets; their paths are looked at again as keys are added. */
export function pathFlaw(
  { name, asset, format }: Named,
  environment: string,
  limits: StorageLimits,
  keys: DynamicKeys,
): PathFlaw | undefined {
  const partition = longestPath(asset.partitions, keys)
  const shown = [environment, assetFolder(name, anyHash), partition, `part.${format.extension}`]
  const rejected = ['.varve/quarantine', name, partition, anyHash]
  const paths = [shown, rejected, [`.varve/objects/00/${anyHash}.${format.extension}`], [`${anyTemporary}-part.${format.extension}`]].map(
    parts => parts.filter(part => part !== '').join('/'),
  )
  for (const path of paths) {
    const part = path.split('/').find(part => Buffer.byteLength(part) > limits.partBytes)
    if (part !== undefined) return partTooLong(name, environment, part, limits.partBytes)
  }
  const longest = Math.max(...paths.map(path => Buffer.byteLength(path)))
  return longest > limits.pathBytes ? wholeTooLong(name, longest, limits.pathBytes) : undefined
}

/** @throws PATH_TOO_LONG */
export function requirePaths(assets: readonly Named[], environment: string, limits: StorageLimits, keys: DynamicKeys): void {
  for (const asset of assets) {
    const flaw = pathFlaw(asset, environment, limits, keys)
    if (flaw) throw new VarveError('PATH_TOO_LONG', { ...flaw, details: { asset: asset.name, environment, ...limits } })
  }
}

function partTooLong(name: string, environment: string, part: string, most: number): PathFlaw {
  const what = part === environment ? 'the name of the environment' : `a part of the path of ${name}`
  return {
    what: `${what} is too long for the storage: '${part.slice(0, 40)}…'`,
    why: `it is ${Buffer.byteLength(part)} bytes, and a name may have ${most}`,
    fix: 'use a shorter name',
  }
}

function wholeTooLong(name: string, bytes: number, most: number): PathFlaw {
  return {
    what: `the paths of ${name} are too long for the storage`,
    why: `the longest is ${bytes} bytes below the storage folder, and ${most} fit`,
    fix: 'use a storage folder nearer to the root, shorter names of asset and dimensions, or shorter keys',
  }
}
