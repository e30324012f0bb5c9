/** What a package.json says, read by hand: whose file this is, and which version of a package a file would import. */
import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** Varve's own packages: never a part of a user's code. */
export const ownPackages: ReadonlySet<string> = new Set(['varve', '@varve/partitions', '@varve/core', '@varve/io-managers'])

export interface InstalledPackage {
  readonly version: string
  /** The folder the package is linked from, where it is not a copy inside node_modules: a workspace beside the project. */
  readonly linkedFrom: string | null
}

/** The name in the nearest package.json at or above a file. */
export function owningPackage(file: string): string | undefined {
  for (const folder of foldersUpward(dirname(file))) {
    const name = readPackage(folder)?.name
    if (typeof name === 'string') return name
  }
  return undefined
}

/** The package that `import 'name'` in a file of this folder would load, as Node looks for it. */
export function installedPackage(name: string, fromFolder: string): InstalledPackage | undefined {
  for (const folder of foldersUpward(fromFolder)) {
    const place = join(folder, 'node_modules', name)
    const found = readPackage(place)
    if (!found) continue
    const real = realpathSync(place)
    const isCopy = real.split(sep).includes('node_modules')
    return { version: typeof found.version === 'string' ? found.version : 'no version', linkedFrom: isCopy ? null : real }
  }
  return undefined
}

function* foldersUpward(from: string): Generator<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    yield folder
    if (dirname(folder) === folder) return
  }
}

function readPackage(folder: string): { readonly name?: unknown; readonly version?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
