/** `rebuild-ledger`: builds the ledger again from the commit records of its storage root, joined by what an existing ledger knows beyond them. */
import { resolve } from 'node:path'
import type { ProjectConfig } from '../catalog/define-config.ts'
import { systemClock } from '../foundation/clock.ts'
import { VarveError } from '../foundation/errors.ts'
import { systemRandom } from '../foundation/random.ts'
import { asVarveError } from '../foundation/translate-error.ts'
import type { LedgerDefinition } from '../ledger/definition.ts'
import { isSqliteLedger } from '../ledger/sqlite/sqlite-definition.ts'
import { isLab } from '../project/lab.ts'
import { type OpenOptions, projectMask } from '../project/open-project.ts'
import { openOptions, requireOptions } from '../project/require-options.ts'
import { maskedError } from '../secret/masked-error.ts'
import { changeProject } from './frame.ts'
import { type RebuildDocument, rebuildFile } from './rebuild-file.ts'

export interface RebuildRequest extends OpenOptions {
  /** Hears how many facts are in place, of how many. */
  readonly progress?: ((done: number, total: number) => void) | undefined
}

/**
 * Builds the SQLite file of `sqliteLedger()` again from the commit records of the storage root, and shows in the tree what is current. A ledger file
 * that is there is joined, unless it is damaged, and kept beside the new one. No other process may use the ledger meanwhile.
 *
 * @throws ROOT_MISSING where there is nothing to build from
 * @throws ROOT_OWNED_BY_OTHER where the ledger file belongs to another root
 * @throws COMMIT_RECORD_DAMAGED LEDGER_UNUSABLE, BAD_REQUEST where the config has another ledger
 * @example
 * const rebuild = () => rebuildLedger(config, { progress: (done, total) => console.error(`${done} of ${total} facts`) })
 */
export async function rebuildLedger(config: ProjectConfig, request: RebuildRequest = {}): Promise<RebuildDocument> {
  requireOptions('rebuildLedger', request, { ...openOptions, progress: true })
  try {
    if (isLab(config))
      throw new VarveError('BAD_REQUEST', { what: 'a project in memory has no ledger file', fix: 'name the config of a project on disk' })
    if (!isSqliteLedger(config.ledger)) throw notSqlite(config.ledger)
    const base = request.root === undefined ? config.folder : resolve(request.root)
    const { clock = systemClock, random = systemRandom, progress = () => {} } = request
    const rebuilt = await rebuildFile({ path: config.ledger.locate(base), store: config.io.open(base), at: clock.now(), random, progress })
    return await changeProject(config, request, async () => rebuilt) // which settles what is pending: records, and the tree
  } catch (error) {
    throw maskedError(asVarveError(error), projectMask(config))
  }
}

function notSqlite({ kind }: LedgerDefinition): VarveError {
  return new VarveError('BAD_REQUEST', {
    what: `rebuild-ledger builds the SQLite ledger, and the ledger of this config is '${kind}'`,
    fix: `restore '${kind}' by its own means; what the storage root's commit records hold is in .varve/commits`,
    details: { kind },
  })
}
