/** Looks at externals once for a command, or recalls the last look. */
import type { External } from '../asset/external.ts'
import type { ExternalVerdict } from '../ledger/records.ts'
import type { LedgerSnapshot } from '../ledger/snapshot.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { externalStateOf, unreadable } from '../plan/external-state.ts'
import type { ExternalState, Externals } from '../plan/node.ts'
import { maskedError } from '../secret/masked-error.ts'
import type { ProjectCode } from '../source/code-version.ts'
import { observeExternal } from '../user-code/call-external.ts'
import type { Guard } from '../user-code/guard.ts'
import { externalGate } from '../version/external-gate.ts'
import type { Project } from './open-project.ts'

export interface ObserveOptions {
  /** Whether the look is written to the ledger; `plan` writes nothing. */
  readonly record: boolean
  readonly guard: Guard
  readonly signal?: AbortSignal | undefined
}

/** What is there now. An external that cannot be looked at is a state of its own, which blocks its readers. @throws INTERRUPTED */
export async function observeExternals(project: Project, names: Iterable<string>, options: ObserveOptions): Promise<Externals> {
  const looks = new Map<string, Look>()
  for (const name of names) {
    looks.set(name, await look(project, name, options).catch(error => ({ state: unreadable(maskedError(error, project.mask)) })))
  }
  if (looks.size === 0) return new Map()
  const code = await project.code()
  return withSnapshot(project.ledger, snapshot => statesOf(looks, project, code, snapshot))
}

/** What the last look saw, for commands that only read the ledger. */
export async function recallExternals(project: Project, code: ProjectCode, snapshot: LedgerSnapshot): Promise<Externals> {
  const names = [...project.externals.keys()]
  const seen = new Map((await snapshot.observations(names)).map(({ external, version }) => [external, { version }]))
  const looks = new Map(names.map((name): [string, Look] => [name, seen.get(name) ?? { state: { kind: 'unobserved' } }]))
  return statesOf(looks, project, code, snapshot)
}

/** `version`: what was seen, null where nothing was there. */
type Look = { readonly version: string | null } | { readonly state: ExternalState }

async function look(project: Project, name: string, { record, guard, signal }: ObserveOptions): Promise<Look> {
  const { externals, ledger, clock, config } = project
  const seen = await observeExternal({ name, external: externals.get(name)!, base: config.folder, guard, signal })
  const version = seen?.version ?? null
  if (record) await ledger.observe({ external: name, version, bytes: seen?.bytes ?? null, at: clock.now() })
  return { version }
}

/** By name, in the order of the looks; what the gates said of all of them is asked at once. */
async function statesOf(
  looks: ReadonlyMap<string, Look>,
  { externals }: Project,
  code: ProjectCode,
  snapshot: LedgerSnapshot,
): Promise<Externals> {
  const wanted = [...looks].flatMap(([external, look]) => {
    if ('state' in look || look.version === null) return []
    const contract = externalGate(externals.get(external)!, code.externals.get(external))
    return contract === null ? [] : [{ external, version: look.version, contract }]
  })
  const answers = wanted.length === 0 ? [] : await snapshot.externalVerdicts(wanted)
  const verdicts = new Map(wanted.map(({ external }, index) => [external, answers[index] ?? undefined]))
  return new Map([...looks].map(([name, look]) => [name, stateOf(name, look, externals.get(name)!, verdicts.get(name))]))
}

function stateOf(name: string, look: Look, { description }: External, verdict: ExternalVerdict | undefined): ExternalState {
  if ('state' in look) return look.state
  return look.version === null ? { kind: 'absent', description } : externalStateOf(name, look.version, verdict)
}
