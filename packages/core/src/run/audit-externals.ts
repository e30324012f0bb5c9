/** The gate of externals: each new version is judged once under each contract and reading, before any step that reads it runs. */
import { maskedGate } from '../contract/masked-gate.ts'
import { quarantineBytes } from '../contract/quarantine.ts'
import type { Holder, Quarantine } from '../ledger/records.ts'
import { externalStateOf, unreadable } from '../plan/external-state.ts'
import type { ExternalState, Externals } from '../plan/node.ts'
import type { Project } from '../project/open-project.ts'
import { maskedError } from '../secret/masked-error.ts'
import { maskUrls } from '../secret/masker.ts'
import { asSettler } from '../staging/as-settler.ts'
import { judgeSource, openExternal } from '../user-code/call-external.ts'
import type { Guard } from '../user-code/guard.ts'
import { externalGate } from '../version/external-gate.ts'

/** The run that looks. */
export interface Look {
  readonly here: Holder
  readonly guard: Guard
  readonly signal: AbortSignal | undefined
}

/** @returns the same map where nothing was rejected, else one that says so. */
export async function auditExternals(project: Project, externals: Externals, look: Look): Promise<Externals> {
  const rejected = new Map<string, ExternalState>()
  for (const [name, state] of externals) {
    if (state.kind !== 'present') continue
    const audited = await auditExternal(project, name, state.version, look).catch(error => unreadable(maskedError(error, project.mask)))
    if (audited) rejected.set(name, audited)
  }
  return rejected.size === 0 ? externals : new Map([...externals, ...rejected])
}

async function auditExternal(project: Project, name: string, version: string, look: Look): Promise<ExternalState | undefined> {
  const external = project.externals.get(name)!
  const { contract } = external
  const { externals } = await project.code()
  const hash = externalGate(external, externals.get(name))
  if (!contract || hash === null) return undefined
  const known = await project.ledger.read(snapshot => snapshot.externalVerdict(name, version, hash))
  if (known) return undefined
  const call = { guard: look.guard, signal: look.signal, name }
  const source = await openExternal({ ...call, external: external, base: project.config.folder }, version)
  const { ok, rows, broken, bad } = maskedGate(await judgeSource(call, source, contract), project.mask)
  const bytes = quarantineBytes({ asset: name, partition: '', version, broken, bad })
  const quarantine = ok ? null : await quarantined(project, look.here, name, bytes, bad.length)
  const verdict = { ok, contract: hash, subject: version, rows, broken, quarantine }
  await project.ledger.judgeExternal(name, version, verdict)
  return ok ? undefined : externalStateOf(name, version, verdict)
}

async function quarantined(project: Project, here: Holder, name: string, bytes: Uint8Array, rows: number): Promise<Quarantine> {
  const { uri, sha256 } = await asSettler(project, here, holder => project.store.quarantine.keep(holder, name, '', bytes))
  return { uri: maskUrls(uri), sha256, rows }
}
