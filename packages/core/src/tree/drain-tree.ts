/** Row 8: shows what pointers name, each path claimed first, so that nothing older stays in the tree whoever is slow. */
import type { Clock } from '../foundation/clock.ts'
import { isVarveError, type VarveError } from '../foundation/errors.ts'
import type { Member } from '../io/artifact.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import { askFrom } from '../ledger/holder.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Holder } from '../ledger/records.ts'
import type { TreeClaim, TreeOutcome, TreeTask } from '../ledger/tree-ledger.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { recordLosses } from '../object/record-losses.ts'
import { treeFolder } from './folders.ts'
import { showArtifact } from './show-artifact.ts'

export interface TreeDrain {
  readonly ledger: Ledger
  readonly store: ArtifactStore
  readonly clock: Clock
  /** Owns the temporary names. */
  readonly name: string
  readonly here: Holder
  /** After each act, for tests. */
  readonly passed?: ((act: 'commit' | 'claim' | 'show') => void) | undefined
}

export interface Drained {
  readonly failures: readonly TreeFailure[]
  /** The number of the newest path that was claimed: what was queued later has a greater one. */
  readonly upTo: number
}

export interface TreeFailure {
  readonly task: TreeTask
  readonly error: VarveError
}

/** How long a claim lasts, by the ledger's clock. Too short costs a comparison with each drain, too long a wait after a holder that cannot be asked; neither is ever wrong. */
export const claimMs = 10_000
const pathsAtOnce = 64

/**
 * Safe to run in several processes at once, and after a crash at any point. A path that cannot be shown stays pending and keeps no other back.
 *
 * @param after passes over what was queued up to this number: another drain has tried it.
 */
export async function drainTree(drain: TreeDrain, after = 0): Promise<Drained> {
  return drainWhile(() => true, drain, after)
}

/** The same without asking once more where nothing was left: what is queued by then waits for the next drain, so there must be one. */
export async function drainQueued(drain: TreeDrain, after: number): Promise<Drained> {
  return drainWhile(({ tasks }) => tasks.length === pathsAtOnce, drain, after)
}

async function drainWhile(mayFollow: (claim: TreeClaim) => boolean, drain: TreeDrain, after: number): Promise<Drained> {
  const { ledger, here } = drain
  const failures: TreeFailure[] = []
  let upTo = after
  for (;;) {
    const { dead, expired } = await heldByNobody(drain)
    const claim = await ledger.tree.claim({
      holder: here,
      forMs: claimMs,
      limit: pathsAtOnce,
      after: upTo,
      dead,
      expired,
    })
    if (!claim) break
    drain.passed?.('claim')
    upTo = Math.max(...claim.tasks.map(({ number }) => number))
    failures.push(...(await showClaimed(drain, claim)))
    if (!mayFollow(claim)) break
  }
  return { failures, upTo }
}

/** Whether another process has claimed paths, and may be taken to be showing them. */
export async function isShownByOthers(drain: TreeDrain): Promise<boolean> {
  const { dead, expired } = await heldByNobody(drain)
  return (await drain.ledger.tree.claims(claimMs)).some(({ token }) => !dead.includes(token) && !expired.includes(token))
}

/** Claims that may be taken over, as data for the ledger: it asks nobody inside a transaction. */
async function heldByNobody({ ledger, here }: TreeDrain): Promise<{ readonly dead: number[]; readonly expired: number[] }> {
  const ask = askFrom(here)
  const dead: number[] = []
  const expired: number[] = []
  for (const { token, holder, isOver } of await ledger.tree.claims(claimMs)) {
    if (ask(holder) === 'dead') dead.push(token)
    else if (isOver) expired.push(token)
  }
  return { dead, expired }
}

/** Shows, then asks whether that is still what is wanted, as long as it is not. */
async function showClaimed(drain: TreeDrain, { token, tasks }: TreeClaim): Promise<readonly TreeFailure[]> {
  const { ledger, here, passed } = drain
  const failures: TreeFailure[] = []
  for (let wanted = tasks; wanted.length > 0; ) {
    await setDamagedAside(wanted, drain)
    const results = await Promise.all(wanted.map(task => showTask(task, drain)))
    passed?.('show')
    failures.push(...results.flatMap(({ outcome, error }) => (error ? [{ task: outcome.task, error }] : [])))
    const outcomes = results.map(({ outcome }) => outcome)
    wanted = await ledger.tree.settle({ token, boot: here.boot, forMs: claimMs, outcomes })
  }
  return failures
}

interface Shown {
  readonly outcome: TreeOutcome
  readonly error?: VarveError
}

async function showTask(task: TreeTask, drain: TreeDrain): Promise<Shown> {
  const { store, name } = drain
  const folder = treeFolder(task)
  try {
    const stamp = task.show ? await showArtifact(store, name, folder, task.show.artifact, task.stamp) : null
    await store.tree.hide(folder, stamp === null ? allNames(task) : task.surplus, task.environment)
    return { outcome: { task, done: true, stamp } }
  } catch (error) {
    if (!isVarveError(error)) throw error
    const isGone = error.code === 'OBJECT_MISSING' || (error.code === 'OBJECT_CORRUPT' && (await recordDamage(task, drain)))
    if (isGone) await removeDamaged(task, drain)
    return { outcome: { task, done: false, stamp: null }, error }
  }
}

/** Without a tree nothing is shown, and what an earlier config put there would be an older artifact. */
function allNames({ show, surplus }: TreeTask): readonly string[] {
  return [...surplus, ...(show?.artifact.members.map(({ name }) => name) ?? [])]
}

/** An object that is known as lost is hashed before it is shown: a reader that found it damaged may have left it where it is. */
async function setDamagedAside(tasks: readonly TreeTask[], { ledger, store }: TreeDrain): Promise<void> {
  const losses = await withSnapshot(ledger, snapshot => snapshot.losses())
  if (losses.length === 0) return
  const lost = new Set(losses.map(({ sha256 }) => sha256))
  const members = tasks.flatMap(({ show }) => show?.artifact.members ?? []).filter(({ sha256 }) => lost.has(sha256))
  for (const member of new Map(members.map(member => [member.sha256, member])).values()) {
    if ((await store.objects.hash(member)) === 'corrupt') await store.objects.setAside(member)
  }
}

/** @returns whether the root is ours: then the damaged objects are recorded as lost, and set aside. */
async function recordDamage({ show }: TreeTask, drain: TreeDrain): Promise<boolean> {
  const damaged: Member[] = []
  for (const member of show?.artifact.members ?? []) if ((await drain.store.objects.hash(member)) === 'corrupt') damaged.push(member)
  const losses = damaged.map(({ sha256 }) => ({ sha256, found: 'corrupt' as const }))
  if ((await recordLosses(drain, losses)) !== 'recorded') return false
  for (const member of damaged) await drain.store.objects.setAside(member)
  return true
}

/** What lies there instead may be a link of an object that was damaged and set aside: it stays only where it is what some version of the partition holds. */
async function removeDamaged(task: TreeTask, { ledger, store }: TreeDrain): Promise<void> {
  const { environment, asset, partition } = task
  const folder = treeFolder(task)
  if ((await store.root.owner())?.ledger !== ledger.id) return // what lies there is not ours to remove
  const versions = await withSnapshot(ledger, snapshot => snapshot.history(asset, partition))
  const known = new Set(versions.flatMap(({ artifact }) => artifact.members.map(({ sha256 }) => sha256)))
  for (const name of allNames(task)) {
    const hash = await store.tree.hash(`${folder}/${name}`)
    if (hash !== undefined && !known.has(hash)) await store.tree.hide(folder, [name], environment)
  }
}
