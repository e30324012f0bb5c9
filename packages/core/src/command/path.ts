/** Where the data of an asset lies, for other tools. */

import type { ProjectConfig } from '../catalog/define-config.ts'
import { VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import type { Rows } from '../ledger/judged.ts'
import type { TreeEntry } from '../ledger/tree-ledger.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { madeFor } from '../plan/made-for.ts'
import type { PlanNode } from '../plan/node.ts'
import { notMaterialized, resolveReference } from '../plan/reference.ts'
import { rowColumns } from '../plan/row-columns.ts'
import type { OpenOptions } from '../project/open-project.ts'
import { planGraph } from '../project/plan-graph.ts'
import { type OptionsOf, openOptions, requireOptions } from '../project/require-options.ts'
import { environmentOf, type SelectionRequest } from '../project/selection.ts'
import { entryPages } from '../tree/entry-pages.ts'
import { assetFolder, liesIn, treeFolder } from '../tree/folders.ts'
import { currentVersion } from './current-version.ts'
import { inProject } from './frame.ts'

export interface PathDocument {
  readonly asset: string
  readonly partition: string | null
  /** The tree's file of a partition, or the asset's folder to hand to another tool; without a tree a partition's object. */
  readonly path: string
  /** The immutable object; null for a whole asset. */
  readonly object: string | null
  readonly sha256: string | null
  /**
   * Of a partition: false where it was made from incomplete inputs. Of a whole asset: true where the folder holds exactly its partitions;
   * false where one is absent, incomplete or of another window, or where the folder still shows partitions that the present definition does not have, or does not show yet what is current.
   */
  readonly complete: boolean
}

export type PathRequest = OpenOptions & Pick<SelectionRequest, 'environment'>

export const pathOptions: OptionsOf<PathRequest> = { ...openOptions, environment: true }

/**
 * @param reference `flights` for the folder of all partitions, `flights@2001-01-01` for one.
 * @throws UNKNOWN_ASSET UNKNOWN_PARTITION NOT_MATERIALIZED MADE_FOR_OTHER_WINDOW, BAD_REQUEST for a folder where `tree` is `'none'`
 */
export async function path(config: ProjectConfig, reference: string, request: PathRequest = {}): Promise<PathDocument> {
  requireOptions('path', request, pathOptions)
  return inProject(config, request, 'state', async project => {
    const { node, partition } = resolveReference(await planGraph(project), reference)
    const environment = environmentOf(request)
    if (partition === null) {
      if (project.store.tree.mode === 'none') throw noFolder(node)
      const judged = await project.ledger.judged({ environment, assets: [{ asset: node.name, current: 'all', others: [] }] })
      const { current } = judged.assets[0]!
      if (current.count === 0) throw notMaterialized(node.name, '', environment)
      const folder = assetFolder(node.name, node.identity.configHash)
      const entries = entryPages(project.ledger.tree, { environment, asset: node.name })
      const complete = hasAll(node, current) && (await showsExactly(folder, node, entries))
      const path = project.store.tree.locate(treeFolder({ environment, folder }))
      return { asset: node.name, partition, path, object: null, sha256: null, complete }
    }
    const materialization = await withSnapshot(project.ledger, snapshot => currentVersion(node, partition, snapshot, environment))
    const [member] = materialization.artifact.members
    const object = project.store.objects.locate(member)
    const folder = treeFolder({ environment, folder: materialization.folder })
    return {
      asset: node.name,
      partition: partition === '' ? null : partition,
      path: project.store.tree.mode === 'none' ? object : project.store.tree.locate(`${folder}/${member.name}`),
      object,
      sha256: materialization.artifact.sha256,
      complete: materialization.complete,
    }
  })
}

function noFolder({ name, partitions }: PlanNode): VarveError {
  const example = partitions.count === 0 ? 'KEY' : partitions.at(0).key
  return new VarveError('BAD_REQUEST', {
    what: `there is no folder of ${name}`,
    why: "the config's IO manager makes no tree (tree: 'none')",
    fix: `name one partition, such as ${referenceText(name, example)}, or let the IO manager make a tree`,
    details: { asset: name },
  })
}

function hasAll({ name, partitions, identity }: PlanNode, current: Rows): boolean {
  const { rowOf } = rowColumns(name, current, new Set())
  for (let ordinal = 0; ordinal < partitions.count; ordinal += 1) {
    const partition = partitions.at(ordinal)
    const basis = madeFor(partition, rowOf(partition.key))?.basis
    if (!basis?.complete || basis.configHash !== identity.configHash) return false
  }
  return true
}

/** Whether the folder shows what is current, and nothing of partitions that the definition had before: another set, or a longer one. */
async function showsExactly(folder: string, { partitions }: PlanNode, pages: AsyncIterable<readonly TreeEntry[]>): Promise<boolean> {
  for await (const entries of pages) {
    const isShown = entries
      .filter(entry => liesIn(entry.folder, folder))
      .every(({ partition, hidden, pending }) => (partitions.ordinalOf(partition) === undefined ? hidden && !pending : !pending))
    if (!isShown) return false
  }
  return true
}
