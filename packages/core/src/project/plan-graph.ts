/** Builds the graph that plan, status and run judge: partitions as of one instant, identities from code and config. */
import { hashParts } from '../foundation/hash.ts'
import type { NodeInput, PlanGraph, PlanNode } from '../plan/node.ts'
import { identify } from '../version/definition.ts'
import { codeVersions } from './code-versions.ts'
import type { Project } from './open-project.ts'

export async function planGraph(project: Project): Promise<PlanGraph> {
  const { config, clock, random } = project
  const { catalog, configs } = config
  const now = clock.now()
  const codes = await codeVersions(project)
  const nonce = random.hex(16)
  const nodes = new Map<string, PlanNode>()
  for (const name of catalog.graph.names) {
    const asset = catalog.assets.get(name)
    if (!asset) continue
    const inputs = catalog.graph
      .inputsOf(name)
      .map(
        ({ input, asset: read, kind, mapping }): NodeInput =>
          kind === 'asset' ? { kind, name: input, asset: read, mapping } : { kind, name: input, asset: read },
      )
    nodes.set(name, {
      name,
      asset,
      partitions: asset.partitions.asOf(now),
      identity: identify(
        asset,
        configs.get(name) ?? {},
        project.formatOf(asset),
        codes.get(name) ?? null,
        hashParts('nonce', [nonce, name]),
      ),
      inputs,
      readers: catalog.graph.readersOf(name).map(({ reader, mapping }) => ({ asset: reader, mapping })),
    })
  }
  return nodes
}
