/** Removes the bytes of partitions for good: the fact first, then the bytes, so that no pointer names what is half gone. */

import { hostname, userInfo } from 'node:os'
import type { ProjectConfig } from '../catalog/define-config.ts'
import { eraseTargets, type Target } from '../erase/erase-targets.ts'
import { filesToErase } from '../erase/files-to-erase.ts'
import { startErasing } from '../erase/finish-erasures.ts'
import { removeErased } from '../erase/remove-erased.ts'
import { objectShared, sharingPartitions } from '../erase/shared-objects.ts'
import { inOneLine, VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import { eraseFree } from '../ledger/asking.ts'
import { askFrom, thisHolder } from '../ledger/holder.ts'
import type { Busy } from '../ledger/ledger.ts'
import type { Holder, NewErasure, Sequence } from '../ledger/records.ts'
import { runId } from '../ledger/run-id.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import type { PlanGraph } from '../plan/node.ts'
import { notMaterialized } from '../plan/reference.ts'
import type { OpenOptions, Project } from '../project/open-project.ts'
import { planGraph } from '../project/plan-graph.ts'
import { openOptions, requireOptions } from '../project/require-options.ts'
import { settleOutbox } from '../settle/settle-outbox.ts'
import { sweepAbandoned } from '../staging/sweep.ts'
import type { TreeFailure } from '../tree/drain-tree.ts'
import { changeProject, inProject } from './frame.ts'

export interface EraseDocument {
  readonly erased: readonly {
    readonly asset: string
    readonly partition: string | null
    /** Files that are removed: stored objects, and files of rejected rows. None where it was erased before. */
    readonly objects: number
    readonly quarantined: number
    readonly bytes: number
  }[]
  readonly reason: string
  /** True where nothing was changed. */
  readonly dryRun: boolean
}

export interface EraseRequest extends OpenOptions {
  /** Recorded with who and when. */
  readonly reason: string
  /** Says what would be removed. */
  readonly dryRun?: boolean | undefined
}

/**
 * Removes the bytes of all versions of partitions for good: objects, the tree in every environment, and rejected rows. What is erased is not
 * lost, and is not made again unless it is forced. Lineage, verdicts and hashes stay.
 *
 * @param references `orders@acme`, also of a key that was removed; an asset without partitions by its name.
 * @throws UNKNOWN_ASSET UNKNOWN_PARTITION BAD_REQUEST NOT_MATERIALIZED, OBJECT_SHARED where other partitions hold the same bytes,
 * PARTITION_BUSY where a run is making one of them, STORAGE_FAILED where a file of the tree cannot be removed: the erasure is recorded then
 */
export async function erase(config: ProjectConfig, references: readonly string[], request: EraseRequest): Promise<EraseDocument> {
  requireOptions('erase', request, { ...openOptions, reason: true, dryRun: true })
  const { dryRun = false } = request
  const reason = request.reason.trim()
  checkRequest(references, reason)
  const act = async (project: Project): Promise<EraseDocument> => {
    const graph = await planGraph(project)
    const decision = await decide(project, graph, references, reason)
    if (!dryRun) {
      const holder = await thisHolder()
      const isAny = decision.erasures.some(({ isNew }) => isNew)
      if (isAny) await carryOut(project, holder, () => decide(project, graph, references, reason))
      await clearTree(project, holder, decision)
    }
    return {
      erased: decision.erasures.map(({ isNew, asset, partition, objects, quarantined, bytes }) => ({
        asset,
        partition: partition === '' ? null : partition,
        ...(isNew ? { objects, quarantined, bytes } : { objects: 0, quarantined: 0, bytes: 0 }),
      })),
      reason,
      dryRun,
    }
  }
  return dryRun ? inProject(config, request, 'plan', act) : changeProject(config, request, act)
}

interface Decision {
  readonly erasures: readonly (NewErasure & { readonly objects: number; readonly isNew: boolean })[]
  readonly asOf: Sequence
}

async function decide(project: Project, graph: PlanGraph, references: readonly string[], reason: string): Promise<Decision> {
  const { ledger, store, clock, externals } = project
  const { targets, sharing, asOf } = await withSnapshot(ledger, async snapshot => {
    const targets = await eraseTargets(references, graph, externals, snapshot, clock.now())
    return { targets, sharing: await sharingPartitions(targets, snapshot), asOf: snapshot.sequence }
  })
  if (sharing.length > 0) throw objectShared(targets, sharing, reason)
  const erasures: Decision['erasures'][number][] = []
  for (const target of targets) {
    const { asset, partition, path } = target
    const members = [...target.materializations.flatMap(({ artifact }) => artifact.members), ...target.gone]
    const quarantines = path === null ? [] : [{ asset, partitionPath: path, except: new Set<string>() }]
    const files = await filesToErase(store, members, quarantines)
    const [objects, quarantined] = [files.objects.length, files.rejected.length]
    const bytes = [...files.objects, ...files.rejected].reduce((sum, { bytes }) => sum + bytes, 0)
    const isNew = target.materializations.length > 0 || objects > 0 || quarantined > 0
    if (!isNew && !target.erased) throw nothingToErase(target)
    const hashes = [...new Set(members.map(({ sha256 }) => sha256))].sort()
    erasures.push({ asset, partition, path, reason, by: whoAsks(), members: hashes, bytes, quarantined, at: clock.now(), objects, isNew })
  }
  return { erasures, asOf }
}

/** How often what is to be erased may be made anew between the look and the fact. */
const triesMax = 5

async function carryOut(project: Project, holder: Holder, look: () => Promise<Decision>): Promise<void> {
  const { ledger, clock, random } = project
  const run = runId(clock.now(), random.hex(4))
  await startErasing(project, run, holder)
  try {
    await recordErasures(project, run, holder, look)
    // What a fenced process staged goes before the files are listed: then it has put the bytes back by now, or cannot any more.
    await sweepAbandoned(project, run, askFrom(holder))
    // The tree first, as after a publication: it is part of what is pending.
    await settleOutbox(project, holder)
    await removeErased(project, run)
  } finally {
    await ledger.endRun(run, 'complete', clock.now())
  }
}

async function recordErasures({ ledger }: Project, run: string, holder: Holder, look: () => Promise<Decision>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { erasures, asOf } = await look()
    const facts = erasures.flatMap(({ isNew, objects: _, ...erasure }) => (isNew ? [erasure] : []))
    const answer = await eraseFree(ledger, { run, erasures: facts, asOf }, askFrom(holder))
    if (answer.kind === 'erased') return
    if (answer.kind === 'busy') throw partitionBusy(answer.by[0]!)
    if (tries === triesMax) throw alwaysChanged(facts)
  }
}

