/** The source files of a project and the hash of their content, without a compiler. */
import { existsSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { hashParts, sha256 } from '../foundation/hash.ts'

export interface ProjectFiles {
  readonly folder: string
  /** SHA-256 of the content by absolute path, in order of relative path. */
  readonly hashes: ReadonlyMap<string, string>
  /** Relative paths and content of all of them: changes whenever any of them does. */
  readonly key: string
  /** The folders that were looked through. */
  readonly folders: ReadonlySet<string>
}

/**
 * Reads all source files below a folder. Data is not source: JSON counts where it is imported, and storage roots are passed by.
 * What was built into `dist`, and data that code may read, counts only where asked for.
 */
export function readProjectFiles(projectFolder: string, { withBuilt = false } = {}): ProjectFiles {
  const folder = realFolder(projectFolder)
  const folders = new Set<string>()
  const files = sourceFiles(folder, withBuilt, folders)
    .map(file => ({ file, path: relativePath(folder, file) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const hashes = new Map(files.map(({ file }) => [file, fileHash(file) ?? 'absent']))
  const key = hashParts(
    'project-files',
    files.flatMap(({ file, path }) => [path, hashes.get(file) ?? '']),
  )
  return { folder, hashes, key, folders }
}

/** Whether a file at this path would be in the listing, so that its coming or going changes the key. */
export function isListed(path: string, { folders }: ProjectFiles): boolean {
  return folders.has(dirname(path)) && isSource(basename(path))
}

/** SHA-256 of what a file holds now, or null where it cannot be read. */
export function fileHash(file: string): string | null {
  try {
    return sha256(readFileSync(file))
  } catch {
    return null
  }
}

/** What lies at a path, as text: the hash of its content, `folder`, or null for nothing. */
export function pathState(path: string): string | null {
  return fileHash(path) ?? (statAt(path)?.isDirectory() ? 'folder' : null)
}

/** What lies at a path; undefined where nothing does, and where a file lies in place of its folder. */
export function statAt(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** Path from a folder with `/` on every system, so that no machine's own path gets into a hash. */
export function relativePath(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/')
}

/** The other way about. */
export function absolutePath(folder: string, path: string): string {
  return resolve(folder, path)
}

export function isInside(folder: string, file: string): boolean {
  return file.startsWith(folder + sep)
}

/** A folder as module URLs spell it: absolute, links followed. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return resolve(folder)
  }
}

const source = /\.[cm]?[jt]sx?$/
/** What code imports or reads: beside a project it is not known which of these it does. */
const readByCode = /\.(?:json[5c]?|ya?ml|toml|sql|csv|txt|wasm|node)$/
const declarations = /\.d(\.[^.]+)?\.[cm]?ts$/

function isSource(name: string): boolean {
  return source.test(name) && !declarations.test(name)
}

function sourceFiles(folder: string, withBuilt: boolean, folders: Set<string>): string[] {
  if (folders.size > 0 && existsSync(join(folder, '.varve', 'root.json'))) return []
  folders.add(folder)
  const found: string[] = []
  for (const entry of readdirSafely(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!isPassedBy(entry.name) && (withBuilt || entry.name !== 'dist')) found.push(...sourceFiles(path, withBuilt, folders))
    } else if (isSource(entry.name) || (withBuilt && readByCode.test(entry.name))) found.push(path)
  }
  return found
}

// `day=2001-01-01` is a partition's folder: there may be a million of them.
function isPassedBy(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.') || name.includes('=')
}

function readdirSafely(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
