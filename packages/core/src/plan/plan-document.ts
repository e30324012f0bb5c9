/** A plan as `varve plan --json` prints it. */
import { subsetOf } from '@varve/partitions'
import type { Plan, PlanFinding, PlannedAsset, PlannedStep, Reason } from './plan.ts'
import { textOf } from './subset-text.ts'

export interface PlanDocument {
  /** Steps that are certain. */
  readonly steps: { readonly run: number; readonly reuse: number }
  readonly assets: readonly PlanDocumentAsset[]
  readonly findings: readonly PlanFinding[]
}

export interface PlanDocumentAsset {
  readonly asset: string
  readonly partitions: string
  readonly count: number
  readonly kind: 'run' | 'reuse'
  readonly reasons: Readonly<Record<Reason, number>>
  /** Steps that may turn out to be needed, once their upstream steps are done. */
  readonly possible: { readonly partitions: string; readonly count: number }
}

export function planDocument(plan: Plan): PlanDocument {
  const assets = plan.assets.flatMap(documentAssets)
  const count = (kind: 'run' | 'reuse') => assets.filter(asset => asset.kind === kind).reduce((sum, asset) => sum + asset.count, 0)
  return { steps: { run: count('run'), reuse: count('reuse') }, assets, findings: plan.findings }
}

function documentAssets(asset: PlannedAsset): readonly PlanDocumentAsset[] {
  if (asset.steps.size === 0) return []
  const of = (kind: PlannedStep['kind']) => [...asset.steps].filter(([, step]) => step.kind === kind)
  const open = of('possible').map(([ordinal]) => ordinal)
  const possible = { partitions: textOf(subsetOf(asset.node.partitions, open)), count: open.length }
  const documents: PlanDocumentAsset[] = []
  const run = of('run')
  const reuse = of('reuse')
  if (run.length > 0 || open.length > 0) documents.push(documentAsset(asset, 'run', run, possible))
  if (reuse.length > 0) documents.push(documentAsset(asset, 'reuse', reuse, { partitions: '', count: 0 }))
  return documents
}

function documentAsset(
  { node }: PlannedAsset,
  kind: 'run' | 'reuse',
  steps: readonly (readonly [number, PlannedStep])[],
  possible: PlanDocumentAsset['possible'],
): PlanDocumentAsset {
  const reasons = { missing: 0, lost: 0, code: 0, config: 0, contract: 0, input: 0, dependencies: 0, forced: 0 }
  for (const [, step] of steps) reasons[step.reason] += 1
  const ordinals = steps.map(([ordinal]) => ordinal)
  return { asset: node.name, partitions: textOf(subsetOf(node.partitions, ordinals)), count: ordinals.length, kind, reasons, possible }
}
