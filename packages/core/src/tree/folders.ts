/** Where the tree shows an asset and its partitions, below an environment. */
import { type Partition, pathOf } from '@varve/partitions'
import { configHashDigitsInPath } from '../version/definition.ts'

/** The folder to hand to another tool: `routeDelays/0c9e41d2f7aa`. */
export function assetFolder(name: string, configHash: string): string {
  return `${name.replaceAll('.', '/')}/${configHash.slice(0, configHashDigitsInPath)}`
}

/** `routeDelays/0c9e41d2f7aa/day=2001-01-01/origin=ORD` */
export function partitionFolder(name: string, configHash: string, partition: Partition): string {
  const path = pathOf(partition)
  return path === '' ? assetFolder(name, configHash) : `${assetFolder(name, configHash)}/${path}`
}

/** Whether a folder is that of an asset and config, or lies in it. */
export function liesIn(folder: string, asset: string): boolean {
  return folder === asset || folder.startsWith(`${asset}/`)
}
