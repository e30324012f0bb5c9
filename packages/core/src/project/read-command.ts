/** The stored value of a partition, as an asset that reads it would be given it. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import { readValue } from '../io/read-value.ts'
import { inProject } from './command.ts'
import type { PathRequest } from './path-command.ts'
import { planGraph } from './plan-graph.ts'
import { notMaterialized, resolvePartition } from './reference.ts'
import { environmentOf } from './selection.ts'

/**
 * Resolves through the ledger and verifies the bytes; the value is the caller's own copy.
 *
 * @throws UNKNOWN_ASSET UNKNOWN_PARTITION NOT_MATERIALIZED OBJECT_MISSING OBJECT_CORRUPT
 */
export async function read(config: ProjectConfig, reference: string, request: PathRequest = {}): Promise<unknown> {
  return inProject(config, request, true, async project => {
    const { node, partition } = resolvePartition(await planGraph(project), reference)
    const made = await project.ledger.read(snapshot => snapshot.currentOf(environmentOf(request), node.name, partition))
    if (!made) throw notMaterialized(node.name, partition)
    return readValue(project.store, project.formatOf(node.asset), made.artifact, node.asset)
  })
}
