/** What a package.json says, read by hand: whose file this is, and which version of a package a file would import. */
import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** Varve's own packages: never a part of a user's code. */
export const ownPackages: ReadonlySet<string> = new Set(['varve', '@varve/partitions', '@varve/core', '@varve/io-managers'])

export interface InstalledPackage {
  /** Where it lies, links followed. */
  readonly folder: string
  readonly version: string
  /** What it is installed together with. */
  readonly needs: readonly { readonly name: string; readonly isOptional: boolean }[]
  /** It is made for some systems only (`os`, `cpu`, `libc`): on others another one takes its place. */
  readonly isForSystem: boolean
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
    return {
      folder: real,
      version: typeof found.version === 'string' ? found.version : 'no version',
      needs: needsOf(found),
      isForSystem: ['os', 'cpu', 'libc'].some(key => key in found),
      linkedFrom: isCopy ? null : real,
    }
  }
  return undefined
}

function needsOf(manifest: Manifest): InstalledPackage['needs'] {
  const needs = new Map<string, { readonly name: string; readonly isOptional: boolean }>()
  for (const [key, isOptional] of kinds) {
    const listed = manifest[key]
    if (typeof listed !== 'object' || listed === null) continue
    for (const name of Object.keys(listed)) needs.set(name, { name, isOptional })
  }
  return [...needs.values()]
}

const kinds = [
  ['peerDependencies', true],
  ['dependencies', false],
  ['optionalDependencies', true],
] as const

type Manifest = Readonly<Record<string, unknown>>

function* foldersUpward(from: string): Generator<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    yield folder
    if (dirname(folder) === folder) return
  }
}

function readPackage(folder: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return typeof value === 'object' && value !== null ? (value as Manifest) : undefined
  } catch {
    return undefined
  }
}
