/** A project in memory that is edited: other definitions over the same ledger, storage and clock. */
import { type LabConfig, labConfig } from '@varve/core/testing'
import { type Catalog, defineConfig, type ProjectConfig, plan } from 'varve'
import { memoryConfig } from 'varve/testing'

/** The same project with another catalog, and another IO manager over the same storage if one is given. */
export function edited<N>(lab: LabConfig, catalog: Catalog<N>, io: ProjectConfig['io'] = lab.io): LabConfig<N> {
  const config = defineConfig({ entry: new URL(`file://${lab.folder}/memory`).href, catalog, io })
  const fresh = labConfig(config, lab.lab.clock, {})
  return { ...fresh, lab: { ...fresh.lab, ledger: lab.lab.ledger } }
}

/** A project in memory whose relative paths begin at a folder. */
export function labIn<N>(folder: string, catalog: Catalog<N>): LabConfig<N> {
  const lab = memoryConfig(catalog)
  return edited({ ...lab, folder } as LabConfig, catalog)
}

/** The certain steps of a plan: `asset: kind count reasons`. */
export async function stepsOf(config: ProjectConfig): Promise<readonly string[]> {
  const { assets } = await plan(config)
  return assets
    .filter(({ count }) => count > 0)
    .map(({ asset, kind, count, reasons }) => {
      const why = Object.entries(reasons).flatMap(([reason, times]) => (times > 0 ? [`${reason} ${times}`] : []))
      return `${asset}: ${kind} ${count}, ${why.join(', ')}`
    })
}
