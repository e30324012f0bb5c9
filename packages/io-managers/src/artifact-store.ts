/** The artifacts of one storage root: objects named by content, commit records, quarantine, staged files and the tree. */
import { threadId } from 'node:worker_threads'
import {
  type Artifact,
  type ArtifactStore,
  artifactOf,
  canonicalJson,
  type Member,
  type NewMember,
  type QuarantineFolder,
  type RootOwner,
  type StagedArtifact,
  type Storage,
  type StorageLimits,
  type StoredFile,
  type StoredObject,
  sha256,
  type TreeMode,
  VarveError,
} from '@varve/core'
import * as paths from './objects.ts'
import { putObject, setAside } from './put-object.ts'
import { isDamaged, parseOwner } from './root-owner.ts'
import { safeSegment } from './storage/safe-path.ts'

export function openArtifactStore(storage: Storage, tree: TreeMode): ArtifactStore {
  return new StorageArtifacts(storage, tree)
}

/** Per process, not per store: several stores of one run stage under the same holder. */
let stagedNames = 0

class StorageArtifacts implements ArtifactStore {
  readonly uri: string
  readonly tree: TreeMode
  readonly limits: StorageLimits
  readonly #storage: Storage
  /** Object path -> the check of what lay there when this store first met it. */
  readonly #checked = new Map<string, Promise<void>>()
  readonly #unflushed = new Set<string>()
  /** Paths of objects that were put or found whole by this store. */
  readonly #whole = new Set<string>()

  constructor(storage: Storage, tree: TreeMode) {
    this.uri = storage.uri
    this.limits = storage.limits
    this.#storage = storage
    this.tree = tree
  }

