/** Where an asset was created: the places in user code that a V8 stack text names. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { owningPackage, ownPackages } from './installed-package.ts'

export interface CreationFrame {
  /** Absolute path. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number
}

/** Which package owns the files of a folder, for stacks that are read together: most lie in the same few folders. */
export type FolderOwners = Map<string, string | undefined>

/**
 * The user's frames of a `new Error().stack` text, innermost first: no Node internals, no installed packages, nothing of Varve's own.
 * Ends where a module loader begins: what lies beyond is the file that asked for this one, not a part of the asset.
 */
export function parseCreationFrames(stack: string, owners: FolderOwners = new Map()): readonly CreationFrame[] {
  const frames: CreationFrame[] = []
  const lines = stack.split('\n')
  for (const [index, line] of lines.entries()) {
    if (loader.test(line)) break
    if (isWrapper(line, lines[index - 1] ?? '')) continue
    const frame = parseFrame(line)
    if (frame && !isForeign(frame.file, owners)) frames.push(frame)
  }
  return frames
}

// CommonJS and test runners evaluate a module inside the one that imports it: their loaders part the two.
const loader = /\(?node:internal\/modules\/|[\\/]node_modules[\\/](?:vite|vitest|vite-node|@vitest)[\\/]/

// ' at name (PLACE:1:2)', ' at PLACE:1:2', ' at async PLACE:1:2', and 'eval at name (PLACE:1:2), <anonymous>:1:1'
const place = /^\s+at .*?(?<=[ (])((?:file:\/\/|[A-Za-z]:[\\/]|\\\\|\/).+?):(\d+):(\d+)\)?(?:$|[,)])/

function parseFrame(text: string): CreationFrame | undefined {
  const match = place.exec(text.trimEnd())
  if (!match) return undefined
  const [, at = '', line, column] = match
  const file = filePath(at)
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) }
}

/** tsx puts a CommonJS file into a function of its own, and maps the call of it to wherever the file ends. */
function isWrapper(line: string, inner: string): boolean {
  if (!/^\s+at Object\.<anonymous> \(/.test(line) || !/^\s+at <anonymous> \(/.test(inner)) return false
  const file = parseFrame(line)?.file
  return file !== undefined && /\.[cm]?tsx?$/.test(file) && parseFrame(inner)?.file === file
}

function filePath(text: string): string | undefined {
  if (!text.startsWith('file://')) return text.replace(/\?[^\\/]*$/, '')
  try {
    return fileURLToPath(text)
  } catch {
    return undefined
  }
}

function isForeign(file: string, owners: FolderOwners): boolean {
  if (/[\\/]node_modules[\\/]/.test(file)) return true
  const folder = dirname(file)
  if (!owners.has(folder)) owners.set(folder, owningPackage(file))
  return ownPackages.has(owners.get(folder) ?? '')
}