/** Reports again what an earlier erase left there. @throws STORAGE_FAILED where a file cannot be removed */
async function clearTree(project: Project, holder: Holder, { erasures }: Decision): Promise<void> {
  const { failures } = await settleOutbox(project, holder)
  const left = failures.find(({ task }) => erasures.some(({ asset, partition }) => asset === task.asset && partition === task.partition))
  if (left) throw stillInTree(left)
}

/** A file of the tree may be a link of what was erased, or a copy. */
function stillInTree({ task: { asset, partition }, error }: TreeFailure): VarveError {
  return new VarveError(error.code, {
    what: `${referenceText(asset, partition)} is erased, and its file is still in the tree`,
    where: error.where,
    why: inOneLine(error),
    fix: `${error.fix}: the next command that shows the tree removes it`,
    details: { ...error.details, asset, partition },
    cause: error,
  })
}

function whoAsks(): NewErasure['by'] {
  return { user: userName(), host: hostname() }
}

function userName(): string | null {
  try {
    return userInfo().username
  } catch {
    return null // a container may run under a user that has no name
  }
}

function checkRequest(references: readonly string[], reason: string): void {
  if (references.length === 0)
    throw new VarveError('BAD_REQUEST', { what: 'no partition is named', fix: 'name each one: varve erase ASSET@PARTITION --reason TEXT' })
  if (reason === '')
    throw new VarveError('BAD_REQUEST', {
      what: 'no reason is given',
      why: 'an erasure is recorded with its reason, and the bytes cannot be brought back',
      fix: "say why: --reason 'customer asked, ticket 4711'",
    })
}

function nothingToErase({ asset, partition }: Target): VarveError {
  const { code, what, details } = notMaterialized(asset, partition, 'main')
  return new VarveError(code, { what: `${what}, and nothing of it was rejected`, fix: 'there is nothing to erase', details })
}

function partitionBusy({ asset, partition, run, holder }: Busy): VarveError {
  const { host, pid } = holder
  return new VarveError('PARTITION_BUSY', {
    what: `${referenceText(asset, partition)} is being materialized, so nothing was erased`,
    why: `run ${run} of process ${pid} on ${host} makes it, or publishes the same bytes`,
    fix: 'wait until the run ends, or stop it, then erase again',
    details: { asset, partition, run, host, pid },
  })
}

function alwaysChanged(erasures: readonly NewErasure[]): VarveError {
  const names = erasures.map(({ asset, partition }) => referenceText(asset, partition))
  return new VarveError('PARTITION_BUSY', {
    what: `${names.join(', ')}: the same bytes are published again and again, so nothing was erased`,
    why: 'each time between the look at what shares the bytes and the erasure, a run published some of them',
    fix: 'erase again once these runs have ended',
    details: { partitions: names },
  })
}
