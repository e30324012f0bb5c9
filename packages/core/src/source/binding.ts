/** What a name in a file means: followed through imports and re-exports to the declaration, package or file behind it. */
import { dirname } from 'node:path'
import type { Resolved } from './module-resolution.ts'
import type { ListedUnit, SourceModule, SourceUnit } from './source-module.ts'

export type Target =
  | { readonly kind: 'unit'; readonly unit: ListedUnit }
  /** All of a file: as a namespace, or since syntax does not show the name that is meant. */
  | { readonly kind: 'module'; readonly module: SourceModule; readonly isNamespace: boolean; readonly rival?: string }
  /** A file that is data to its importer. */
  | { readonly kind: 'content'; readonly file: string }
  | { readonly kind: 'package'; readonly package: string; readonly specifier: string; readonly name: string; readonly from: string }
  | { readonly kind: 'varve'; readonly name: string }
  | { readonly kind: 'builtin'; readonly specifier: string; readonly name: string }
  | { readonly kind: 'absent'; readonly specifier: string; readonly file: string | null }

/** Gives parsed files and what imports lead to, from memory where it was asked before. */
export interface ModuleSource {
  load(path: string): SourceModule
  resolve(specifier: string, importer: string): Resolved
  isFolder(path: string, importer: string): boolean
  /** Whether a unit calls a function of Varve, from memory where it was asked before. */
  isVarveCall(unit: SourceUnit): boolean
  /** Whether it is `x = asset(...)`. */
  isAsset(unit: ListedUnit): boolean
}

/** A top-level name as code of this file sees it; undefined for a global. */
export function resolveName(module: SourceModule, name: string, source: ModuleSource): Target | undefined {
  return resolveLocal(module, name, source, new Set())
}

/** An export of a file under its public name; undefined where syntax shows none of that name. */
export function resolveExport(module: SourceModule, name: string, source: ModuleSource): Target | undefined {
  return exported(module, name, source, new Set())
}

/** What `import { name } from 'specifier'` in this file brings in; `*` for the whole module. */
export function resolveImport(module: SourceModule, specifier: string, name: string, source: ModuleSource): Target {
  return imported(module, specifier, name, source, new Set())
}

function resolveLocal(module: SourceModule, name: string, source: ModuleSource, seen: Set<string>): Target | undefined {
  const unit = module.byName.get(name)
  if (unit) return { kind: 'unit', unit }
  const found = module.imports.get(name)
  return found && imported(module, found.specifier, found.name, source, seen)
}

function imported(module: SourceModule, specifier: string, name: string, source: ModuleSource, seen: Set<string>): Target {
  const resolved = source.resolve(specifier, module.path)
  switch (resolved.kind) {
    case 'source': {
      const other = source.load(resolved.file)
      // A name that syntax does not show (CommonJS, say) means all of the file.
      return (
        (name === '*' ? undefined : exported(other, name, source, seen)) ?? { kind: 'module', module: other, isNamespace: name === '*' }
      )
    }
    case 'content':
      return resolved
    case 'package':
      return { kind: 'package', package: resolved.name, specifier: resolved.specifier, name, from: dirname(module.path) }
    case 'varve':
      return { kind: 'varve', name }
    case 'builtin':
      return { kind: 'builtin', specifier: resolved.specifier, name }
    case 'absent':
      return { kind: 'absent', specifier, file: resolved.file }
  }
}

function exported(module: SourceModule, name: string, source: ModuleSource, seen: Set<string>): Target | undefined {
  const visit = `${name} ${module.path}`
  if (seen.has(visit)) return undefined
  seen.add(visit)
  const found = module.exports.get(name)
  if (found)
    return 'local' in found ? resolveLocal(module, found.local, source, seen) : imported(module, found.specifier, found.name, source, seen)
  return name === 'default' ? undefined : fromStars(module, name, source, seen)
}

/** Own files first: which names a package exports is not looked up, so it is the last guess. */
function fromStars(module: SourceModule, name: string, source: ModuleSource, seen: Set<string>): Target | undefined {
  let guess: Target | undefined
  for (const specifier of module.stars) {
    const resolved = source.resolve(specifier, module.path)
    if (resolved.kind !== 'source') guess ??= imported(module, specifier, name, source, seen)
    else {
      const target = exported(source.load(resolved.file), name, source, seen)
      if (target) return target
    }
  }
  return guess
}
