/** Effects of loading a project: what runs because a file is loaded, and whose state it may change. */
import { type ModuleSource, resolveImport, type Target } from './binding.ts'
import { ImplicitCode, type ImplicitSource } from './implicit-code.ts'
import type { Needs } from './needs.ts'
import type { ListedUnit, SourceModule, SourceUnit } from './source-module.ts'
import { runsAtLoad, type Touched, touchedBy } from './touched-state.ts'

export interface LoadedEffects {
  /** Units that change what belongs to the whole process. */
  readonly ofProcess: readonly ListedUnit[]
  /** Packages that are imported for their effects. */
  readonly packages: readonly { readonly target: Target & { readonly kind: 'package' }; readonly module: SourceModule }[]
  ofUnit(unit: SourceUnit): readonly ListedUnit[]
  ofPackage(name: string): readonly ListedUnit[]
  /** What each file does that is loaded. */
  readonly byModule: ReadonlyMap<SourceModule, ModuleEffects>
  /** By file, another of the same name that an import of it may mean as well. */
  readonly rivals: ReadonlyMap<string, string>
  /** Whether anything in the program runs without being called. */
  readonly hasImplicit: boolean
}

/** By unit, what happens there as the file is loaded; undefined where nothing does. */
export interface ModuleEffects {
  readonly value: readonly (UnitEffect | undefined)[]
  readonly needs: Needs
}

export type UnitEffect = Pick<Touched, 'changed' | 'packages' | 'isGlobal'>

/**
 * Looks at every file that a program loads, from where it begins. An effect belongs to whoever reaches the state that it may change: a
 * registry that plugins fill counts with all that fills it, and an unrelated statement of the same program does not.
 *
 * @param files every source file of the project: a program that loads files by computed names may load any of them.
 * @param kept what an earlier analysis found out about a file, where that still holds.
 */
export function loadedEffects(
  starts: readonly string[],
  files: Iterable<string>,
  source: ImplicitSource,
  kept: (module: SourceModule, hasImplicit: boolean) => ModuleEffects | undefined,
): LoadedEffects {
  const ofProcess: ListedUnit[] = []
  const packages: LoadedEffects['packages'][number][] = []
  const byUnit = new Map<SourceUnit, ListedUnit[]>()
  const byPackage = new Map<string, ListedUnit[]>()
  const { modules, rivals } = loadedModules(starts, files, source)
  const implicit = new ImplicitCode(modules, source)
  const program: Program = { source, implicit, touched: new Map(), pieces: new Map() }
  const byModule = new Map<SourceModule, ModuleEffects>()
  for (const module of modules) {
    for (const specifier of module.bareImports) {
      const target = resolveImport(module, specifier, '*', source)
      if (target.kind === 'package' && !packages.some(other => other.target.package === target.package)) packages.push({ target, module })
    }
    const effects = kept(module, !implicit.isEmpty) ?? source.needs.apart(() => module.units.map(unit => effectOf(unit, program)))
    byModule.set(module, effects)
    for (const [index, effect] of effects.value.entries()) {
      const unit = module.units[index]!
      if (!effect) continue
      if (effect.isGlobal) ofProcess.push(unit)
      for (const changed of effect.changed) if (changed !== unit) append(byUnit, changed, unit)
      for (const name of effect.packages) append(byPackage, name, unit)
    }
  }
  return {
    ofProcess,
    packages,
    byModule,
    rivals,
    hasImplicit: !implicit.isEmpty,
    ofUnit: unit => byUnit.get(unit) ?? [],
    ofPackage: name => byPackage.get(name) ?? [],
  }
}

/** In the order in which they are met, imports first. */
function loadedModules(starts: readonly string[], files: Iterable<string>, source: ModuleSource) {
  const modules: SourceModule[] = []
  const rivals = new Map<string, string>()
  const seen = new Set<string>()
  const visit = (path: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    const module = source.load(path)
    for (const specifier of module.loads) {
      const resolved = source.resolve(specifier, path)
      if (resolved.kind !== 'source') continue
      if (resolved.rival !== undefined) rivals.set(resolved.file, resolved.rival)
      visit(resolved.file)
    }
    modules.push(module)
  }
  for (const path of starts) visit(path)
  if (modules.some(({ loadsByComputedName }) => loadsByComputedName)) for (const path of files) visit(path)
  return { modules, rivals }
}

function effectOf(unit: ListedUnit, program: Program): UnitEffect | undefined {
  return unit.isEffect && program.source.isVarveCall(unit) ? undefined : withCalled(unit, program)
}

type Remembered = Map<ListedUnit, { readonly value: Touched; readonly needs: Needs }>

interface Program {
  readonly source: ImplicitSource
  readonly implicit: ImplicitCode
  readonly touched: Remembered
  /** What the implicit pieces of a unit touch. */
  readonly pieces: Remembered
}

/** Together with all code that may run by it, and with what the changed values themselves hold; undefined where loading it runs nothing. */
function withCalled(unit: ListedUnit, program: Program): UnitEffect | undefined {
  const all = new Set<Touched>()
  if (unit.isEffect || runsAtLoad(unit.node)) all.add(touchedOnce(unit, program))
  for (const other of program.implicit.reachedBy(unit, 'loading')) all.add(piecesOnce(other, program))
  if (all.size === 0) return undefined
  for (const { called } of all) {
    for (const other of called) {
      if (isAsset(other, program)) continue
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

/** Nothing of it can be called: what its creation does belongs to where it is created, and what it was given runs later, as its own code. */
function isAsset(unit: ListedUnit, { source }: Program): boolean {
  return !unit.isEffect && source.isAsset(unit)
}

/** What a value holds may be changed through it. */
function withHeld(units: readonly ListedUnit[], program: Program): ReadonlySet<ListedUnit> {
  const all = new Set(units)
  for (const unit of all) for (const inner of touchedOnce(unit, program).held) all.add(inner)
  return all
}

function touchedOnce(unit: ListedUnit, { touched, source }: Program): Touched {
  return source.needs.once(touched, unit, () => touchedBy(unit, source))
}

function piecesOnce(unit: ListedUnit, { pieces, source, implicit }: Program): Touched {
  return source.needs.once(pieces, unit, () => touchedBy(unit, source, implicit.piecesOf(unit)))
}

function append<K>(lists: Map<K, ListedUnit[]>, key: K, unit: ListedUnit): void {
  const list = lists.get(key)
  if (list) list.push(unit)
  else lists.set(key, [unit])
}
