/** Where the tree shows an asset and its partitions. */
import { type Partition, pathOf } from '@varve/partitions'
import { configHashDigitsInPath } from '../version/definition.ts'

/** Of an asset, below an environment: `routeDelays/0c9e41d2f7aa`. */
export function assetFolder(name: string, configHash: string): string {
  return `${name.replaceAll('.', '/')}/${configHash.slice(0, configHashDigitsInPath)}`
}

/** The same of a partition: `routeDelays/0c9e41d2f7aa/day=2001-01-01/origin=ORD`. */
export function partitionFolder(name: string, configHash: string, partition: Partition): string {
  const path = pathOf(partition)
  return path === '' ? assetFolder(name, configHash) : `${assetFolder(name, configHash)}/${path}`
}

/** `main/routeDelays/0c9e41d2f7aa/day=2001-01-01`, the folder to hand to another tool. @param folder below the environment. */
export function treeFolder({ environment, folder }: { readonly environment: string; readonly folder: string }): string {
  return `${environment}/${folder}`
}

/** Whether a folder is that of an asset and config, or lies in it. */
export function liesIn(folder: string, asset: string): boolean {
  return folder === asset || folder.startsWith(`${asset}/`)
}
