/** Looks at externals once for a command, or recalls the last look. */
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import { externalStateOf, unreadable } from '../plan/external-state.ts'
import type { ExternalState, Externals } from '../plan/node.ts'
import { maskedError } from '../secret/masked-error.ts'
import type { ProjectCode } from '../source/code-version.ts'
import { contractHash } from '../version/contract-hash.ts'
import type { Project } from './open-project.ts'

/** What stands outside now. @param record whether the look is written to the ledger; `plan` writes nothing. */
export async function observeExternals(project: Project, names: Iterable<string>, record: boolean): Promise<Externals> {
  const states = new Map<string, ExternalState>()
  for (const name of names) {
    states.set(name, await look(project, name, record).catch(error => unreadable(maskedError(error, project.mask))))
  }
  return states
}

async function look(project: Project, name: string, record: boolean): Promise<ExternalState> {
  const { externals, ledger, clock, config } = project
  const seen = await externals.get(name)!.observe(config.folder)
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
  const { contract, description } = externals.get(name)!
  if (version === null) return { kind: 'absent', description }
  const hash = contractHash(contract, code.externals.get(name)?.contractCode ?? null)
  const verdict = hash === null ? undefined : snapshot.externalVerdict(name, version, hash)
  return externalStateOf(name, version, verdict)
}
