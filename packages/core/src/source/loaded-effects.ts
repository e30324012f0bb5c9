/** Effects of loading a project: what runs because a file is loaded, and whose state it may change. */
import { type ModuleSource, resolveImport, type Target } from './binding.ts'
import type { SourceModule, SourceUnit } from './source-module.ts'
import { runsAtLoad, type Touched, touchedBy } from './touched-state.ts'
import { varveCall } from './varve-call.ts'

export interface LoadedEffects {
  /** Units that change what belongs to the whole process. */
  readonly ofProcess: readonly SourceUnit[]
  /** Packages that are imported for their effects. */
  readonly packages: readonly { readonly target: Target & { readonly kind: 'package' }; readonly module: SourceModule }[]
  ofUnit(unit: SourceUnit): readonly SourceUnit[]
  ofPackage(name: string): readonly SourceUnit[]
}

/**
 * Looks at every file that a program loads, from where it begins. An effect belongs to whoever reaches the state that it may change: a
 * registry that plugins fill counts with all that fills it, and an unrelated statement of the same program does not.
 *
 * @param files every source file of the project: a program that loads files by computed names may load any of them.
 */
export function loadedEffects(starts: readonly string[], files: Iterable<string>, source: ModuleSource): LoadedEffects {
  const ofProcess: SourceUnit[] = []
  const packages: LoadedEffects['packages'][number][] = []
  const byUnit = new Map<SourceUnit, SourceUnit[]>()
  const byPackage = new Map<string, SourceUnit[]>()
  const touched = new Map<SourceUnit, Touched>()
  for (const module of loadedModules(starts, files, source)) {
    for (const specifier of module.bareImports) {
      const target = resolveImport(module, specifier, '*', source)
      if (target.kind === 'package' && !packages.some(other => other.target.package === target.package)) packages.push({ target, module })
    }
    for (const unit of module.units) {
      if (!unit.isEffect && !runsAtLoad(unit.node)) continue
      if (unit.isEffect && varveCall(unit, source) !== undefined) continue
      const all = withCalled(unit, source, touched)
      if (all.isGlobal) ofProcess.push(unit)
      for (const changed of all.changed) if (changed !== unit) append(byUnit, changed, unit)
      for (const name of all.packages) append(byPackage, name, unit)
    }
  }
  return { ofProcess, packages, ofUnit: unit => byUnit.get(unit) ?? [], ofPackage: name => byPackage.get(name) ?? [] }
}

/** In the order in which they are met, imports first. */
function loadedModules(starts: readonly string[], files: Iterable<string>, source: ModuleSource): readonly SourceModule[] {
  const modules: SourceModule[] = []
  const seen = new Set<string>()
  const visit = (path: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    const module = source.load(path)
    for (const specifier of module.loads) {
      const resolved = source.resolve(specifier, path)
      if (resolved.kind === 'source') visit(resolved.file)
    }
    modules.push(module)
  }
  for (const path of starts) visit(path)
  if (modules.some(({ loadsByComputedName }) => loadsByComputedName)) for (const path of files) visit(path)
  return modules
}

/** Together with all code that may run by it, and with what the changed values themselves hold. */
function withCalled(unit: SourceUnit, source: ModuleSource, known: Map<SourceUnit, Touched>): Touched {
  const changed = new Set<SourceUnit>()
  const packages = new Set<string>()
  let isGlobal = false
  const called = new Set<SourceUnit>([unit])
  const held = new Set<SourceUnit>()
  for (const code of called) {
    const touched = touchedOnce(code, source, known)
    for (const other of touched.changed) changed.add(other)
    for (const name of touched.packages) packages.add(name)
    for (const other of touched.called) called.add(other)
    isGlobal ||= touched.isGlobal
  }
  // What a changed value holds may be changed through it.
  for (const other of changed) for (const inner of touchedOnce(other, source, known).held) changed.add(inner)
  return { changed, called, packages, isGlobal, held }
}

function touchedOnce(unit: SourceUnit, source: ModuleSource, known: Map<SourceUnit, Touched>): Touched {
  let touched = known.get(unit)
  if (!touched) {
    touched = touchedBy(unit, source)
    known.set(unit, touched)
  }
  return touched
}

function append<K>(lists: Map<K, SourceUnit[]>, key: K, unit: SourceUnit): void {
  const list = lists.get(key)
  if (list) list.push(unit)
  else lists.set(key, [unit])
}
