/** Re-hashes every published object and every file of the tree, and names what is wrong. */

import type { ProjectConfig } from '../catalog/define-config.ts'
import { VarveError } from '../foundation/errors.ts'
import { selectAssets } from '../graph/select.ts'
import type { StoredObject } from '../io/objects.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { recordLosses } from '../object/record-losses.ts'
import type { OpenOptions, Project } from '../project/open-project.ts'
import { openOptions, requireOptions } from '../project/require-options.ts'
import { rootState } from '../project/root-state.ts'
import { environmentOf, type SelectionRequest, selections } from '../project/selection.ts'
import { changeProject, inProject } from './frame.ts'
import type { DamagedObject } from './verify/damage.ts'
import { type VerifiedLedger, verifyLedger } from './verify/ledger.ts'
import { type VerifiedObjects, verifyObjects } from './verify/objects.ts'
import { type VerifiedTree, verifyTree } from './verify/tree.ts'

export interface VerifyDocument {
  /** Objects that were re-hashed. */
  readonly checked: number
  readonly ok: boolean
  readonly corrupted: readonly DamagedObject[]
  readonly missing: readonly DamagedObject[]
  /** Objects of versions that are current nowhere, whose loss was recorded before: nothing needs them. Left out where there are none. */
  readonly lost?: readonly DamagedObject[]
  /** Objects that no materialization names, and staged leftovers: harmless, and counted as right. */
  readonly unreferenced: readonly string[]
  readonly tree: VerifiedTree
  /** Partitions of which something was erased on purpose, so that nothing of it is looked for; left out where there are none. */
  readonly erased?: number
  /** Whether the ledger, its facts and the commit records of the storage root say the same. */
  readonly ledger: VerifiedLedger
}

export interface VerifyRequest extends OpenOptions, Pick<SelectionRequest, 'select'> {
  /** Looks only at what the pointers of this environment name; default all environments, and what nothing points to any more. */
  readonly environment?: string | undefined
  /** Shows what is wrong in the tree again, from its object, and sets damaged objects aside; runs no user code. */
  readonly repair?: boolean | undefined
}

/** @throws UNKNOWN_ASSET, BAD_REQUEST for an environment in which nothing was made */
export async function verify(config: ProjectConfig, request: VerifyRequest = {}): Promise<VerifyDocument> {
  requireOptions('verify', request, { ...openOptions, select: true, environment: true, repair: true })
  const repair = request.repair ?? false
  const act = async (project: Project): Promise<VerifyDocument> => {
    const isSelected = selectedAssets(project, request)
    const environment = request.environment === undefined ? null : environmentOf(request)
    if (environment !== null) requireMadeIn(environment, await withSnapshot(project.ledger, snapshot => snapshot.environments()))
    const found = await verifyObjects(project, environment, isSelected)
    const { corrupted, missing, lost } = found
    const isOurs = !project.isReadOnly && (project.inMemory || (await rootState(project)).kind === 'ours')
    if (isOurs) await recordFound(project, found)
    if (project.isReadOnly && corrupted.length + missing.length > 0) request.note?.(notRecorded)
    const tree = await verifyTree(project, environment, isSelected, repair)
    const unreferenced = await unreferencedFiles(project)
    const ledger = await verifyLedger(project)
    return {
      checked: found.checked,
      ok: corrupted.length === 0 && missing.length === 0 && tree.wrong.length === 0 && ledger.ok,
      corrupted,
      missing,
      ...(lost.length > 0 ? { lost } : {}),
      unreferenced,
      tree,
      ...(environment === null && found.erased > 0 ? { erased: found.erased } : {}),
      ledger,
    }
  }
  return repair ? changeProject(config, request, act) : inProject(config, request, 'audit', act)
}

const notRecorded =
  'the ledger cannot be written here, so what is lost was not recorded: run `varve verify` where it can be, and materialize makes it again'

/** Without a selection everything is verified, also what the catalog no longer names. */
function selectedAssets({ config }: Project, request: VerifyRequest): (asset: string) => boolean {
  if (request.select === undefined || request.select.length === 0) return () => true
  const names = new Set(selectAssets(config.catalog.graph, selections(request)).names)
  return asset => names.has(asset)
}

/** Nothing would be wrong where nothing is looked at. */
function requireMadeIn(environment: string, known: readonly string[]): void {
  if (known.includes(environment)) return
  throw new VarveError('BAD_REQUEST', {
    what: `nothing was made in the environment '${environment}'`,
    fix: known.length === 0 ? 'materialize first' : `those in which something was made are ${known.join(', ')}`,
    details: { environment, known },
  })
}

/** What is lost counts as missing from now on, and what is found whole again does not; a root that is not ours has lost nothing of ours. */
async function recordFound({ ledger, store, clock }: Project, { corrupted, missing, wholeAgain }: VerifiedObjects): Promise<void> {
  const known = new Map((await withSnapshot(ledger, snapshot => snapshot.losses())).map(({ sha256, found }) => [sha256, found]))
  const losses = [
    ...corrupted.map(({ sha256 }) => ({ sha256, found: 'corrupt' as const })),
    ...missing.map(({ sha256 }) => ({ sha256, found: 'missing' as const })),
  ]
  const isNew = losses.some(({ sha256, found }) => known.get(sha256) !== found)
  if (isNew) await recordLosses({ ledger, store, clock }, losses)
  if (wholeAgain.length > 0) await ledger.noteWhole(wholeAgain, clock.now())
}

/** Of the root, objects that nothing holds which was not erased, and what is staged. */
async function unreferencedFiles({ ledger, store }: Project): Promise<readonly string[]> {
  const found: string[] = []
  const look = async (objects: readonly StoredObject[]) => {
    const hashes = [...new Set(objects.map(({ sha256 }) => sha256))]
    const held = new Set((await withSnapshot(ledger, snapshot => snapshot.holdersOf(hashes))).map(({ sha256 }) => sha256))
    for (const { sha256, path } of objects) if (!held.has(sha256)) found.push(path)
  }
  let waiting: StoredObject[] = []
  for await (const object of store.objects.all()) {
    waiting.push(object)
    if (waiting.length < objectsAtOnce) continue
    await look(waiting)
    waiting = []
  }
  if (waiting.length > 0) await look(waiting)
  for await (const { path } of store.staged.all()) found.push(path)
  return found
}

const objectsAtOnce = 1000
