/** The gate of externals: each new version that planned steps will read is judged once, before any of them runs. */
import { applyContract } from '../contract/gate.ts'
import { quarantineBytes } from '../contract/quarantine.ts'
import { externalStateOf } from '../plan/external-state.ts'
import type { ExternalState, Externals } from '../plan/node.ts'
import type { Plan } from '../plan/plan.ts'
import type { Project } from '../project/open-project.ts'

/** @returns the same map where nothing was refused, else one that says so. */
export async function auditExternals(project: Project, plan: Plan, externals: Externals): Promise<Externals> {
  const refused = new Map<string, ExternalState>()
  for (const name of readBySteps(plan)) {
    const state = externals.get(name)
    if (state?.kind !== 'present') continue
    const audited = await auditExternal(project, name, state.version)
    if (audited) refused.set(name, audited)
  }
  return refused.size === 0 ? externals : new Map([...externals, ...refused])
}

async function auditExternal(project: Project, name: string, version: string): Promise<ExternalState | undefined> {
  const outside = project.externals.get(name)!
  const { contract } = outside
  if (!contract) return undefined
  const known = await project.ledger.read(snapshot => snapshot.externalVerdict(name, version, contract.hash))
  if (known) return undefined
  const source = await outside.open(project.config.folder, version)
  const { ok, rows, broken, bad } = applyContract(contract, await source.value())
  const bytes = quarantineBytes({ asset: name, partition: '', version, broken, bad })
  const quarantine = ok ? null : { ...(await project.store.quarantine(name, '', bytes)), rows: bad.length }
  const verdict = { ok, contract: contract.hash, subject: version, rows, broken, quarantine }
  await project.ledger.judgeExternal(name, version, verdict)
  return ok ? undefined : externalStateOf(name, version, verdict)
}

function readBySteps(plan: Plan): ReadonlySet<string> {
  const reading = plan.assets.filter(({ steps }) => [...steps.values()].some(step => step.kind !== 'reuse'))
  return new Set(reading.flatMap(({ node }) => node.inputs.filter(input => input.kind === 'external').map(input => input.asset)))
}
