/** The stored value of a partition, as an asset that reads it would be given it. */

import type { Asset } from '../asset/any-asset.ts'
import type { ProjectConfig } from '../catalog/define-config.ts'
import { referenceText } from '../foundation/reference-text.ts'
import { readValue } from '../io/read-value.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { lostInput } from '../object/lost-input.ts'
import { resolvePartition } from '../plan/reference.ts'
import { planGraph } from '../project/plan-graph.ts'
import { requireOptions } from '../project/require-options.ts'
import { environmentOf } from '../project/selection.ts'
import { currentVersion } from './current-version.ts'
import { inProject } from './frame.ts'
import { type PathRequest, pathOptions } from './path.ts'

/** What is stored under `flights` or `flights@2001-01-01`, from the catalog's types; unknown where the name is only known at run time. */
export type StoredAt<N, R extends string> = R extends `${infer A}@${string}` ? StoredOf<N, A> : StoredOf<N, R>

type StoredOf<N, A> = A extends keyof N ? (N[A] extends Asset<infer T> ? T : unknown) : unknown

/**
 * Resolves through the ledger and verifies the bytes; the value is the caller's own copy.
 *
 * @throws UNKNOWN_ASSET UNKNOWN_PARTITION NOT_MATERIALIZED MADE_FOR_OTHER_WINDOW OBJECT_MISSING OBJECT_CORRUPT
 * @example
 * const totals = await read(config, 'total@2001-01-01')
 */
export async function read<N, const R extends string>(
  config: ProjectConfig<N>,
  reference: R,
  request: PathRequest = {},
): Promise<StoredAt<N, R>> {
  requireOptions('read', request, pathOptions)
  return inProject(config, request, 'state', async project => {
    const { node, partition } = resolvePartition(await planGraph(project), reference)
    const environment = environmentOf(request)
    const materialization = await withSnapshot(project.ledger, snapshot => currentVersion(node, partition, snapshot, environment))
    const read = readValue(project.store, node.decoders, materialization, referenceText(node.name, partition))
    const value = await read.catch(async error => {
      throw await lostInput(error, materialization, environment, project)
    })
    return value as StoredAt<N, R>
  })
}
