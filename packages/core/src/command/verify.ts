/** Re-hashes every published object and every file of the tree, and names what is wrong. */

import type { ProjectConfig } from '../catalog/define-config.ts'
import { erasedBy } from '../erase/erased-by.ts'
import { VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import { selectAssets } from '../graph/select.ts'
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import type { Materialization } from '../ledger/records.ts'
import { recordLosses } from '../object/record-losses.ts'
import type { OpenOptions, Project } from '../project/open-project.ts'
import { openOptions, requireOptions } from '../project/require-options.ts'
import { rootState } from '../project/root-state.ts'
import { environmentOf, type SelectionRequest, selections } from '../project/selection.ts'
import { changeProject, inProject } from './frame.ts'
import { type VerifiedLedger, verifyLedger } from './verify/ledger.ts'
import { type Pointed, type VerifiedTree, verifyTree } from './verify/tree.ts'

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

export interface DamagedObject {
  readonly sha256: string
  readonly path: string
  readonly partitions: readonly string[]
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
    const { materializations, pointed, erased, isPast } = await project.ledger.read(snapshot => {
      if (environment !== null) requireMadeIn(environment, snapshot.environments())
      const { whole, erased } = wholeAndErased(snapshot)
      return {
        materializations: whole,
        pointed: pointedTo(snapshot, environment),
        erased: environment === null ? erased : [],
        isPast: lostBefore(snapshot),
      }
    })
    const looked = (
      environment === null
        ? materializations
        : [...new Map(pointed.map(entry => [entry.materialization.id, entry.materialization])).values()]
    ).filter(({ asset }) => isSelected(asset))
    const found = await verifyObjects(project, looked)
    const { checked, whole, ...gone } = await stillStored(project, found)
    const isOpen = (object: DamagedObject) => !isPast(object)
    const [corrupted, missing] = [gone.corrupted.filter(isOpen), gone.missing.filter(isOpen)]
    const lost = [...gone.corrupted, ...gone.missing].filter(isPast)
    const isOurs = !project.isReadOnly && (project.inMemory || (await rootState(project)).kind === 'ours')
    if (isOurs) await recordFound(project, { corrupted, missing, whole })
    if (project.isReadOnly && corrupted.length + missing.length > 0) request.note?.(notRecorded)
    const tree = await verifyTree(
      project,
      pointed.filter(({ materialization }) => isSelected(materialization.asset)),
      repair,
    )
    const unreferenced = await unreferencedFiles(project, materializations)
    const ledger = await verifyLedger(project)
    const ok = corrupted.length === 0 && missing.length === 0 && tree.wrong.length === 0 && ledger.ok
    const named = new Set(erased.filter(({ asset }) => isSelected(asset)).map(({ asset, partition }) => referenceText(asset, partition)))
    return {
      checked,
      ok,
      corrupted,
      missing,
      ...(lost.length > 0 ? { lost } : {}),
      unreferenced,
      tree,
      ...(named.size > 0 ? { erased: named.size } : {}),
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

/** What was erased is nowhere, and nothing is wrong with that. */
function wholeAndErased(snapshot: LedgerSnapshot): {
  readonly whole: readonly Materialization[]
  readonly erased: readonly Materialization[]
} {
  const erasureOf = erasedBy(snapshot.erasures())
  const all = [...snapshot.all()]
  return { whole: all.filter(materialization => !erasureOf(materialization)), erased: all.filter(erasureOf) }
}

/** Whether an object's loss is known and concerns no partition any more: another version of it is current. */
function lostBefore(snapshot: LedgerSnapshot): (object: DamagedObject) => boolean {
  const known = snapshot.losses()
  if (known.size === 0) return () => false
  const current = new Set(pointedTo(snapshot, null).flatMap(({ materialization }) => hashesOf(materialization)))
  return ({ sha256 }) => known.has(sha256) && !current.has(sha256)
}

function pointedTo(snapshot: LedgerSnapshot, environment: string | null): readonly Pointed[] {
  return [...snapshot.pointers(environment)].map(({ environment, materialization: id }) => ({
    environment,
    materialization: snapshot.materialization(id)!,
  }))
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

interface VerifiedObjects extends Pick<VerifyDocument, 'corrupted' | 'missing' | 'checked'> {
  /** Hashes of the members that are as they were stored. */
  readonly whole: readonly string[]
}

/** What is lost counts as missing from now on, and what is found whole again does not; a root that is not ours has lost nothing of ours. */
async function recordFound(
  { ledger, store, clock }: Project,
  { corrupted, missing, whole }: Omit<VerifiedObjects, 'checked'>,
): Promise<void> {
  const known = await ledger.read(snapshot => snapshot.losses())
  const found = whole.filter(sha256 => known.has(sha256))
  const losses = [
    ...corrupted.map(({ sha256 }) => ({ sha256, found: 'corrupt' as const })),
    ...missing.map(({ sha256 }) => ({ sha256, found: 'missing' as const })),
  ]
  const isNew = losses.some(({ sha256, found }) => known.get(sha256) !== found)
  if (isNew) await recordLosses({ ledger, store, clock }, losses)
  if (found.length > 0) await ledger.noteWhole(found, clock.now())
}

async function verifyObjects({ store }: Project, materializations: readonly Materialization[]): Promise<VerifiedObjects> {
  const members = new Map(
    materializations.flatMap(one => one.artifact.members.map(member => [member.sha256, { member, readers: [] as string[] }] as const)),
  )
  for (const { artifact, asset, partition } of materializations) {
    for (const member of artifact.members) members.get(member.sha256)!.readers.push(referenceText(asset, partition))
  }
  const corrupted: DamagedObject[] = []
  const missing: DamagedObject[] = []
  const whole: string[] = []
  for (const [sha256, { member, readers }] of members) {
    const state = await store.objects.hash(member)
    if (state === 'ok') {
      whole.push(sha256)
      continue
    }
    const object = { sha256, path: store.objects.locate(member), partitions: [...new Set(readers)] }
    ;(state === 'missing' ? missing : corrupted).push(object)
  }
  return { corrupted, missing, checked: members.size, whole }
}

/** What was erased while the objects were hashed is removed on purpose. */
async function stillStored({ ledger }: Project, { corrupted, missing, ...found }: VerifiedObjects): Promise<VerifiedObjects> {
  if (corrupted.length + missing.length === 0) return { corrupted, missing, ...found }
  const held = await ledger.read(snapshot => new Set(wholeAndErased(snapshot).whole.flatMap(hashesOf)))
  const isHeld = ({ sha256 }: DamagedObject) => held.has(sha256)
  return { corrupted: corrupted.filter(isHeld), missing: missing.filter(isHeld), ...found }
}

function hashesOf({ artifact }: Materialization): readonly string[] {
  return artifact.members.map(({ sha256 }) => sha256)
}

async function unreferencedFiles({ store }: Project, materializations: readonly Materialization[]): Promise<readonly string[]> {
  const referenced = new Set(materializations.flatMap(hashesOf))
  const found: string[] = []
  for await (const { sha256, path } of store.objects.all()) if (!referenced.has(sha256)) found.push(path)
  for await (const { path } of store.staged.all()) found.push(path)
  return found
}
