/** Row 8 in memory: paths of the tree, claims on them, and paths under suspicion. */
import type { Instant } from '@varve/partitions'
import type { Clock } from '../../foundation/clock.ts'
import { isClaimOver } from '../lease-end.ts'
import type { Materialization } from '../records.ts'
import type { ClaimRequest, TreeClaim, TreeEntry, TreeLedger, TreeOutcome, TreePath, TreeSettlement, TreeTask } from '../tree-ledger.ts'
import type { MemoryState } from './state.ts'
import type { MemoryTree, PathState } from './tree-state.ts'
import { pointerOf, viewOfNow } from './view.ts'

/** @param clock the ledger's. */
export function memoryTree(state: MemoryState, clock: Clock): TreeLedger {
  const { tree } = state
  const all = () => [...tree.entries.values()]
  return {
    claims: async forMs => {
      const held = new Set(all().map(({ claim }) => claim))
      const claims = [...tree.claims.values()].filter(({ token }) => held.has(token))
      return claims.map(({ token, holder, expiresAt }) => ({ token, holder, isOver: isClaimOver(expiresAt, forMs, clock.now()) }))
    },
    claim: async request => claimPaths(tree, request, clock.now()),
    settle: async settlement => settlePaths(state, settlement, clock.now()),
    suspects: async () =>
      tree.suspects.map(({ environment, folder, token }) => {
        const { names, stamp, hidden, pending } = at(tree, { environment, folder })!
        return { environment, folder, token, holder: tree.claims.get(token)!.holder, names, stamp, hidden, pending }
      }),
    clearSuspects: async tokens => {
      dropSuspects(tree, ({ token }) => tokens.includes(token))
      dropUnusedClaims(tree)
    },
    pending: async () => all().filter(({ pending }) => pending).length,
    entries: async ({ environment, asset, after, limit }) =>
      all()
        .filter(path => path.environment === environment && path.materialization.asset === asset && path.number > after)
        .sort((one, other) => one.number - other.number)
        .slice(0, limit)
        .map(path => entryOf(state, path)),
    at: async (environment, folders) =>
      folders.flatMap(folder => at(tree, { environment, folder }) ?? []).map(path => entryOf(state, path)),
    ofOtherBoots: async (boot, limit) =>
      all()
        .filter(path => path.boot !== null && path.boot !== boot && path.stamp !== null && !path.pending && !path.hidden)
        .slice(0, limit)
        .map(path => entryOf(state, path)),
    unshown: async limit =>
      all()
        .filter(path => path.stamp === null && !path.pending && !path.hidden && isPointed(state, path))
        .slice(0, limit)
        .map(path => entryOf(state, path)),
    showAgain: async paths => {
      for (const path of paths) queue(tree, at(tree, path))
    },
    setHidden: async entries => {
      for (const { number, hidden, ...path } of entries) {
        const found = at(tree, path)
        if (found?.number !== number) continue
        found.hidden = hidden
        queue(tree, found)
      }
    },
    confirm: async (entries, boot) => {
      for (const { number, stamp, ...path } of entries) {
        const found = at(tree, path)
        if (found?.number === number && !found.pending) Object.assign(found, { stamp, boot })
      }
    },
    comparedUpTo: async (environment, asset, partitions) => {
      const known = tree.compared.get(JSON.stringify([environment, asset]))
      return known?.partitions === partitions ? known.number : null
    },
    noteCompared: async (environment, asset, partitions, number) => {
      tree.compared.set(JSON.stringify([environment, asset]), { partitions, number })
    },
  }
}

/**
 * A pointer will name this materialization: its path is pending; what the pointer names until now stays as it is where that lies in
 * another folder.
 */
export function queuePointer(tree: MemoryTree, environment: string, materialization: Materialization, before?: Materialization): void {
  const { folder } = materialization
  const fresh = { names: [], stamp: null, boot: null, claim: null }
  const known = at(tree, { environment, folder }) ?? fresh
  const queued = { ...known, environment, folder, materialization, hidden: false, pending: true, number: nextNumber(tree) }
  tree.entries.set(keyOf(queued), queued)
  const other = before && before.folder !== folder ? at(tree, { environment, folder: before.folder }) : undefined
  if (other?.claim === null) other.pending = false
}

/** Its pointer names nothing any more: every path that shows the partition leaves the tree. @param environment of all of them where none is given. */
export function hidePartition(tree: MemoryTree, asset: string, partition: string, environment?: string): void {
  for (const path of tree.entries.values()) {
    const isOf = path.materialization.asset === asset && path.materialization.partition === partition
    if (!isOf || (environment !== undefined && path.environment !== environment)) continue
    path.hidden = true
    queue(tree, path)
  }
}

/** Objects were found damaged: the paths that show them may be links of them. */
export function queueShowing(tree: MemoryTree, hashes: readonly string[]): void {
  for (const path of tree.entries.values()) {
    if (!path.hidden && path.materialization.artifact.members.some(({ sha256 }) => hashes.includes(sha256))) queue(tree, path)
  }
}

