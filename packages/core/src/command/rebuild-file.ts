/** Replaces a ledger file by one that is built beside it: whatever ends the process leaves the old one or the new one in place. */
import { access, copyFile, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Instant } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import type { Random } from '../foundation/random.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import { readCommitRecord } from '../ledger/commit-record.ts'
import { thisHolder } from '../ledger/holder.ts'
import { type ChainedRecord, recordChain } from '../ledger/record-chain.ts'
import type { Conflict, KeyConflict } from '../ledger/sqlite/rebuild/join.ts'
import { lockFile } from '../ledger/sqlite/rebuild/lock.ts'
import { lockOldLedger, type OldLedger } from '../ledger/sqlite/rebuild/old.ts'
import { buildLedger } from '../ledger/sqlite/rebuild/rebuild.ts'
import { readOwner } from '../project/root-state.ts'
import { settlerName } from '../staging/settler.ts'

export interface RebuildDocument {
  readonly materializations: number
  readonly pointers: number
  /** Pointers that the storage root and the ledger beside it both set, each to something else: the root's stays. */
  readonly conflicts: readonly Conflict[]
  /** Keys of dynamic sets that both changed, each with another result, as by adding one in another case: the root's word stays. */
  readonly keyConflicts: readonly KeyConflict[]
  /** Commit records that were missing or altered in the storage root, and were written again from the ledger. */
  readonly restored: readonly number[]
  /** Where the ledger file that was there lies now; null where there was none. */
  readonly before: string | null
}

export interface FileRequest {
  readonly path: string
  readonly store: ArtifactStore
  readonly at: Instant
  readonly random: Random
  readonly progress: (done: number, total: number) => void
}

/** A root.json that is missing or damaged is written again. @throws ROOT_MISSING ROOT_OWNED_BY_OTHER COMMIT_RECORD_DAMAGED LEDGER_UNUSABLE */
export async function rebuildFile(request: FileRequest): Promise<RebuildDocument> {
  const { path, store } = request
  const found = await readOwner(store)
  const isNamed = found !== undefined && found !== 'damaged'
  const ledger = isNamed ? found.ledger : await ledgerOfRecords(store)
  if (ledger === undefined) throw nothingToBuildFrom(store)
  await mkdir(dirname(path), { recursive: true })
  const unlock = await lockFile(join(dirname(path), 'rebuild-ledger.lock'))
  try {
    await removeUnfinished(path)
    const old = await lockOldLedger(path)
    try {
      if (old && old.id !== ledger && old.entries.length > 0) throw ownedByOther(store, path, old.id, ledger)
      return await replaceFile(request, ledger, old, isNamed)
    } finally {
      old?.close()
    }
  } finally {
    unlock()
  }
}

/** By the first one that can be read; where others name another ledger, the chain breaks. */
async function ledgerOfRecords(store: ArtifactStore): Promise<string | undefined> {
  for (const sequence of await store.records.sequences()) {
    const bytes = await store.records.read(sequence)
    const record = bytes && readCommitRecord(bytes)
    if (record) return record.ledger
  }
  return undefined
}

/** @param isNamed whether the root says that it is this ledger's; if not, it does so before the ledger is in place. */
async function replaceFile(
  { path, store, at, random, progress }: FileRequest,
  ledger: string,
  old: OldLedger | undefined,
  isNamed: boolean,
): Promise<RebuildDocument> {
  const built = `${path}${unfinished}${random.hex(4)}`
  const restored: ChainedRecord[] = []
  const known = old?.id === ledger ? old : undefined
  const records = noting(recordChain(store, ledger, known), record => record.isRestored && restored.push(record))
  const newest = (await store.records.sequences()).reduce((one, other) => Math.max(one, other), 0)
  const result = await buildLedger({ path: built, ledger, records, newest, old, at, progress }).catch(async (error: unknown) => {
    await removeUnfinished(path)
    throw error
  })
  const holder = settlerName(await thisHolder(), random, at)
  for (const { record, bytes } of restored) await store.records.restore(holder, record.sequence, bytes)
  if (!isNamed) await store.root.restore(holder, ledger)
  await store.staged.sweep(holder)
  await flush(built)
  const before = await putAside(path, `${path}.before-rebuild-${new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${random.hex(2)}`)
  await rename(built, path)
  await flush(dirname(path))
  return { ...result, restored: restored.map(({ record }) => record.sequence), before }
}

async function* noting<T>(items: AsyncIterable<T>, note: (item: T) => void): AsyncIterable<T> {
  for await (const item of items) {
    note(item)
    yield item
  }
}

const unfinished = '.rebuild-'

/** What a rebuild that was killed has left. */
async function removeUnfinished(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith(`${basename(path)}${unfinished}`)) await rm(join(dirname(path), name), { force: true })
  }
}

/**
 * Gives the old file a second name, so that the first can be replaced in one step. A write-ahead log has to go before: it would be
 * taken for that of the new file.
 */
async function putAside(path: string, name: string): Promise<string | null> {
  for (const suffix of ['-wal', '-shm', '-journal'])
    if (await exists(`${path}${suffix}`)) await rename(`${path}${suffix}`, `${name}${suffix}`)
  if (!(await exists(path))) return null
  await link(path, name).catch(() => copyFile(path, name)) // a file system may know no links
  return name
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function nothingToBuildFrom(store: ArtifactStore): VarveError {
  return new VarveError('ROOT_MISSING', {
    what: 'there is no storage root to build the ledger from',
    where: store.uri,
    why: 'it has no .varve/root.json and no commit record: the disk is not mounted, the folder was moved, or nothing was ever written to it',
    fix: 'mount the disk or put the folder back, or name its new place in the config',
    details: { root: store.uri },
  })
}

function ownedByOther(store: ArtifactStore, path: string, ledger: string, owner: string): VarveError {
  return new VarveError('ROOT_OWNED_BY_OTHER', {
    what: 'the ledger file here belongs to another storage root, so it is not replaced',
    where: store.uri,
    why: `the root is that of ledger ${owner}, and the ledger file is ${ledger}, which has written to a root of its own`,
    fix: `move ${path} away if the ledger of this root is to be built here`,
    details: { owner, ledger },
  })
}
