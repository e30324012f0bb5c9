/** What a name in a file stands for: followed through imports and re-exports to the declaration, package or file behind it. */
import { dirname } from 'node:path'
import { resolveModule } from './module-resolution.ts'
import type { SourceModule, SourceUnit } from './source-module.ts'

export type Target =
  | { readonly kind: 'unit'; readonly unit: SourceUnit }
  /** All of a file: as a namespace, or since syntax does not show the name that is meant. */
  | { readonly kind: 'module'; readonly module: SourceModule; readonly isNamespace: boolean }
  /** A file that is data to its importer. */
  | { readonly kind: 'content'; readonly file: string }
  | { readonly kind: 'package'; readonly package: string; readonly specifier: string; readonly name: string; readonly from: string }
  | { readonly kind: 'varve'; readonly name: string }
  | { readonly kind: 'builtin'; readonly specifier: string; readonly name: string }
  | { readonly kind: 'absent'; readonly specifier: string; readonly file: string | null }

/** Gives the parsed file, from memory where it was read before. */
export type LoadModule = (path: string) => SourceModule

/** A top-level name as code of this file sees it; undefined for a global. */
export function resolveName(module: SourceModule, name: string, load: LoadModule): Target | undefined {
  return resolveLocal(module, name, load, new Set())
}

/** An export of a file under its public name; undefined where syntax shows none of that name. */
export function resolveExport(module: SourceModule, name: string, load: LoadModule): Target | undefined {
  return exported(module, name, load, new Set())
}

/** What `import { name } from 'specifier'` in this file brings in; `*` for the whole module. */
export function resolveImport(module: SourceModule, specifier: string, name: string, load: LoadModule): Target {
  return imported(module, specifier, name, load, new Set())
}

function resolveLocal(module: SourceModule, name: string, load: LoadModule, seen: Set<string>): Target | undefined {
  const unit = module.byName.get(name)
  if (unit) return { kind: 'unit', unit }
  const found = module.imports.get(name)
  return found && imported(module, found.specifier, found.name, load, seen)
}

function imported(module: SourceModule, specifier: string, name: string, load: LoadModule, seen: Set<string>): Target {
  const resolved = resolveModule(specifier, module.path)
  switch (resolved.kind) {
    case 'source': {
      const other = load(resolved.file)
      // A name that syntax does not show (CommonJS, say) stands for all of the file.
      return (name === '*' ? undefined : exported(other, name, load, seen)) ?? { kind: 'module', module: other, isNamespace: name === '*' }
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

function exported(module: SourceModule, name: string, load: LoadModule, seen: Set<string>): Target | undefined {
  const visit = `${name} ${module.path}`
  if (seen.has(visit)) return undefined
  seen.add(visit)
  const found = module.exports.get(name)
  if (found)
    return 'local' in found ? resolveLocal(module, found.local, load, seen) : imported(module, found.specifier, found.name, load, seen)
  return name === 'default' ? undefined : fromStars(module, name, load, seen)
}

/** Own files first: which names a package exports is not looked up, so it is the last guess. */
function fromStars(module: SourceModule, name: string, load: LoadModule, seen: Set<string>): Target | undefined {
  let guess: Target | undefined
  for (const specifier of module.stars) {
    const resolved = resolveModule(specifier, module.path)
    if (resolved.kind !== 'source') guess ??= imported(module, specifier, name, load, seen)
    else {
      const target = exported(load(resolved.file), name, load, seen)
      if (target) return target
    }
  }
  return guess
}
