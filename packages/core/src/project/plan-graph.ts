/** Builds the graph that plan, status and run judge: partitions as of one instant and one look at dynamic keys, identities from code and config. */
import type { DynamicKeys, Instant, PartitionSet, PartitionsAsOf } from '@varve/partitions'
import { hashParts } from '../foundation/hash.ts'
import { keysIn } from '../ledger/dynamic-keys.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { inputMapping } from '../plan/input-mapping.ts'
import type { NodeInput, PlanGraph, PlanNode } from '../plan/node.ts'
import { emptyConfig } from '../secret/guarded-config.ts'
import { identify } from '../version/definition.ts'
import { externalReadHash } from '../version/read-hash.ts'
import type { Project } from './open-project.ts'
import { projectDecoders } from './project-decoders.ts'

export async function planGraph(project: Project): Promise<PlanGraph> {
  const { config, clock, random, ledger } = project
  const { catalog, configs } = config
  const partitionsOf = asOfOnce(clock.now(), keysIn(await withSnapshot(ledger, snapshot => snapshot.dynamicKeys())))
  const codes = await project.code()
  const nonce = random.hex(16)
  const decodersOf = projectDecoders(project, codes)
  const nodes = new Map<string, PlanNode>()
  for (const name of catalog.graph.names) {
    const asset = catalog.assets.get(name)
    if (!asset) continue
    const inputs = catalog.graph.inputsOf(name).map(
      ({ input, asset: read, kind, mapping }): NodeInput =>
        kind === 'asset'
          ? { kind, name: input, asset: read, mapping: inputMapping(mapping, name, input) }
          : {
              kind,
              name: input,
              asset: read,
              readHash: externalReadHash(project.externals.get(read)!, codes.externals.get(read)?.code ?? null),
            },
    )
    const code = codes.assets.get(name)!
    nodes.set(name, {
      name,
      asset,
      partitions: partitionsOf(asset.partitions),
      identity: identify(
        asset,
        configs.get(name) ?? emptyConfig,
        project.formatOf(asset),
        code,
        code.code === null ? hashParts('nonce', [nonce, name]) : '',
      ),
      ...decodersOf(name),
      inputs,
      readers: catalog.graph
        .readersOf(name)
        .map(({ reader, input, mapping }) => ({ asset: reader, mapping: inputMapping(mapping, reader, input) })),
    })
  }
  return nodes
}

/** Assets often share a set, and a dynamic one may have many keys to number. */
function asOfOnce(now: Instant, keys: DynamicKeys): (set: PartitionSet) => PartitionsAsOf {
  const known = new Map<PartitionSet, PartitionsAsOf>()
  return set => {
    const partitions = known.get(set) ?? set.asOf(now, keys)
    known.set(set, partitions)
    return partitions
  }
}
