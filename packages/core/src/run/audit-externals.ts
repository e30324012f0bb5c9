/** The gate of externals: each new version is judged once under each contract and reading, before any step that reads it runs. */
import type { External } from '../asset/external.ts'
import type { AnyContract } from '../contract/data-contract.ts'
import { maskedGate } from '../contract/masked-gate.ts'
import { quarantineBytes } from '../contract/quarantine.ts'
import type { Holder, Quarantine } from '../ledger/records.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
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
  for (const gated of await notJudged(project, externals)) {
    const audited = await auditExternal(project, gated, look).catch(error => unreadable(maskedError(error, project.mask)))
    if (audited) rejected.set(gated.name, audited)
  }
  return rejected.size === 0 ? externals : new Map([...externals, ...rejected])
}

/** A version of an external that has a contract to meet. */
interface Gated {
  readonly name: string
  readonly version: string
  readonly external: External
  readonly contract: AnyContract
  /** Of the contract, and of what decides how the bytes are read. */
  readonly hash: string
}

/** Those that have no verdict yet, in one question. */
async function notJudged(project: Project, externals: Externals): Promise<readonly Gated[]> {
  const code = await project.code()
  const gated = [...externals].flatMap(([name, state]) => {
    if (state.kind !== 'present') return []
    const external = project.externals.get(name)!
    const hash = externalGate(external, code.externals.get(name))
    const { contract } = external
    return contract && hash !== null ? [{ name, version: state.version, external, contract, hash }] : []
  })
  if (gated.length === 0) return []
  const asked = gated.map(({ name, version, hash }) => ({ external: name, version, contract: hash }))
  const verdicts = await withSnapshot(project.ledger, snapshot => snapshot.externalVerdicts(asked))
  return gated.filter((_, index) => verdicts[index] === null)
}

async function auditExternal(project: Project, gated: Gated, look: Look): Promise<ExternalState | undefined> {
  const { name, version, external, contract, hash } = gated
  const call = { guard: look.guard, signal: look.signal, name }
  const source = await openExternal({ ...call, external, base: project.config.folder }, version)
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
