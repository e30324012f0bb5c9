/** Code versions kept between processes, good as long as every file and package they were made from is the same. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sha256 } from '../foundation/hash.ts'
import type { CodeVersion } from './code-version.ts'
import type { KeptSource } from './kept-source.ts'
import { PackageIdentities } from './package-identity.ts'
import { type ProjectFiles, pathState, relativePath } from './project-files.ts'

/** Changes with every change of what the analyser makes of the same files. */
const analyser = 9

/** Two files: most starts find that nothing has changed, and read only the first. Each is whole by itself. */
const [versionsFile, keptFile] = ['source.json', 'source-files.json']

/** Paths are relative to the project folder. */
interface CachedVersions {
  /** Content of the project's source files. */
  readonly key: string
  /** Where the program begins, and where its assets are created. */
  readonly scope: string
  /** By path, what was found beside them. */
  readonly elsewhere: Readonly<Record<string, string | null>>
  readonly packages: readonly { readonly name: string; readonly from: string; readonly identity: string | null }[]
  readonly versions: Readonly<Record<string, CodeVersion>>
}

/** What was read beside the project's source files, with absolute paths. */
export interface ReadBeside {
  readonly elsewhere: ReadonlyMap<string, string | null>
  readonly packages: Iterable<{ readonly name: string; readonly from: string; readonly identity: string | null }>
}

/**
 * The versions by request that still hold; none where the cache is absent, of other content, or not ours.
 *
 * What counts is content: every file is read and hashed, and no date is believed. A file that was edited in the tick of the clock in which
 * it was read, to the same length, is seen; so is one whose date was set back. Hashing a thousand files takes some 20 ms.
 */
export function readSourceCache(cacheFolder: string, project: ProjectFiles, scope: string): ReadonlyMap<string, CodeVersion> {
  const cached = read<CachedVersions>(join(cacheFolder, versionsFile))
  if (cached?.key !== project.key || cached.scope !== scope) return new Map()
  const identities = new PackageIdentities()
  const isSame =
    Object.entries(cached.elsewhere).every(([path, state]) => pathState(resolve(project.folder, path)) === state) &&
    cached.packages.every(({ name, from, identity }) => identities.identityOf(name, resolve(project.folder, from)).identity === identity)
  return isSame ? new Map(Object.entries(cached.versions)) : new Map()
}

/** What an analysis of other content left: each part of it is judged before it is used. */
export function readKeptSource(cacheFolder: string): KeptSource | undefined {
  return read<KeptSource>(join(cacheFolder, keptFile))
}

/** Replaces each file in one rename. It is a help, never a need: where it cannot be written, the next start analyses again. */
export function writeSourceCache(
  cacheFolder: string,
  project: ProjectFiles,
  scope: string,
  beside: ReadBeside,
  versions: ReadonlyMap<string, CodeVersion>,
  kept: KeptSource,
): void {
  const content: CachedVersions = {
    key: project.key,
    scope,
    elsewhere: Object.fromEntries([...beside.elsewhere].map(([path, state]) => [relativePath(project.folder, path), state])),
    packages: [...beside.packages].map(({ name, from, identity }) => ({ name, from: relativePath(project.folder, from), identity })),
    versions: Object.fromEntries(versions),
  }
  write(cacheFolder, keptFile, kept)
  write(cacheFolder, versionsFile, content)
}

/** The first line is the hash of the rest: what is damaged, or of another Varve, is as good as absent. */
function read<T>(file: string): T | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    const end = text.indexOf('\n')
    const body = text.slice(end + 1)
    return text.slice(0, end) === hashOf(body) ? (JSON.parse(body) as T) : undefined
  } catch {
    return undefined
  }
}

function write(folder: string, name: string, content: CachedVersions | KeptSource): void {
  const temporary = join(folder, `${name}.${randomUUID()}.tmp`)
  try {
    mkdirSync(folder, { recursive: true })
    const body = JSON.stringify(content)
    writeFileSync(temporary, `${hashOf(body)}\n${body}`)
    renameSync(temporary, join(folder, name))
  } catch {
    discard(temporary)
  }
}

function hashOf(body: string): string {
  return sha256(`source cache ${analyser}\n${body}`)
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // The folder itself is out of reach.
  }
}
