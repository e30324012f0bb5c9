/** Looks at externals once for a command, or recalls the last look. */
import type { LedgerSnapshot } from '../ledger/ledger.ts'
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
  const states = new Map<string, ExternalState>()
  for (const name of names) {
    states.set(name, await look(project, name, options).catch(error => unreadable(maskedError(error, project.mask))))
  }
  return states
}

async function look(project: Project, name: string, { record, guard, signal }: ObserveOptions): Promise<ExternalState> {
  const { externals, ledger, clock, config } = project
  const seen = await observeExternal({ name, external: externals.get(name)!, base: config.folder, guard, signal })
  if (record) await ledger.observe({ external: name, version: seen?.version ?? null, bytes: seen?.bytes ?? null, at: clock.now() })
  const code = await project.code()
  return ledger.read(snapshot => stateOf(project, code, snapshot, name, seen?.version ?? null))
}

/** What the last look saw, for commands that only read the ledger. */
export function recallExternals(project: Project, code: ProjectCode, snapshot: LedgerSnapshot): Externals {
  return new Map(
    [...project.externals.keys()].map(name => {
      const last = snapshot.observation(name)
      return [name, last ? stateOf(project, code, snapshot, name, last.version) : { kind: 'unobserved' as const }]
    }),
  )
}

function stateOf({ externals }: Project, code: ProjectCode, snapshot: LedgerSnapshot, name: string, version: string | null): ExternalState {
  const external = externals.get(name)!
  if (version === null) return { kind: 'absent', description: external.description }
  const hash = externalGate(external, code.externals.get(name))
  const verdict = hash === null ? undefined : snapshot.externalVerdict(name, version, hash)
  return externalStateOf(name, version, verdict)
}
