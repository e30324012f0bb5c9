/** Where the data of an asset lies, for other tools. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { Materialization } from '../ledger/records.ts'
import { configHashDigitsInPath } from '../version/definition.ts'
import { inProject } from './command.ts'
import type { OpenOptions } from './open-project.ts'
import { planGraph } from './plan-graph.ts'
import { notMaterialized, resolveReference } from './reference.ts'
import { environmentOf, type SelectionRequest } from './selection.ts'

export interface PathDocument {
  readonly asset: string
  readonly partition: string | null
  /** The tree's file of a partition, or the asset's folder to hand to another tool. */
  readonly path: string
  /** The immutable object; null for a whole asset. */
  readonly object: string | null
  readonly sha256: string | null
  /** False where a partition of the asset is absent, or was made from incomplete inputs. */
  readonly complete: boolean
}

export type PathRequest = OpenOptions & Pick<SelectionRequest, 'environment'>

/**
 * @param reference `flights` for the folder of all partitions, `flights@2001-01-01` for one.
 * @throws UNKNOWN_ASSET UNKNOWN_PARTITION NOT_MATERIALIZED
 */
export async function path(config: ProjectConfig, reference: string, request: PathRequest = {}): Promise<PathDocument> {
  return inProject(config, request, true, async project => {
    const { node, partition } = resolveReference(await planGraph(project), reference)
    const environment = environmentOf(request)
    const current = await project.ledger.read(snapshot => snapshot.current(environment, node.name))
    if (partition === null) {
      if (current.size === 0) throw notMaterialized(node.name, '')
      const folder = `${environment}/${node.name.replaceAll('.', '/')}/${node.identity.configHash.slice(0, configHashDigitsInPath)}`
      const complete = Array.from({ length: node.partitions.count }, (_, at) => current.get(node.partitions.at(at).key)).every(
        isComplete(node.identity.configHash),
      )
      return { asset: node.name, partition, path: project.store.locateTree(folder), object: null, sha256: null, complete }
    }
    const made = current.get(partition)
    if (!made) throw notMaterialized(node.name, partition)
    const [member] = made.artifact.members
    return {
      asset: node.name,
      partition: partition === '' ? null : partition,
      path: project.store.locateTree(`${environment}/${made.folder}/${member.name}`),
      object: project.store.locateObject(member),
      sha256: made.artifact.sha256,
      complete: made.complete,
    }
  })
}

function isComplete(configHash: string): (made: Materialization | undefined) => boolean {
  return made => made?.complete === true && made.configHash === configHash
}