  async owner(): Promise<RootOwner | undefined> {
    const bytes = await this.#readIfPresent(paths.rootFile)
    return bytes === undefined ? undefined : parseOwner(bytes, this.#storage.locate(paths.rootFile))
  }

  async claim(holder: string, ledger: string): Promise<RootOwner> {
    const bytes = new TextEncoder().encode(`${canonicalJson({ format: 1, ledger })}\n`)
    await this.#storage.putIfAbsent(paths.rootFile, bytes, this.#freePath(holder, 'root'))
    await this.#storage.flush([paths.folderOf(paths.rootFile)])
    return parseOwner(await this.#storage.read(paths.rootFile), this.#storage.locate(paths.rootFile))
  }

  async restoreOwner(holder: string, ledger: string): Promise<void> {
    const found = await this.#readIfPresent(paths.rootFile)
    if (found && isDamaged(found)) await this.#storage.move(paths.rootFile, paths.wrongRootPath(sha256(found)))
    await this.claim(holder, ledger)
  }

  async stage(holder: string, members: readonly [NewMember, ...NewMember[]], rows: number | null): Promise<StagedArtifact> {
    const [first, ...rest] = members
    const staged: [Member, ...Member[]] = [memberOf(first), ...rest.map(memberOf)]
    const names = members.map(({ name }) => this.#freePath(holder, name))
    try {
      for (const [index, { bytes }] of members.entries()) await this.#storage.stage(names[index] as string, bytes)
    } catch (error) {
      await Promise.allSettled(names.map(name => this.#storage.remove(name)))
      throw error
    }
    return { artifact: artifactOf(staged, rows), paths: names }
  }

  async put({ artifact, paths: staged }: StagedArtifact): Promise<void> {
    for (const [index, member] of artifact.members.entries()) {
      await putObject(this.#storage, this.#checked, staged[index] as string, member)
      this.#unflushed.add(paths.folderOf(paths.objectPath(member)))
      this.#whole.add(paths.objectPath(member))
    }
  }

  async discard({ paths: staged }: StagedArtifact): Promise<void> {
    for (const path of staged) await this.#storage.remove(path)
  }

  async read(member: Member): Promise<Uint8Array> {
    const path = paths.objectPath(member)
    const bytes = await this.#readObject(path, member)
    const found = sha256(bytes)
    if (found === member.sha256) return bytes
    throw new VarveError('OBJECT_CORRUPT', {
      what: 'a stored object does not have the content of its name',
      where: this.#storage.locate(path),
      why: `its bytes hash to ${found}`,
      fix: 'run `varve verify` to find what else is wrong, then materialize: what is lost is made again',
      details: { path, sha256: member.sha256, expected: member.sha256, found },
    })
  }

  async quarantine(
    holder: string,
    asset: string,
    partitionPath: string,
    bytes: Uint8Array,
  ): Promise<{ readonly uri: string; readonly sha256: string }> {
    const hash = sha256(bytes)
    const path = paths.quarantinePath(asset, partitionPath, hash)
    await this.#storage.putIfAbsent(path, bytes, this.#freePath(holder, 'quarantine'))
    await this.#storage.flush([paths.folderOf(path)])
    return { uri: this.#storage.locate(path), sha256: hash }
  }

  async commit(holder: string, sequence: number, bytes: Uint8Array): Promise<void> {
    const path = paths.commitPath(sequence)
    const outcome = await this.#storage.putIfAbsent(path, bytes, this.#freePath(holder, 'commit'))
    await this.#storage.flush([paths.commitsFolder])
    if (outcome === 'put' || sha256(await this.#storage.read(path)) === sha256(bytes)) return
    throw new VarveError('LEDGER_FORKED', {
      what: `commit record ${sequence} exists with other content`,
      where: this.#storage.locate(path),
      why: 'the ledger was restored or copied, and another copy has written on from the same point',
      fix: 'run `varve rebuild-ledger` to build one ledger from the commit records',
      details: { sequence, path },
    })
  }

  async *commits(): AsyncIterable<number> {
    yield* await this.#commitSequences()
  }

  async readCommit(sequence: number): Promise<Uint8Array | undefined> {
    return this.#readIfPresent(paths.commitPath(sequence))
  }

  async restoreCommit(holder: string, sequence: number, bytes: Uint8Array): Promise<void> {
    const path = paths.commitPath(sequence)
    const found = await this.#readIfPresent(path)
    if (found && sha256(found) === sha256(bytes)) return
    if (found) await this.#storage.move(path, paths.wrongCommitPath(sequence, sha256(found)))
    await this.#storage.putIfAbsent(path, bytes, this.#freePath(holder, 'commit'))
    await this.#storage.flush([paths.commitsFolder])
  }

  async lastCommit(): Promise<{ readonly sequence: number; readonly bytes: Uint8Array } | undefined> {
    const last = (await this.#commitSequences()).at(-1)
    return last === undefined ? undefined : { sequence: last, bytes: await this.#storage.read(paths.commitPath(last)) }
  }

  async show(holder: string, folder: string, { members }: Artifact, known: string | null = null): Promise<string | null> {
    if (this.tree === 'none') return null
    const stamps: string[] = []
    for (const [index, member] of members.entries()) {
      await this.#requireWhole(member, known?.split(' ')[index])
      const target = `${folder}/${member.name}`
      stamps.push(await this.#storage.show(paths.objectPath(member), target, this.#freePath(holder, member.name), this.tree))
    }
    return stamps.join(' ')
  }

  async hide(folder: string, names: readonly string[], keep: string): Promise<void> {
    for (const name of names) await this.#storage.remove(`${folder}/${safeSegment(name)}`, keep)
  }

  async stampTree(folder: string, names: readonly string[]): Promise<string | undefined> {
    const stamps = await Promise.all(names.map(name => this.#storage.stamp(`${folder}/${name}`)))
    return stamps.length === 0 || stamps.includes(undefined) ? undefined : stamps.join(' ')
  }

  async flush(): Promise<void> {
    const folders = [...this.#unflushed]
    this.#unflushed.clear()
    if (folders.length > 0) await this.#storage.flush(folders)
  }

  async holders(): Promise<readonly string[]> {
    return (await this.#storage.names(paths.stagedFolder)).folders
  }

  async sweep(holder: string): Promise<void> {
    await this.#storage.sweep(paths.holderFolder(holder))
  }

  async setAside(member: Member): Promise<void> {
    this.#checked.delete(paths.objectPath(member))
    this.#whole.delete(paths.objectPath(member))
    await setAside(this.#storage, member)
  }

  locateObject(member: Member): string {
    return this.#storage.locate(paths.objectPath(member))
  }

  locateTree(path: string): string {
    return this.#storage.locate(path)
  }

  async filesToErase(members: readonly Member[], quarantines: readonly QuarantineFolder[]): Promise<readonly StoredFile[]> {
    const files: StoredFile[] = []
    const hashes = new Set(members.map(({ sha256 }) => sha256))
    for (const folder of new Set(members.map(member => paths.folderOf(paths.objectPath(member))))) {
      for await (const file of this.#storage.list(folder)) if (hashes.has(paths.storedObject(file)?.sha256 ?? '')) files.push(file)
    }
    // What was found under an object's name with other bytes may hold parts of it.
    if (hashes.size > 0) {
      for await (const file of this.#storage.list(paths.wrongObjectsFolder))
        if (hashes.has(paths.wrongObjectOf(file.path))) files.push(file)
    }
    for (const { asset, partitionPath, except } of quarantines) {
      const folder = paths.quarantineFolder(asset, partitionPath)
      for await (const file of this.#storage.list(folder)) {
        const name = file.path.slice(folder.length + 1)
        if (!name.includes('/') && !except.has(name)) files.push(file)
      }
    }
    return files
  }

  async removeFiles(files: readonly StoredFile[]): Promise<void> {
    for (const { path } of files) await this.#storage.remove(path)
    await this.#storage.flush([...new Set(files.map(({ path }) => paths.folderOf(path)))])
  }

  async *objects(): AsyncIterable<StoredObject> {
    for await (const found of this.#storage.list(paths.objectsFolder)) {
      const object = paths.storedObject(found)
      if (object !== undefined) yield object
    }
  }

  staged(): AsyncIterable<StoredFile> {
    return this.#storage.list(paths.stagedFolder)
  }

  async hashTree(path: string): Promise<string | undefined> {
    const bytes = await this.#readIfPresent(path)
    return bytes && sha256(bytes)
  }

  async hashObject(member: Member): Promise<'ok' | 'missing' | 'corrupt'> {
    const path = paths.objectPath(member)
    const bytes = await this.#readIfPresent(path)
    const isWhole = bytes !== undefined && sha256(bytes) === member.sha256
    this.#whole[isWhole ? 'add' : 'delete'](path)
    return isWhole ? 'ok' : bytes === undefined ? 'missing' : 'corrupt'
  }

  /** A link of the tree may have been edited in place, and its object with it. Whoever shows it notices that it is absent. */
  async #requireWhole(member: Member, known: string | undefined): Promise<void> {
    const path = paths.objectPath(member)
    if (this.#whole.has(path)) return
    if (known !== undefined && (await this.#storage.stamp(path)) === known) return
    if ((await this.hashObject(member)) === 'corrupt') await this.read(member)
  }

  /** By name alone, since every command asks for the newest. */
  async #commitSequences(): Promise<readonly number[]> {
    return (await this.#storage.names(paths.commitsFolder)).files.flatMap(name => paths.commitSequence(name) ?? [])
  }

  /** @throws OBJECT_MISSING naming the object, STORAGE_FAILED */
  async #readObject(path: string, { sha256 }: Member): Promise<Uint8Array> {
    const bytes = await this.#readIfPresent(path)
    if (bytes) return bytes
    throw new VarveError('OBJECT_MISSING', {
      what: 'a stored object is missing',
      where: this.#storage.locate(path),
      fix: 'restore it from a backup, or run `varve verify` and then materialize: what is lost is made again',
      details: { path, sha256 },
    })
  }

  #freePath(holder: string, name: string): string {
    stagedNames += 1
    const thread = threadId === 0 ? '' : `${threadId}.`
    return `${paths.holderFolder(holder)}/${thread}${stagedNames}-${safeSegment(name)}`
  }

  /** Undefined also where something other than a file has the name. */
  async #readIfPresent(path: string): Promise<Uint8Array | undefined> {
    try {
      return await this.#storage.read(path)
    } catch (error) {
      if (error instanceof VarveError && error.code === 'OBJECT_MISSING') return undefined
      if (await this.#storage.exists(path)) throw error
      return undefined
    }
  }
}

function memberOf({ name, bytes }: NewMember): Member {
  return { name: safeSegment(name), sha256: sha256(bytes), bytes: bytes.length }
}
