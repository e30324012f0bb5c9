/** Effects of loading a project: what runs because a file is loaded, and whose state it may change. */
import { type ModuleSource, resolveImport, type Target } from './binding.ts'
import { ImplicitCode } from './implicit-code.ts'
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
  const modules = loadedModules(starts, files, source)
  const program: Program = { source, implicit: new ImplicitCode(modules, source), touched: new Map(), pieces: new Map() }
  for (const module of modules) {
    for (const specifier of module.bareImports) {
      const target = resolveImport(module, specifier, '*', source)
      if (target.kind === 'package' && !packages.some(other => other.target.package === target.package)) packages.push({ target, module })
    }
    for (const unit of module.units) {
      if (unit.isEffect && varveCall(unit, source) !== undefined) continue
      const all = withCalled(unit, program)
      if (!all) continue
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

interface Program {
  readonly source: ModuleSource
  readonly implicit: ImplicitCode
  readonly touched: Map<SourceUnit, Touched>
  /** What the implicit pieces of a unit touch. */
  readonly pieces: Map<SourceUnit, Touched>
}

/** Together with all code that may run by it, and with what the changed values themselves hold; undefined where loading it runs nothing. */
function withCalled(unit: SourceUnit, program: Program): Pick<Touched, 'changed' | 'packages' | 'isGlobal'> | undefined {
  const all = new Set<Touched>()
  if (unit.isEffect || runsAtLoad(unit.node)) all.add(touchedOnce(unit, program))
  for (const other of program.implicit.reachedBy(unit, 'loading')) all.add(piecesOnce(other, program))
  if (all.size === 0) return undefined
  for (const { called } of all) {
    for (const other of called) {
      all.add(touchedOnce(other, program))
      for (const implicit of program.implicit.reachedBy(other, 'calling')) all.add(piecesOnce(implicit, program))
    }
  }
  const touched = [...all]
  const mutated = withHeld(
    touched.flatMap(one => [...one.mutated]),
    program,
  )
  const changed = withHeld(
    touched.flatMap(one => [...one.changed]),
    program,
  )
  return {
    changed,
    packages: new Set([
      ...touched.flatMap(one => [...one.packages]),
      ...[...changed].flatMap(one => [...touchedOnce(one, program).namedPackages]),
    ]),
    isGlobal: touched.some(one => one.isGlobal) || [...mutated].some(other => touchedOnce(other, program).holdsGlobal),
  }
}

/** What a value holds may be changed through it. */
function withHeld(units: readonly SourceUnit[], program: Program): ReadonlySet<SourceUnit> {
  const all = new Set(units)
  for (const unit of all) for (const inner of touchedOnce(unit, program).held) all.add(inner)
  return all
}

function touchedOnce(unit: SourceUnit, { touched, source }: Program): Touched {
  return once(touched, unit, () => touchedBy(unit, source))
}

function piecesOnce(unit: SourceUnit, { pieces, source, implicit }: Program): Touched {
  return once(pieces, unit, () => touchedBy(unit, source, implicit.piecesOf(unit)))
}

function once<V>(known: Map<SourceUnit, V>, unit: SourceUnit, make: () => V): V {
  let value = known.get(unit)
  if (value === undefined) {
    value = make()
    known.set(unit, value)
  }
  return value
}

function append<K>(lists: Map<K, SourceUnit[]>, key: K, unit: SourceUnit): void {
  const list = lists.get(key)
  if (list) list.push(unit)
  else lists.set(key, [unit])
}
