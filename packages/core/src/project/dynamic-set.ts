/** Which dynamic set a command on keys is about: the one that an asset's partitions are made of. */
import { describe } from '@varve/partitions'
import type { ProjectConfig } from '../catalog/define-config.ts'
import { VarveError } from '../foundation/errors.ts'
import { suggest } from '../foundation/suggest.ts'
import { unknownAsset } from '../plan/reference.ts'
import { type DynamicDimension, dynamicDimensions } from './dynamic-dimensions.ts'

/**
 * @param dimension which one, where the asset's product has several.
 * @returns the name of the set.
 * @throws UNKNOWN_ASSET NOT_DYNAMIC, BAD_REQUEST where it takes a dimension, or another one, to say which set is meant.
 */
export function dynamicSetOf({ catalog }: ProjectConfig, name: string, dimension: string | undefined): string {
  const asset = catalog.assets.get(name)
  if (!asset)
    throw catalog.externals.has(name)
      ? notDynamic(name, 'it is an external: data made elsewhere')
      : unknownAsset(name, [...catalog.assets.keys()])
  const dynamic = dynamicDimensions(asset.partitions)
  if (dynamic.length === 0) throw notDynamic(name, `its partitions are declared in code: ${describe(asset.partitions)}`)
  if (dimension !== undefined) {
    const chosen = dynamic.find(candidate => candidate.dimension === dimension)
    if (!chosen) throw noSuchDimension(name, dimension, dynamic)
    return chosen.set.name
  }
  const [set, ...others] = new Set(dynamic.map(({ set }) => set.name))
  if (others.length > 0) throw severalSets(name, dynamic)
  return set!
}

function notDynamic(asset: string, why: string): VarveError {
  return new VarveError('NOT_DYNAMIC', {
    what: `${asset} has no keys that are added at run time`,
    why,
    fix: "change its definition, or make dynamicSegments('name') its partitions or one of their dimensions",
    details: { asset },
  })
}

function severalSets(asset: string, dynamic: readonly DynamicDimension[]): VarveError {
  const names = dynamic.map(({ dimension }) => dimension)
  return new VarveError('BAD_REQUEST', {
    what: `${asset} has keys in several dimensions: say which`,
    why: dynamic.map(({ dimension, set }) => `${dimension} has the keys of ${set.name}`).join(', '),
    fix: `--dimension ${names[0]}`,
    details: { asset, dimensions: names },
  })
}

function noSuchDimension(asset: string, dimension: string, dynamic: readonly DynamicDimension[]): VarveError {
  const names = dynamic.map(({ dimension }) => dimension)
  const { nearest, fix } = suggest(dimension, names)
  return new VarveError('BAD_REQUEST', {
    what: `${asset} has no dimension '${dimension}' with keys that are added at run time`,
    why: `those of its dimensions are ${names.join(', ')}`,
    fix,
    details: { asset, dimension, nearest },
  })
}
