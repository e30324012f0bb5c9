/** Loads what a step is judged by: in one question, and what it reads widely only where that has changed since an earlier step. */
import { difference, nothing, subsetOf } from '@varve/partitions'
import type { Judged, JudgedAsset, JudgedRequest } from '../ledger/judged.ts'
import type { Sequence } from '../ledger/records.ts'
import { type Loaded, type LoadedAsset, loadedAsset, pieceOf, type Wanting } from '../plan/loaded.ts'
import { joined, requestOf } from '../plan/loading.ts'
import type { PlanGraph } from '../plan/node.ts'
import type { Step } from '../plan/step.ts'
import type { WideReads } from '../plan/wide-reads.ts'
import { isWide } from '../version/reads-digest.ts'

export interface StepLoadingOptions {
  readonly ask: (request: JudgedRequest) => Promise<Judged>
  readonly graph: PlanGraph
  readonly environment: string
  /** Of one asset, by what was loaded of it. */
  wideReadsOf(loaded: LoadedAsset): WideReads
  /** Changes whenever something else of the asset is available than the ledger says. */
  stampOf(asset: string): number
}

/** All of one state of the ledger. */
export interface LoadedStep {
  readonly loaded: Loaded
  readonly wide: Pick<WideReads, 'of'>
  readonly sequence: Sequence
}

/** What was loaded of an asset for a wide input, for as long as no event of the asset follows its head. */
interface Kept {
  readonly wanting: Wanting
  readonly head: Sequence
  readonly loaded: LoadedAsset
  readonly wide: WideReads
  stamp: number
}

/** One asset is kept as it was asked for last: memory is bounded by what one step reads. */
export function stepLoading({ ask, graph, environment, wideReadsOf, stampOf }: StepLoadingOptions): (step: Step) => Promise<LoadedStep> {
  const kept = new Map<string, Kept>()
  const heads = new Map<string, Sequence>()

  /** What is kept of it, as far as is known. */
  const keptFor = ({ node, current }: Wanting): Kept | undefined => {
    const found = kept.get(node.name)
    const isCurrent = found && found.head === heads.get(node.name) && difference(current, found.wanting.current).count === 0
    return isCurrent ? found : undefined
  }
  const keptFrom = (wanting: Wanting, { asset, head }: JudgedAsset, loaded: LoadedAsset): Kept => {
    const found: Kept = { wanting, head, loaded, wide: wideReadsOf(loaded), stamp: stampOf(asset) }
    if (head >= (kept.get(asset)?.head ?? 0)) kept.set(asset, found)
    return found
  }
  const wideOf = (found: Kept): WideReads => {
    const { name } = found.wanting.node
    if (found.stamp !== stampOf(name)) found.wide.forget(name)
    found.stamp = stampOf(name)
    return found.wide
  }
  return async step => {
    const wanted = wantedBy(step, graph)
    for (;;) {
      const asked = wanted.map(wanting => {
        const known = isShared(wanting, step) ? keptFor(wanting) : undefined
        return { wanting, known }
      })
      const { sequence, assets } = await ask({
        environment,
        assets: asked.map(({ wanting, known }) => requestOf(known ? headOf(wanting) : wanting)),
      })
      for (const { asset, head } of assets) heads.set(asset, Math.max(head, heads.get(asset) ?? 0))
      if (asked.some(({ known }, index) => known && known.head !== assets[index]!.head)) continue
      const loaded = new Map<string, LoadedAsset>()
      const wide = new Map<string, WideReads>()
      for (const [index, { wanting, known }] of asked.entries()) {
        const { name } = wanting.node
        const found = known?.loaded ?? loadedAsset(wanting.node, [pieceOf(wanting, assets[index]!)])
        loaded.set(name, found)
        if (isShared(wanting, step)) wide.set(name, wideOf(known ?? keptFrom(wanting, assets[index]!, found)))
        else wide.set(name, wideReadsOf(found))
      }
      return {
        loaded: { of: asset => loaded.get(asset)! },
        wide: { of: (asset, partitions) => wide.get(asset)!.of(asset, partitions) },
        sequence,
      }
    }
  }
}

/** One for each asset. */
function wantedBy({ node, partition }: Step, graph: PlanGraph): readonly Wanting[] {
  const own = subsetOf(node.partitions, [partition.ordinal])
  const reads = node.inputs.flatMap(input => {
    if (input.kind === 'external') return []
    const upstream = graph.get(input.asset)!
    const { existing } = input.mapping.upstream(own, upstream.partitions)
    return [{ node: upstream, current: existing, others: nothing(upstream.partitions) }]
  })
  return joined([{ node, current: own, others: own }, ...reads])
}

/** The asset's own rows change with each of its steps. */
function isShared({ node, current }: Wanting, step: Step): boolean {
  return node.name !== step.node.name && isWide(current.count)
}

function headOf({ node }: Wanting): Wanting {
  return { node, current: nothing(node.partitions), others: nothing(node.partitions) }
}
