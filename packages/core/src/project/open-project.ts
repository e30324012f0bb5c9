/** A project that is open: its ledger, its storage, and its clock; every command begins here. */
import { resolve } from 'node:path'
import type { AnyAsset } from '../asset/any-asset.ts'
import type { External } from '../asset/external.ts'
import type { ProjectConfig } from '../catalog/define-config.ts'
import { type Clock, systemClock } from '../foundation/clock.ts'
import { type Random, systemRandom } from '../foundation/random.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { Format } from '../io/format.ts'
import type { LedgerDefinition } from '../ledger/definition.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { memoryLedger } from '../ledger/memory/memory-ledger.ts'
import { type Mask, masker } from '../secret/masker.ts'
import type { ProjectCode } from '../source/code-version.ts'
import { codeInMemory, projectCode } from './code-versions.ts'
import { isLab } from './lab.ts'
import { ledgerMissing } from './ledger-missing.ts'
import { requireLedger } from './require-ledger.ts'
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
  /** Where it is, for people. */
  readonly ledgerPlace: string
  /** False where there is no ledger, and an empty one in memory is used in its place. */
  readonly hasLedger: boolean
  /** True where the ledger cannot be written: commands that read do so, and write nothing. */
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
      ledgerPlace: 'memory',
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
  const { ledger, hasLedger, isReadOnly } = await openLedger(config.ledger, intent, base, store)
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
    ledgerPlace: config.ledger.locate(base),
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

/** A root that is in use never gets a second ledger. @throws LEDGER_MISSING ROOT_DAMAGED */
async function openLedger(
  definition: LedgerDefinition,
  intent: 'read' | 'write',
  base: string,
  store: ArtifactStore,
): Promise<Pick<Project, 'ledger' | 'hasLedger' | 'isReadOnly'>> {
  if (!(await definition.exists(base))) {
    if (intent === 'read') return { ledger: memoryLedger(), hasLedger: false, isReadOnly: false }
    const owner = await store.root.owner()
    // Another process may have created the ledger and then claimed the root meanwhile.
    const isInUse = owner !== undefined || (await store.records.last()) !== undefined
    if (isInUse && !(await definition.exists(base))) {
      throw owner ? ledgerMissing(store.uri, definition.locate(base), owner.ledger) : rootDamaged(store.uri)
    }
  }
  return { ...requireLedger(await definition.open(base, intent), definition.kind), hasLedger: true }
}