function claimPaths(tree: MemoryTree, { holder, forMs, limit, after, dead, expired }: ClaimRequest, now: Instant): TreeClaim | null {
  const free = new Set([...dead, ...expired])
  const paths = [...tree.entries.values()]
    .filter(({ pending, number, claim }) => pending && number > after && (claim === null || free.has(claim)))
    .sort((one, other) => one.number - other.number)
    .slice(0, limit)
  if (paths.length === 0) return null
  const token = nextNumber(tree)
  tree.claims.set(token, { token, holder, expiresAt: now + forMs })
  for (const path of paths) {
    const { environment, folder, claim } = path
    const isKnown = tree.suspects.some(suspect => isSame(suspect, path) && suspect.token === claim)
    if (claim !== null && expired.includes(claim) && !isKnown) tree.suspects.push({ environment, folder, token: claim })
    path.claim = token
  }
  const tasks = paths.map(taskOf)
  dropUnusedClaims(tree)
  return { token, tasks }
}

/** Notes the names that will be put there before anybody puts them. */
function taskOf(path: PathState): TreeTask {
  const { environment, folder, number, materialization, stamp } = path
  const { asset, partition } = materialization
  const show = path.hidden ? null : materialization
  const known = path.names
  const wanted = namesIn(show)
  path.names = distinct([...known, ...wanted])
  return { environment, folder, number, asset, partition, show, stamp, surplus: known.filter(name => !wanted.includes(name)) }
}

function settlePaths(state: MemoryState, settlement: TreeSettlement, now: Instant): readonly TreeTask[] {
  const { tree } = state
  const again = settlement.outcomes.flatMap(outcome => settlePath(state, settlement, outcome) ?? [])
  const held = tree.claims.get(settlement.token)
  if (held && again.length > 0) {
    tree.claims.set(held.token, { ...held, expiresAt: Math.max(held.expiresAt, now + settlement.forMs) })
  }
  dropUnusedClaims(tree)
  return again
}

function settlePath(state: MemoryState, { token, boot }: TreeSettlement, { task, done, stamp }: TreeOutcome): TreeTask | undefined {
  const { tree } = state
  const path = at(tree, task)!
  const shown = namesIn(task.show)
  if (path.claim !== token) {
    path.names = distinct([...path.names, ...shown])
    queue(tree, path)
    dropSuspects(tree, suspect => isSame(suspect, path) && suspect.token === token)
  } else if (!done) {
    path.claim = null
    path.pending = path.hidden || isPointed(state, path)
  } else if (path.number !== task.number) {
    return taskOf(path)
  } else {
    Object.assign(path, { claim: null, pending: false, stamp, boot })
    if (!tree.suspects.some(suspect => isSame(suspect, path))) path.names = shown
  }
  return undefined
}

function entryOf(state: MemoryState, path: PathState): TreeEntry {
  const { environment, folder, materialization, hidden, names, stamp, boot, pending, number } = path
  const { asset, partition, sequence, createdAt, windows } = materialization
  const current = isPointed(state, path)
  return {
    environment,
    folder,
    asset,
    partition,
    materialization: sequence,
    createdAt,
    windows,
    current,
    hidden,
    names,
    stamp,
    boot,
    pending,
    number,
  }
}

/** What could not be shown and is not current any more need not be shown. */
function isPointed(state: MemoryState, { environment, materialization: { asset, partition, sequence } }: PathState): boolean {
  return pointerOf(viewOfNow(state), environment, asset, partition)?.materialization === sequence
}

function queue(tree: MemoryTree, path: PathState | undefined): void {
  if (path) Object.assign(path, { pending: true, number: nextNumber(tree) })
}

function dropSuspects(tree: MemoryTree, isOver: (suspect: TreePath & { readonly token: number }) => boolean): void {
  tree.suspects.splice(0, tree.suspects.length, ...tree.suspects.filter(suspect => !isOver(suspect)))
}

function dropUnusedClaims(tree: MemoryTree): void {
  const used = new Set([...[...tree.entries.values()].map(({ claim }) => claim), ...tree.suspects.map(({ token }) => token)])
  for (const token of tree.claims.keys()) if (!used.has(token)) tree.claims.delete(token)
}

function nextNumber(tree: MemoryTree): number {
  tree.number += 1
  return tree.number
}

function at(tree: MemoryTree, path: TreePath): PathState | undefined {
  return tree.entries.get(keyOf(path))
}

function keyOf({ environment, folder }: TreePath): string {
  return JSON.stringify([environment, folder])
}

function isSame(one: TreePath, other: TreePath): boolean {
  return one.environment === other.environment && one.folder === other.folder
}

function namesIn(show: Materialization | null): readonly string[] {
  return show?.artifact.members.map(({ name }) => name) ?? []
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
