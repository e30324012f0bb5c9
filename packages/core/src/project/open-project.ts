/** A project that is open: its ledger, its storage, and its clock; every command begins here. */
import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { AnyAsset } from '../asset/any-asset.ts'
import type { External } from '../asset/external.ts'
import type { ProjectConfig } from '../catalog/define-config.ts'
import { type Clock, systemClock } from '../foundation/clock.ts'
import { type Random, systemRandom } from '../foundation/random.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { Format } from '../io/format.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { memoryLedger } from '../ledger/memory/memory-ledger.ts'
import { isReadOnly, openReadOnlyLedger } from '../ledger/sqlite/read-only-ledger.ts'
import { openSqliteLedger } from '../ledger/sqlite/sqlite-ledger.ts'
import { type Mask, masker } from '../secret/masker.ts'
import type { ProjectCode } from '../source/code-version.ts'
import { codeInMemory, projectCode } from './code-versions.ts'
import { isLab } from './lab.ts'
import { ledgerMissing } from './ledger-missing.ts'
import { rootDamaged } from './root-damaged.ts'

export interface OpenOptions {
  /** Relative storage paths and `.varve` resolve against it; default the config file's folder. */
  readonly root?: string | undefined
  readonly clock?: Clock | undefined
  readonly random?: Random | undefined
  /** Hears, in a sentence, what a command did not do beside its answer. */
  readonly note?: ((message: string) => void) | undefined
}

export interface Project {
  readonly config: ProjectConfig
  /** Where `.varve` lies. */
  readonly base: string
  readonly externals: ReadonlyMap<string, External>
  readonly ledger: Ledger
  /** False where there is no ledger file, and an empty one in memory is used in its place. */
  readonly hasLedger: boolean
  /** True where the ledger's file or folder cannot be written: commands that read do so, and write nothing. */
  readonly isReadOnly: boolean
  readonly store: ArtifactStore
  readonly clock: Clock
  readonly random: Random
  /** True for a project that lives and dies with this process. */
  readonly inMemory: boolean
  /** The format an asset is stored in: its own, or the config's. */
  formatOf(asset: AnyAsset): Format
  /** Takes the secrets of every asset's config out of a text that is recorded or shown. */
  readonly mask: Mask
  /** The code of all definitions, analysed once. */
  code(): Promise<ProjectCode>
  close(): Promise<void>
}

/** @param intent `read` never creates a ledger: where there is none it reads an empty one. */
export async function openProject(config: ProjectConfig, intent: 'read' | 'write', options: OpenOptions = {}): Promise<Project> {
  const base = options.root === undefined ? config.folder : resolve(options.root)
  const random = options.random ?? systemRandom
  const formatOf = (asset: AnyAsset) => asset.format ?? config.io.format
  const store = config.io.open(base)
  const mask = projectMask(config)
  if (isLab(config)) {
    const { ledger, clock, externals } = config.lab
    return {
      config,
      base,
      externals,
      ledger,
      hasLedger: true,
      isReadOnly: false,
      store,
      clock: options.clock ?? clock,
      random,
      inMemory: true,
      formatOf,
      mask,
      code: async () => codeInMemory(config),
      close: async () => {},
    }
  }
  const { ledger, hasLedger, isReadOnly } = await openLedger(ledgerPath(base), intent, base, store)
  const { externals } = config.catalog
  const clock = options.clock ?? systemClock
  let analysed: Promise<ProjectCode> | undefined
  const code = () => {
    analysed ??= projectCode(config, base, random)
    return analysed
  }
  return {
    config,
    base,
    externals,
    ledger,
    hasLedger,
    isReadOnly,
    store,
    clock,
    random,
    inMemory: false,
    formatOf,
    code,
    mask,
    close: () => ledger.close(),
  }
}

/** Of all assets, since an error of one may show the secret of another. */
export function projectMask({ configs }: ProjectConfig): Mask {
  return masker([...configs.values()].flatMap(({ secrets }) => secrets()))
}

export function ledgerPath(base: string): string {
  return join(base, '.varve', 'ledger.db')
}

/** A root that is in use never gets a second ledger. @throws LEDGER_MISSING ROOT_DAMAGED */
async function openLedger(
  path: string,
  intent: 'read' | 'write',
  base: string,
  store: ArtifactStore,
): Promise<Pick<Project, 'ledger' | 'hasLedger' | 'isReadOnly'>> {
  if (!(await exists(path))) {
    if (intent === 'read') return { ledger: memoryLedger(), hasLedger: false, isReadOnly: false }
    const owner = await store.root.owner()
    // Another process may have created the ledger and then claimed the root meanwhile.
    const isInUse = owner !== undefined || (await store.records.last()) !== undefined
    if (isInUse && !(await exists(path))) throw owner ? ledgerMissing(store.uri, base, owner.ledger) : rootDamaged(store.uri)
  }
  if (intent === 'read' && (await isReadOnly(path))) return { ledger: await openReadOnlyLedger(path), hasLedger: true, isReadOnly: true }
  return { ledger: await openSqliteLedger(path), hasLedger: true, isReadOnly: false }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
